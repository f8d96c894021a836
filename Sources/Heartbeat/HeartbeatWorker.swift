public import CommandLineKit
internal import Glibc
public import OperationalLog

/// Sends a beat at once and then at every moment of the grid, until a signal tells it to stop.
///
/// It runs on the thread that calls it and waits there for one of three things: a time, an answer or a
/// signal. So nothing that the network does delays a beat, an end or a deadline.
public final class HeartbeatWorker {
  public struct Options: Sendable {
    public var interval = TimeSpan.seconds(30)
    /// From the beginning of a request to the end of its answer, all told.
    public var timeout = TimeSpan.seconds(10)
    public var successStatuses: Set<Int> = [200]
    public var payload = Payload()
    public var retries = RetryPolicy()
    /// Where the statistics outlive the worker, if anywhere.
    public var statisticsFile: String?
    /// After so many requests the worker ends with ``End/renewal``, where it keeps statistics.
    public var renewalAfter = 10_000
    /// End after this many beats, sent or withheld.
    public var beats: Int?
    /// Why the program couldn't begin anew with what its settings are now; nil where it can. Where this is
    /// set, SIGHUP ends the worker with ``End/reload``; else it stops it like SIGTERM.
    public var checkBeforeReload: (@Sendable () -> String?)?
    /// How often the statistics are told in the log.
    var accountInterval = TimeSpan.hours(1)

    public init() {}
  }

  /// Why a worker ended.
  public enum End: Sendable, Equatable {
    case signal(Int32)
    /// All beats that were wanted have been sent.
    case done
    /// The program should begin anew: what the network library leaks adds up.
    case renewal
    /// The program should begin anew, with other settings.
    case reload
    /// The network library hasn't come back for several beats.
    case stuck
  }

  /// A beat, for who watches.
  public struct Beat: Sendable {
    public var number: Int
    public var outcome: Outcome
    public var payload: [UInt8]
    /// What the receiver wrote, at most 64 KiB.
    public var answer: [UInt8]
    public var attempts: Int
    /// Of the last attempt.
    public var latency: TimeSpan
  }

  public internal(set) var statistics = HeartbeatStatistics()

  let options: Options
  let log: OperationalLog
  let file: StatisticsFile?
  let boot = StatisticsFile.currentBoot()
  var schedule: HeartbeatSchedule
  /// The moment of the grid that no beat has stood for so far.
  var next: TimeSpan
  var lastTold: TimeSpan
  /// Requests of this process; the statistics may be older than it.
  var requests = 0

  private let transport: any Transport
  private let probe: LivenessProbe
  private let watcher: (Beat) -> Void
  private let waiter: Waiter
  private let inbox: Inbox
  private var generator = SystemRandomNumberGenerator()
  private var stuckRequests = 0
  /// When other settings were wished for.
  private var reloadWish: TimeSpan?
  /// When the terminal goes, so does whoever wanted to look on.
  private let hadTerminal = isatty(STDERR_FILENO) == 1

  /// So many requests in a row that the library didn't even begin, and a new process is needed.
  private static let mostStuckRequests = 6

  /// Takes over the signals that stop a program. To be made before any other thread runs.
  ///
  /// - Parameters:
  ///   - transport: makes the way to the receiver.
  ///   - watcher: is told of each beat when it is over.
  public init(
    _ options: Options, transport: () throws -> any Transport, log: OperationalLog,
    probe: @escaping LivenessProbe = { .sensing }, watcher: @escaping (Beat) -> Void = { _ in }
  ) throws {
    waiter = try Waiter()
    inbox = Inbox(waiter)
    self.options = options
    self.transport = try transport()
    self.log = log
    self.probe = probe
    self.watcher = watcher
    file = options.statisticsFile.map(StatisticsFile.init)
    lastTold = Waiter.now()
    next = lastTold
    schedule = HeartbeatSchedule(interval: options.interval, phase: lastTold)
  }

  /// Beats until there is a reason to end.
  public func run() -> End {
    next = restore()
    while true {
      let due = next
      if let end = rest(until: due) { return finish(end) }
      let begin = Waiter.now()
      next = schedule.following(beatAt: begin)
      statistics.miss(schedule.count(between: due, and: next))
      switch probe() {
      case .notSensing(let reason): withhold(reason)
      case .sensing:
        log.healed(Trouble.withheld, "the sensor is sensing again; heartbeats go out")
        if let end = beat(from: begin, until: next) { return finish(end) }
      }
      let moments = statistics.beats + statistics.withheld
      if let limit = options.beats, moments >= limit { return finish(.done) }
      tellStatisticsSometimes()
      if isRenewalDue { return finish(.renewal) }
    }
  }

  private func beat(from begin: TimeSpan, until slotEnd: TimeSpan) -> End? {
    statistics.begin()
    save(isRunning: true)
    let body = options.payload.json(at: Self.wallTime(), statistics)
    var plan = options.retries.plan(from: begin, until: slotEnd, using: &generator)
    var attempts = 0
    while true {
      let start = Waiter.now()
      attempts += 1
      switch request(body, until: min(start.after(options.timeout), slotEnd)) {
      case .interrupted(let signal): return .signal(signal)
      case .reply(let reply):
        let now = Waiter.now()
        let outcome = outcome(of: reply)
        if let again = plan.next(after: outcome, at: now) {
          log.debug("heartbeat: attempt \(attempts): \(outcome)")
          if let signal = wait(until: again) { return .signal(signal) }
          continue
        }
        let latency = TimeSpan(microseconds: now.microseconds - start.microseconds)
        end(
          Beat(
            number: statistics.beats, outcome: outcome, payload: body, answer: reply.text,
            attempts: attempts, latency: latency))
        return stuckRequests < Self.mostStuckRequests ? nil : .stuck
      }
    }
  }

  private func end(_ beat: Beat) {
    statistics.end(beat.outcome, latency: beat.latency.seconds, at: Self.wallTime())
    save(isRunning: true)
    tell(beat)
    watcher(beat)
  }

  private enum RequestEnd {
    case reply(Reply)
    case interrupted(Int32)
  }

  /// Sends one request and waits for what comes of it. Its deadline holds, whatever the library does.
  private func request(_ body: [UInt8], until deadline: TimeSpan) -> RequestEnd {
    statistics.attempt()
    requests += 1
    transport.send(body, completion: inbox.expect())
    while true {
      switch waiter.wait(until: deadline) {
      case .signal(let signal):
        if !isToReload(signal) { return .interrupted(signal) }
      case .answer:
        guard let reply = inbox.take() else { continue }
        stuckRequests = 0
        return .reply(reply)
      case .due:
        let isStuck = transport.isStuck
        stuckRequests = isStuck ? stuckRequests + 1 : 0
        transport.cancel()
        guard isStuck else { return .reply(.trouble(.timedOut, detail: "no whole answer in time")) }
        return .reply(.failure("the network library hasn't come back from an earlier request"))
      }
    }
  }

  /// Waits between beats, unless there is a reason to end.
  private func rest(until due: TimeSpan) -> End? {
    while true {
      if isReloadDue(before: due) { return .reload }
      switch waiter.wait(until: due) {
      case .signal(let signal):
        if !isToReload(signal) { return .signal(signal) }
      case .due: return nil
      case .answer: continue
      }
    }
  }

  /// Whether to begin anew for other settings: in time for the next beat, but at the latest after one
  /// whole slot. Beats that hang to the end of theirs leave no time between them.
  private func isReloadDue(before due: TimeSpan) -> Bool {
    guard let reloadWish else { return false }
    return hasTimeToBegin || due >= reloadWish.after(options.interval)
  }

  /// Whether a signal is a wish for other settings, which waits until the beat under way is over.
  private func isToReload(_ signal: Int32) -> Bool {
    guard signal == SIGHUP, let check = options.checkBeforeReload,
      !hadTerminal || isatty(STDERR_FILENO) == 1
    else { return false }
    if let problem = check() {
      log.error("heartbeat: the configuration stays as it was: \(problem)")
    } else {
      reloadWish = reloadWish ?? Waiter.now()
    }
    return true
  }

  /// Waits within a beat; a signal to stop ends it. Replies to requests that were given up don't.
  private func wait(until time: TimeSpan) -> Int32? {
    while true {
      switch waiter.wait(until: time) {
      case .signal(let signal):
        if !isToReload(signal) { return signal }
      case .due: return nil
      case .answer: continue
      }
    }
  }

  private func outcome(of reply: Reply) -> Outcome {
    switch reply {
    case .trouble(let trouble, let detail): .network(trouble, detail: detail)
    case .failure(let reason): .failure(reason)
    case .answer(let status, let retryAfter, let date, _):
      if options.successStatuses.contains(status) {
        .success(status: status)
      } else {
        .refusal(
          status: status,
          retryAfter: retryAfter.flatMap {
            RetryAfter.pause($0, date: date, now: Int64(Self.wallTime()))
          })
      }
    }
  }
}

extension Reply {
  fileprivate var text: [UInt8] {
    if case .answer(_, _, _, let body) = self { body } else { [] }
  }
}
