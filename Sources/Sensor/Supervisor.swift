internal import CLinux
internal import CommandLineKit
internal import Glibc
internal import InputDevices
internal import OperationalLog

/// Waits for what isn't input: signals, readers that come back from the loop, the time to look for
/// grabs. A normal thread that sleeps nearly always.
struct Supervisor: ~Copyable {
  private let signals: SignalDescriptor
  private let mailbox: LoopMailbox
  private let manager: DeviceManager
  private let log: OperationalLog
  private let grabCheck: TimeSpan
  private let reload: (@Sendable () -> Void)?
  private let pauses: PauseKeeper?
  /// Whether there was a terminal at the start: when it goes, so does whoever wanted to look on.
  private let hadTerminal = isatty(STDERR_FILENO) == 1
  private var stopTime: Int64?
  private var toldOfBrake = false
  private var windowsDropped: UInt64 = 0
  private var isStopping = false

  init(
    signals: consuming SignalDescriptor, mailbox: LoopMailbox, manager: DeviceManager,
    grabCheck: TimeSpan, timeLimit: TimeSpan?, reload: (@Sendable () -> Void)?,
    pauses: PauseKeeper?, log: OperationalLog
  ) {
    stopTime = timeLimit.map { Self.now() + $0.microseconds / 1_000 }
    self.signals = signals
    self.mailbox = mailbox
    self.manager = manager
    self.grabCheck = grabCheck
    self.reload = reload
    self.pauses = pauses
    self.log = log
  }

  /// Runs until `stopped` is signalled.
  mutating func run(until stopped: WakeEvent) {
    while true {
      let ready = wait(stopped)
      if ready.signal { obeySignals() }
      if ready.pause || ready.signal { obeyPause() }
      if ready.returned { release() }
      if ready.timeout { manager.checkGrabs() }
      if let stopTime, Self.now() >= stopTime {
        self.stopTime = nil
        mailbox.stop()
      }
      tellOfTroubles()
      if ready.stopped {
        release()
        return
      }
    }
  }

  private func wait(
    _ stopped: WakeEvent
  ) -> (signal: Bool, returned: Bool, stopped: Bool, pause: Bool, timeout: Bool) {
    func interest(_ descriptor: CInt) -> pollfd {
      pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    }
    var set = [
      interest(signals.descriptor), interest(mailbox.returned.descriptor),
      interest(stopped.descriptor), interest(pauses?.changes ?? -1), interest(pauses?.end ?? -1),
    ]
    let count = poll(&set, nfds_t(set.count), timeout)
    return (
      set[0].revents != 0, set[1].revents != 0, set[2].revents != 0,
      set[3].revents != 0 || set[4].revents != 0, count == 0
    )
  }

  /// Milliseconds until there is something to do unasked; -1 for never.
  private var timeout: CInt {
    var timeout = Int64.max
    if grabCheck > .zero { timeout = grabCheck.microseconds / 1_000 }
    if let stopTime { timeout = min(timeout, max(0, stopTime - Self.now())) }
    return timeout == .max ? -1 : CInt(clamping: timeout)
  }

  /// Milliseconds of the monotonic clock.
  private static func now() -> Int64 { clinux_clock_ns(CLOCK_MONOTONIC) / 1_000_000 }

  private mutating func obeySignals() {
    while let signal = signals.next() {
      if signal == SIGHUP, !isStopping, let reload, !hasLostTerminal {
        reload()
        continue
      }
      // Whoever asks twice doesn't want to wait.
      if isStopping { _exit(128 + signal) }
      isStopping = true
      log.info("stopping on \(SignalDescriptor.name(of: signal))")
      mailbox.stop()
    }
  }

  /// A pause takes the way of a device that is unplugged: the manager withdraws it, the loop gives its
  /// reader back, and the manager closes it.
  private mutating func obeyPause() {
    switch pauses?.look() {
    case .paused(let pause):
      log.info("\(pause.text); closing every input device")
      manager.pause()
    case .altered(let pause): log.info("\(pause.text)")
    case .resumed(let span):
      log.info("the pause of \((span.end - span.start + 500_000) / 1_000_000) s is over")
      manager.resume()
      // The writer tells of it in the feature log.
      mailbox.windowReady.signal()
    case nil: break
    }
  }

  private var hasLostTerminal: Bool { hadTerminal && isatty(STDERR_FILENO) == 0 }

  private func release() {
    mailbox.returned.clear()
    for number in mailbox.collectReturned() { manager.release(DeviceID(rawValue: number)) }
  }

  private mutating func tellOfTroubles() {
    tellOfBrake()
    let dropped = mailbox.windowsDropped
    if dropped > windowsDropped {
      windowsDropped = dropped
      log.report(
        .error, "windows",
        "\(dropped) windows were lost so far: the log can't be written fast enough")
    }
  }

  private mutating func tellOfBrake() {
    guard !toldOfBrake, RealtimeBrake.state != .untouched else { return }
    toldOfBrake = true
    let outcome =
      if case .failed(let code) = RealtimeBrake.state {
        "could not give up real-time priority: \(String(cString: strerror(code)))"
      } else {
        "has given up real-time priority"
      }
    log.warning("the sensing thread ran for too long without waiting and \(outcome)")
  }
}
