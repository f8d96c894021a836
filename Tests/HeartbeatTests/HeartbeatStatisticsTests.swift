import CommandLineKit
import Foundation
import InputEventsTestKit
import Testing

@testable import Heartbeat

@Suite struct HeartbeatStatisticsTests {
  @Test func `every beat is in one place`() {
    var generator = SeededGenerator(seed: 1)
    var statistics = HeartbeatStatistics()
    for step in 0..<5_000 {
      statistics.begin()
      statistics.attempt()
      switch Int.random(in: 0..<4, using: &generator) {
      case 0: statistics.end(.failure("x"), latency: 1, at: Double(step))
      case 1: statistics.abandon()
      case 2: statistics.crash()
      default: statistics.end(.success(status: 200), latency: 1, at: Double(step))
      }
      let ended = statistics.succeeded + statistics.failed + statistics.unfinished
      #expect(statistics.beats == ended && !statistics.isInFlight)
    }
  }

  @Test func `what isn't in flight can't be cut short`() {
    var statistics = HeartbeatStatistics()
    statistics.abandon()
    statistics.crash()
    #expect(statistics.unfinished == 0 && statistics.crashes == 1)
  }

  @Test func `the rate is of the beats that ended, and 0 before`() {
    var statistics = HeartbeatStatistics()
    #expect(statistics.successRate == 0)
    for index in 0..<3 {
      statistics.begin()
      statistics.end(index == 0 ? .failure("no") : .success(status: 200), latency: 0, at: 5)
    }
    statistics.begin()
    #expect(
      statistics.description == "4 beats: 2 succeeded, 1 failed; success rate 66.7 %, 0 attempts")
    #expect(statistics.lastSuccess == 5)
    #expect(statistics.lastError == .init(time: 5, reason: "no"))
  }

  /// Outside oracle: sorting the last 256 by hand.
  @Test func `quantiles are exact over the last latencies`() {
    var generator = SeededGenerator(seed: 2)
    var ring = LatencyRing()
    #expect(ring.quantile(0.5) == nil)
    var all: [Double] = []
    for _ in 0..<1_000 {
      let latency = Double.random(in: 0...1, using: &generator)
      all.append(latency)
      ring.record(latency)
      let last = all.suffix(256)
      for share in [0, 0.5, 0.99, 1] {
        let quantile = ring.quantile(share) ?? -1
        #expect(last.contains(quantile))
        #expect(Double(last.count { $0 <= quantile }) >= share * Double(last.count))
        #expect(Double(last.count { $0 < quantile }) <= share * Double(last.count))
      }
    }
  }

  @Test func `they survive being written down`() throws {
    var statistics = HeartbeatStatistics()
    statistics.begin()
    statistics.end(.success(status: 200), latency: 0.25, at: 1)
    statistics.begin()
    let path = NSTemporaryDirectory() + "tactus-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let file = StatisticsFile(path: path)
    #expect(try file.load() == nil)
    let schedule = HeartbeatSchedule(interval: .seconds(30), phase: .seconds(7))
    let document = StatisticsFile.Document(
      schedule: schedule, next: .seconds(37), boot: "b", running: true, statistics: statistics)
    try file.save(document)
    let read = try #require(try file.load())
    #expect(read == document && read.schedule == schedule && read.latencyP99 == 250)
    let text = try String(contentsOfFile: path, encoding: .utf8)
    // A file of a version that had no such member yet.
    try text.replacing(#""next_us":37000000,"#, with: "").write(
      toFile: path, atomically: true, encoding: .utf8)
    #expect(try file.load()?.next == .some(nil))
    for damage in [
      "", "{}", "[", #"{"version":2}"#, text.replacing("\"version\":1", with: "\"version\":2"),
      text.replacing("\"beats\":2", with: "\"beats\":9223372036854775807"),
      text.replacing("\"crashes\":0", with: "\"crashes\":-1"),
      text.replacing("30000000", with: "0"),
      text.replacing(":7000000", with: ":-9223372036854775808"),
      text.replacing("37000000", with: "9223372036854775807"),
      text.replacing("[0.25]", with: "[1e308]"), text.replacing("\"next\":1", with: "\"next\":-3"),
    ] {
      #expect(damage != text)
      try damage.write(toFile: path, atomically: true, encoding: .utf8)
      #expect(throws: StatisticsFile.Damage.self) { try file.load() }
    }
  }
}
