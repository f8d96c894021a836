internal import CLinux
internal import CommandLineKit
internal import Glibc
internal import OperationalLog

/// What the worker tells and keeps: the log, the statistics, the grid beyond its own end.
extension HeartbeatWorker {
  /// What the log's falling rate tells apart.
  enum Trouble {
    static let failing = "heartbeat failing"
    static let failed = "heartbeat impossible"
    static let withheld = "heartbeat withheld"
    static let unkept = "heartbeat statistics"
  }

  /// Goes on where the last worker left off: with its statistics, and on its grid where it crashed or
  /// began anew, so that neither shifts the beats. A first beat, and one after an orderly stop, is due
  /// at once; so is one that came due while no worker was there.
  ///
  /// - Returns: when the first beat is due.
  func restore() -> TimeSpan {
    let now = Waiter.now()
    let mark = getenv(Self.renewalMark).map { String(cString: $0) }
    unsetenv(Self.renewalMark)
    guard let left = load() else { return now }
    statistics = left.statistics
    if mark == Self.markOfRenewal {
      statistics.renew()
    } else if left.running, mark == nil {
      statistics.crash()
      log.warning("heartbeat: the last worker ended without a word; going on for it")
    }
    let grid = left.schedule
    guard left.running, left.boot == boot, grid.interval == options.interval else { return now }
    schedule = grid
    // No worker waits longer than that.
    let latest = now.microseconds + grid.interval.microseconds / 2 * 3
    guard let next = left.next, next <= latest else { return grid.first(notBefore: now) }
    return TimeSpan(microseconds: next)
  }

  private func load() -> StatisticsFile.Document? {
    do throws(StatisticsFile.Damage) {
      return try file?.load()
    } catch {
      log.warning("heartbeat: \(error); they begin anew")
      return nil
    }
  }

  /// Takes leave: what is in flight is counted, and the statistics are told.
  func finish(_ end: End) -> End {
    statistics.abandon()
    save(isRunning: end == .renewal || end == .reload || end == .stuck)
    switch end {
    case .signal(let signal):
      let name = clinux_signal_name(signal).map { "SIG" + String(cString: $0) } ?? "a signal"
      log.info("heartbeat: stopped by \(name) after \(statistics)")
    case .done: log.debug("heartbeat: \(statistics)")
    case .renewal: log.info("heartbeat: beginning anew after \(requests) requests; \(statistics)")
    case .reload: log.info("heartbeat: beginning anew with other settings; \(statistics)")
    case .stuck: log.error("heartbeat: the network library is stuck; ending after \(statistics)")
    }
    return end
  }

  func tell(_ beat: Beat) {
    let outcome = beat.outcome
    let tries = beat.attempts == 1 ? "" : ", \(beat.attempts) attempts"
    switch outcome.level {
    case .debug:
      log.debug("heartbeat \(beat.number): \(outcome) in \(beat.latency)\(tries)")
      log.healed(Trouble.failing, "heartbeats succeed again")
      log.healed(Trouble.failed, "heartbeats are possible again")
    case let level:
      let trouble = level == .error ? Trouble.failed : Trouble.failing
      log.report(level, trouble, "heartbeat \(beat.number) failed: \(outcome)\(tries)")
    }
  }

  func withhold(_ reason: String) {
    statistics.withhold(reason, at: Self.wallTime())
    save(isRunning: true)
    log.report(.error, Trouble.withheld, "no heartbeat: \(reason)")
  }

  func tellStatisticsSometimes() {
    let now = Waiter.now()
    guard now >= lastTold.after(options.accountInterval) else { return }
    lastTold = now
    log.info("heartbeat: \(statistics)")
  }

  func save(isRunning: Bool) {
    guard let file else { return }
    do {
      try file.save(
        StatisticsFile.Document(
          schedule: schedule, next: next, boot: boot, running: isRunning, statistics: statistics))
      log.healed(Trouble.unkept, "heartbeat statistics are kept again")
    } catch {
      log.report(
        .warning, Trouble.unkept, "heartbeat statistics can't be kept in \(file.path): \(error)")
    }
  }

  /// Seconds since 1970. Only for readers: nothing is scheduled by this clock.
  static func wallTime() -> Double { Double(clinux_clock_ns(CLOCK_REALTIME)) / 1e9 }
}

/// The library leaks a little with every request, so the program begins anew before that matters: in the
/// same process, between two beats.
extension HeartbeatWorker {
  static let renewalMark = "TACTUS_HEARTBEAT_BEGUN_ANEW"
  private static let markOfRenewal = "renewal"

  /// In time for the next beat, unless beats that hang to the end of their slots never leave any.
  var isRenewalDue: Bool {
    guard file != nil, requests >= options.renewalAfter else { return false }
    return hasTimeToBegin || requests / 2 >= options.renewalAfter
  }

  /// Starting takes a few hundredths of a second; there must be time for that before the next beat.
  var hasTimeToBegin: Bool {
    next.microseconds - Waiter.now().microseconds
      >= min(1_000_000, options.interval.microseconds / 2)
  }

  /// Replaces this program by itself, with the same arguments. Returns only where that is refused.
  public static func beginAnew(because end: End) {
    // The library's sockets and pipes are not for the next one.
    for descriptor in 3..<Int32(sysconf(Int32(_SC_OPEN_MAX))).clamped {
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }
    setenv(renewalMark, end == .renewal ? markOfRenewal : "reload", 1)
    var arguments: [UnsafeMutablePointer<CChar>?] = CommandLine.arguments.map { strdup($0) }
    arguments.append(nil)
    execv("/proc/self/exe", &arguments)
  }
}

extension Int32 {
  /// No program has more descriptors than this without wanting to.
  fileprivate var clamped: Int32 { Swift.min(Swift.max(self, 4), 65_536) }
}

extension TimeSpan {
  func after(_ pause: TimeSpan) -> TimeSpan {
    TimeSpan(microseconds: microseconds + pause.microseconds)
  }
}
