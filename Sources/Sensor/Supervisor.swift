internal import CommandLineKit
internal import Glibc
internal import InputDevices

/// Waits for what isn't input: signals, readers that come back from the loop, the time to look for
/// grabs. A normal thread that sleeps nearly always.
struct Supervisor: ~Copyable {
  private let signals: SignalDescriptor
  private let mailbox: LoopMailbox
  private let manager: DeviceManager
  private let log: OperationalLog
  private let grabCheck: TimeSpan
  private var toldOfBrake = false
  private var windowsDropped: UInt64 = 0
  private var isStopping = false

  init(
    signals: consuming SignalDescriptor, mailbox: LoopMailbox, manager: DeviceManager,
    grabCheck: TimeSpan, log: OperationalLog
  ) {
    self.signals = signals
    self.mailbox = mailbox
    self.manager = manager
    self.grabCheck = grabCheck
    self.log = log
  }

  /// Runs until `stopped` is signalled.
  mutating func run(until stopped: WakeEvent) {
    while true {
      let ready = wait(stopped)
      if ready.signal { obeySignals() }
      if ready.returned { release() }
      if ready.timeout { manager.checkGrabs() }
      tellOfTroubles()
      if ready.stopped {
        release()
        return
      }
    }
  }

  private func wait(
    _ stopped: WakeEvent
  ) -> (signal: Bool, returned: Bool, stopped: Bool, timeout: Bool) {
    func interest(_ descriptor: CInt) -> pollfd {
      pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    }
    var set = [
      interest(signals.descriptor), interest(mailbox.returned.descriptor),
      interest(stopped.descriptor),
    ]
    let timeout = grabCheck > .zero ? CInt(clamping: grabCheck.microseconds / 1_000) : -1
    let count = poll(&set, nfds_t(set.count), timeout)
    return (set[0].revents != 0, set[1].revents != 0, set[2].revents != 0, count == 0)
  }

  private mutating func obeySignals() {
    while let signal = signals.next() {
      // Whoever asks twice doesn't want to wait.
      if isStopping { _exit(128 + signal) }
      isStopping = true
      log.info("stopping on \(SignalDescriptor.name(of: signal))")
      mailbox.stop()
    }
  }

  private func release() {
    mailbox.returned.clear()
    for number in mailbox.collectReturned() { manager.release(DeviceID(rawValue: number)) }
  }

  private mutating func tellOfTroubles() {
    if !toldOfBrake, RealtimeBrake.state != .untouched {
      toldOfBrake = true
      log.warning(
        "the sensing thread ran for too long without waiting and has given up real-time priority")
    }
    let dropped = mailbox.windowsDropped
    if dropped > windowsDropped {
      windowsDropped = dropped
      log.report(
        .error, "windows", "\(dropped) windows were lost so far: the log can't be written fast enough")
    }
  }
}
