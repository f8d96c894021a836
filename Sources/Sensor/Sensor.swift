internal import BehaviorFeatures
internal import CLinux
internal import CommandLineKit
internal import FeatureLog
internal import Glibc
internal import InputDevices

/// The running sensor: devices in, records out.
///
/// Four threads, and what passes between them:
///
///     DeviceAttendant ──readers──▶ SensingLoop ──windows──▶ WindowWriter ──▶ feature log
///            ▲                          │
///            └── Supervisor ◀──readers──┘
///
/// The sensing loop runs on the main thread, so that a service manager can make it real-time and
/// leave every other thread normal.
public struct Sensor: ~Copyable {
  private let configuration: Configuration
  private let log: OperationalLog
  private let examples: [String]
  private let mailbox: LoopMailbox
  private let manager: DeviceManager
  private let devices = DeviceRegistry()
  private var featureLog: FeatureLogWriter

  /// A writer that hangs on a dead disk isn't waited for longer than these milliseconds.
  private static let longestFlush: CInt = 1_500
  /// Longer than this many microseconds without a wait, and a real-time thread gives up its priority.
  private static let longestRun: UInt64 = 200_000

  /// Prepares what can fail for reasons that an admin can mend: the log's folder and its lock.
  ///
  /// - Parameter examples: recordings of one session, to play where no input device is found.
  public init(_ configuration: Configuration, examples: [String], log: OperationalLog) throws {
    self.examples = examples

    let mailbox = try LoopMailbox()
    let manager = try DeviceManager()
    featureLog = try FeatureLogWriter(folder: LogFolder(path: configuration.logDirectory))
    self.mailbox = mailbox
    self.manager = manager
    self.configuration = configuration
    self.log = log
  }

  /// Senses until SIGTERM, SIGINT or SIGHUP. To be called on the main thread.
  public consuming func run() throws {
    let signals = try SignalDescriptor([SIGTERM, SIGINT, SIGHUP])
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    _ = clinux_forbid_dumps()
    let (mailbox, manager, devices) = (mailbox, manager, devices)
    let (log, configuration) = (log, configuration)
    let windows = Ring<WindowStatistics>(capacity: 16)
    let commands = Ring<LoopCommand>(capacity: 256)
    let flushed = try WakeEvent()
    let loopEnded = try WakeEvent()

    let writer = WindowWriter(
      windows: windows.consumer, log: featureLog,
      builder: RecordBuilder(
        bootID: Identifiers.boot(), runID: Identifiers.run(), source: .live),
      examples: WindowWriter.Examples(paths: examples, window: configuration.window),
      mailbox: mailbox, devices: devices, operationalLog: log)
    _ = try Thread(named: "tactus-writer", owning: writer) { writer in
      while true {
        // Asked before the last look, so that no window slips in between.
        let isLast = mailbox.hasLoopEnded
        writer.drain()
        if isLast { break }
        mailbox.windowReady.wait()
      }
      flushed.signal()
    }
    let attendant = DeviceAttendant(
      commands: commands.producer, mailbox: mailbox, devices: devices, log: log)
    let managing = try Thread(named: "tactus-devices", owning: attendant) { attendant in
      do {
        try manager.run { attendant.handle($0) }
      } catch {
        log.error("\(error)")
        mailbox.stop()
      }
    }
    let supervisor = Supervisor(
      signals: signals, mailbox: mailbox, manager: manager, grabCheck: configuration.grabCheck,
      log: log)
    let supervising = try Thread(named: "tactus-supervisor", owning: supervisor) { supervisor in
      supervisor.run(until: loopEnded)
    }

    var loop = try SensingLoop(
      consumer: SensingCore(
        windowLength: configuration.window.microseconds,
        sink: RingSink(windows: windows.producer, mailbox: mailbox)),
      keyboardPeriod: configuration.keyboardReadPeriod.microseconds * 1_000, mailbox: mailbox,
      commands: commands.consumer)
    Self.acquirePriority(configuration, log)
    loop.run()

    mailbox.loopEnded()
    loopEnded.signal()
    supervising.join()
    manager.stop()
    managing.join()
    if !flushed.wait(timeout: Self.longestFlush) {
      log.error("the last window could not be written in time")
    }
    log.info("stopped")
  }

  /// Real time for the calling thread, as far as this process may have it.
  private static func acquirePriority(_ configuration: Configuration, _ log: OperationalLog) {
    clinux_prefault_stack(128 * 1024)
    guard configuration.realTime == .auto else {
      log.info("priority: normal, as configured")
      return
    }
    let priority = RealtimePriority.acquire(configuration.priority)
    if let code = RealtimeBrake.arm(microseconds: longestRun) {
      log.warning("no limit on real-time running: \(String(cString: strerror(code)))")
    }
    log.info("priority: \(priority)")
  }
}
