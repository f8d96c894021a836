import CommandLineKit
import Foundation
import OperationalLog
import Synchronization
import Testing

@testable import Heartbeat

/// Answers each request with what the test wants: at once, or else with 500 and far too late, when the
/// next one goes out.
private final class ScriptedTransport: Transport {
  private let replies: Mutex<[Reply?]>
  private let late = Mutex<[@Sendable (Reply) -> Void]>([])
  private let counts = Mutex((sent: 0, cancelled: 0))
  let stuck = Atomic(false)

  init(_ replies: [Reply?]) { self.replies = Mutex(replies) }

  func send(_ body: [UInt8], completion: @escaping @Sendable (Reply) -> Void) {
    counts.withLock { $0.sent += 1 }
    let reply = replies.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
    for completion in late.withLock({ $0 }) {
      completion(.answer(status: 500, retryAfter: nil, date: nil, body: []))
    }
    guard let reply else { return late.withLock { $0.append(completion) } }
    Thread { completion(reply) }.start()
  }

  func cancel() { counts.withLock { $0.cancelled += 1 } }
  var isStuck: Bool { stuck.load(ordering: .relaxed) }
  var sent: Int { counts.withLock { $0.sent } }
  var cancelled: Int { counts.withLock { $0.cancelled } }
}

@Suite(.serialized) struct HeartbeatWorkerTests {
  private static func answer(_ status: Int) -> Reply {
    .answer(status: status, retryAfter: nil, date: nil, body: [])
  }

  private func run(
    _ transport: ScriptedTransport, beats: Int, interval: TimeSpan = .milliseconds(100),
    change: (inout HeartbeatWorker.Options) -> Void = { _ in },
    probe: @escaping LivenessProbe = { .sensing }
  ) throws -> (end: HeartbeatWorker.End, beats: [HeartbeatWorker.Beat], HeartbeatStatistics) {
    var options = HeartbeatWorker.Options()
    options.interval = interval
    options.beats = beats
    options.retries = RetryPolicy(
      pauses: [.milliseconds(5), .milliseconds(5)], shortestAttempt: .milliseconds(1))
    change(&options)
    var seen: [HeartbeatWorker.Beat] = []
    let worker = try HeartbeatWorker(
      options, transport: { transport }, log: OperationalLog(level: .error), probe: probe,
      watcher: { seen.append($0) })
    let end = worker.run()
    return (end, seen, worker.statistics)
  }

  @Test func `beats and attempts are counted apart`() throws {
    let transport = ScriptedTransport([Self.answer(503), Self.answer(500), Self.answer(200)])
    let (end, beats, statistics) = try run(transport, beats: 2, interval: .seconds(2)) { options in
      options.retries.pauses = [.milliseconds(200), .milliseconds(400)]
    }
    #expect(end == .done)
    #expect(beats.map(\.attempts) == [3, 1])
    #expect(statistics.succeeded == 2 && statistics.failed == 0 && statistics.attempts == 4)
  }

  @Test func `an answer that never comes ends at the deadline, and is given up`() throws {
    let transport = ScriptedTransport([nil])
    let (_, beats, _) = try run(transport, beats: 3) { options in
      options.timeout = .milliseconds(30)
      options.retries = RetryPolicy(pauses: [])
    }
    #expect(transport.cancelled == 3)
    for beat in beats {
      #expect(beat.outcome == .network(.timedOut, detail: "no whole answer in time"))
      #expect(beat.latency >= .milliseconds(30) && beat.latency < .milliseconds(230))
    }
  }

  @Test func `a late answer isn't taken for the next beat's`() throws {
    let transport = ScriptedTransport([nil, Self.answer(200)])
    let (_, beats, statistics) = try run(transport, beats: 2, interval: .milliseconds(500)) {
      options in
      options.timeout = .milliseconds(200)
      options.retries = RetryPolicy(pauses: [])
    }
    #expect(beats.map(\.outcome.isSuccess) == [false, true])
    #expect(statistics.failed == 1 && statistics.succeeded == 1)
  }

  @Test func `no beat says all is well while the sensor isn't sensing`() throws {
    let probes = Mutex(0)
    let transport = ScriptedTransport([Self.answer(200)])
    let (_, _, statistics) = try run(transport, beats: 4, interval: .milliseconds(20)) { _ in
    } probe: {
      probes.withLock { count in
        count += 1
        return count > 3 ? .sensing : .notSensing("the loop doesn't answer")
      }
    }
    #expect(statistics.withheld == 3)
    #expect(transport.sent == 1)
  }

  @Test func `a library that never comes back ends the worker`() throws {
    let transport = ScriptedTransport([nil])
    transport.stuck.store(true, ordering: .relaxed)
    let (end, beats, statistics) = try run(transport, beats: 1_000, interval: .milliseconds(20))
    #expect(end == .stuck)
    #expect(beats.allSatisfy { $0.outcome.level == .error })
    #expect(statistics.failed == beats.count)
  }

  @Test func `statuses that mean success are those of the list`() throws {
    let (_, beats, _) = try run(ScriptedTransport([Self.answer(200), Self.answer(204)]), beats: 2) {
      $0.successStatuses = [204]
    }
    #expect(
      beats.map(\.outcome) == [.refusal(status: 200, retryAfter: nil), .success(status: 204)])
  }

  /// The defects of a grid that lives in one process: it shifts with every crash, and forgets.
  @Test func `after a crash the grid and the statistics go on, and the crash is counted`() throws {
    let path = NSTemporaryDirectory() + "tactus-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let interval = TimeSpan.milliseconds(200)
    func keep(_ options: inout HeartbeatWorker.Options) { options.statisticsFile = path }
    _ = try run(ScriptedTransport([Self.answer(200)]), beats: 2, interval: interval, change: keep)
    let file = StatisticsFile(path: path)
    var left = try #require(try file.load())
    #expect(!left.running && left.statistics.beats == 2)
    left.running = true
    left.statistics.begin()
    try file.save(left)
    let (_, _, statistics) = try run(
      ScriptedTransport([Self.answer(200)]), beats: 4, interval: interval, change: keep)
    #expect(statistics.crashes == 1 && statistics.unfinished == 1 && statistics.succeeded == 3)
    #expect(try file.load()?.phase == left.phase)
  }

  /// The worker wasn't there for five moments of the grid: the first of them has a late beat, at once.
  @Test func `moments without a worker are counted as missed`() throws {
    let path = NSTemporaryDirectory() + "tactus-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let now = Waiter.now().microseconds
    let interval = TimeSpan.milliseconds(200)
    let due = TimeSpan(microseconds: now - 4 * interval.microseconds - 20_000)
    try StatisticsFile(path: path).save(
      StatisticsFile.Document(
        schedule: HeartbeatSchedule(interval: interval, phase: due), next: due,
        boot: StatisticsFile.currentBoot(), running: true, statistics: HeartbeatStatistics()))
    let (_, _, statistics) = try run(
      ScriptedTransport([Self.answer(200)]), beats: 1, interval: interval
    ) { $0.statisticsFile = path }
    #expect(statistics.missed == 4 && statistics.succeeded == 1)
    #expect(Waiter.now().microseconds - now < interval.microseconds)
    let left = try #require(try StatisticsFile(path: path).load())
    #expect(left.next == due.microseconds + 5 * interval.microseconds)
  }

  /// A file that says so would put off beats for ever.
  @Test func `a beat that is due in another age is due on the grid`() throws {
    let path = NSTemporaryDirectory() + "tactus-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let (now, interval) = (Waiter.now(), TimeSpan.milliseconds(200))
    try StatisticsFile(path: path).save(
      StatisticsFile.Document(
        schedule: HeartbeatSchedule(interval: interval, phase: now), next: now.after(.hours(9)),
        boot: StatisticsFile.currentBoot(), running: true, statistics: HeartbeatStatistics()))
    let (_, beats, statistics) = try run(
      ScriptedTransport([Self.answer(200)]), beats: 1, interval: interval
    ) { $0.statisticsFile = path }
    #expect(beats.count == 1 && statistics.missed == 0)
  }

  @Test func `the account is told in the log at intervals`() throws {
    let folder = NSTemporaryDirectory() + "tactus-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var options = HeartbeatWorker.Options()
    #expect(options.accountInterval == .hours(1))
    options.interval = .milliseconds(50)
    options.accountInterval = .milliseconds(120)
    options.beats = 8
    let worker = try HeartbeatWorker(
      options, transport: { ScriptedTransport([Self.answer(200)]) },
      log: OperationalLog(level: .info, folder: folder))
    #expect(worker.run() == .done)
    let files = try FileManager.default.contentsOfDirectory(atPath: folder)
    let log = try String(contentsOfFile: folder + "/" + #require(files.first), encoding: .utf8)
    let told = log.split(separator: "\n").filter { $0.contains("INFO  heartbeat: ") }
    // At about 0.15 and 0.3 s, of 0.35.
    #expect((2...3).contains(told.count))
    #expect(told.allSatisfy { $0.contains(" succeeded, 0 failed; success rate 100.0 %, ") })
  }

  @Test func `a worker that has sent enough begins anew between two beats`() throws {
    let path = NSTemporaryDirectory() + "tactus-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let (end, beats, _) = try run(ScriptedTransport([Self.answer(200)]), beats: 100) { options in
      options.renewalAfter = 3
      options.statisticsFile = path
    }
    #expect(end == .renewal && beats.count == 3)
    #expect(try StatisticsFile(path: path).load()?.running == true)
  }
}
