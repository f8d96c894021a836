internal import CLinux
internal import CommandLineKit
internal import Glibc
internal import InputDevices
internal import OperationalLog

/// A sensing loop on the calling thread, with the threads that serve it: one finds, opens and closes
/// devices, one waits for signals and for readers that come back.
struct SensingSession: ~Copyable {
  let mailbox: LoopMailbox
  private let manager: DeviceManager
  private let log: OperationalLog
  private let signals: SignalDescriptor

  /// What may be decided about a session.
  struct Options: Sendable {
    var keyboardReadPeriod: TimeSpan
    /// How often to look for devices that another program took; zero for never.
    var grabCheck: TimeSpan
    /// When to stop unasked; `nil` for never.
    var timeLimit: TimeSpan?
    /// Why a device isn't to be read; `nil` where it is. Called once a device, before its first read.
    var rejection: @Sendable (InputDevice) -> String?
    /// Called when every device that was there at the start has been opened or told of.
    var settled: @Sendable () -> Void = {}
    /// What SIGHUP does, while there is a terminal or never was one; `nil` where it stops.
    var reload: (@Sendable () -> Void)?
    /// Whether to pause, and when; `nil` where nobody can want that.
    var pauses: PauseKeeper?
  }

  /// Takes the signals over from here on, for this thread and all that it starts.
  init(log: OperationalLog) throws {
    let signals = try SignalDescriptor([SIGTERM, SIGINT, SIGHUP])
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    // What is read here is in no core dump, and not for other programs of the same user.
    _ = clinux_forbid_dumps()
    // Two megabytes for a thread that needs some kilobytes, made and cleared while events come.
    _ = clinux_refuse_huge_pages()
    let mailbox = try LoopMailbox()
    let manager = try DeviceManager()
    self.mailbox = mailbox
    self.manager = manager
    self.log = log
    self.signals = signals
  }

  /// Hands all events over until SIGTERM, SIGINT or SIGHUP.
  ///
  /// - Parameter prepare: called on this thread when all others have been started.
  consuming func run<Consumer: EventConsumer & ~Copyable>(
    handing events: consuming Consumer, listing devices: DeviceRegistry, _ options: Options,
    prepare: () -> Void
  ) throws {
    let (mailbox, manager, log) = (mailbox, manager, log)
    let commands = Ring<LoopCommand>(capacity: 256)
    let loopEnded = try WakeEvent()
    var loop = try SensingLoop(
      consumer: events, keyboardPeriod: options.keyboardReadPeriod.microseconds * 1_000,
      mailbox: mailbox, commands: commands.consumer)

    let attendant = DeviceAttendant(
      commands: commands.producer, mailbox: mailbox, manager: manager, devices: devices,
      pauses: options.pauses, log: log,
      rejection: options.rejection, settled: options.settled)
    // Before the first device is opened: a restart doesn't end a pause.
    if case .paused(let pause) = options.pauses?.look() { log.info("\(pause.text)") }
    let isPaused = options.pauses?.pause != nil
    let managing = try Thread(named: "tactus-devices", owning: attendant) { attendant in
      do {
        try manager.run(isPaused: isPaused) { attendant.handle($0) }
      } catch {
        log.error("\(error)")
        mailbox.stop()
      }
    }
    let supervisor = Supervisor(
      signals: signals, mailbox: mailbox, manager: manager, grabCheck: options.grabCheck,
      timeLimit: options.timeLimit, reload: options.reload, pauses: options.pauses, log: log)
    let supervising = try Thread(named: "tactus-watch", owning: supervisor) { supervisor in
      supervisor.run(until: loopEnded)
    }
    prepare()
    loop.run()

    mailbox.loopEnded()
    loopEnded.signal()
    supervising.join()
    manager.stop()
    managing.join()
  }
}
