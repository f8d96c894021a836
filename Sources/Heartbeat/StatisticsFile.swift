internal import CommandLineKit
internal import Foundation

/// Where the statistics outlive the worker: one small JSON document, replaced as a whole.
struct StatisticsFile {
  /// What the file holds. Readers need no more than this to tell how the heartbeat is.
  struct Document: Codable, Equatable {
    /// Of this format.
    var version = 1
    /// Which start of the machine the phase belongs to.
    var boot: String
    /// The grid, in microseconds; the phase on the clock that counts since the machine started.
    var interval: Int64
    var phase: Int64
    /// When the next beat is due, on the same clock.
    var next: Int64?
    /// False once the worker has stopped in order; true of a worker that is there or that crashed.
    var running: Bool
    var statistics: HeartbeatStatistics
    /// Worked out, for readers; in percent and milliseconds.
    var successRate: Double
    var latencyP50: Double?
    var latencyP99: Double?

    init(
      schedule: HeartbeatSchedule, next: TimeSpan, boot: String, running: Bool,
      statistics: HeartbeatStatistics
    ) {
      self.boot = boot
      interval = schedule.interval.microseconds
      phase = schedule.phase.microseconds
      self.next = next.microseconds
      self.running = running
      self.statistics = statistics
      successRate = statistics.successRate
      latencyP50 = statistics.latencies.quantile(0.5).map(Self.milliseconds)
      latencyP99 = statistics.latencies.quantile(0.99).map(Self.milliseconds)
    }

    /// To the microsecond.
    private static func milliseconds(_ seconds: Double) -> Double {
      (seconds * 1e6).rounded() / 1_000
    }

    var schedule: HeartbeatSchedule {
      HeartbeatSchedule(
        interval: TimeSpan(microseconds: interval), phase: TimeSpan(microseconds: phase))
    }

    /// Whether there can be such a document: with counts and times that no machine comes to, the next
    /// worker would overflow, and so would each after it.
    fileprivate var isSound: Bool {
      let times = [phase, next ?? 0]
      return version == 1 && (1...HeartbeatStatistics.most).contains(interval)
        && times.allSatisfy((0...HeartbeatStatistics.most).contains) && statistics.isSound
    }

    enum CodingKeys: String, CodingKey {
      case version, boot, running, statistics
      case interval = "interval_us"
      case phase = "phase_us"
      case next = "next_us"
      case successRate = "success_rate"
      case latencyP50 = "latency_p50_ms"
      case latencyP99 = "latency_p99_ms"
    }
  }

  let path: String

  /// What is in the file, and isn't an account of beats.
  struct Damage: Error, CustomStringConvertible {
    let path: String
    var description: String { "the statistics in \(path) can't be read" }
  }

  /// What the last worker left; nil where it left nothing.
  func load() throws(Damage) -> Document? {
    guard let data = FileManager.default.contents(atPath: path) else { return nil }
    guard let document = try? JSONDecoder().decode(Document.self, from: data), document.isSound
    else { throw Damage(path: path) }
    return document
  }

  /// - Throws: where the file can't be replaced; it then holds what it did before.
  func save(_ document: Document) throws {
    try Data(CanonicalJSON.encode(document) + [UInt8(ascii: "\n")])
      .write(to: URL(fileURLWithPath: path), options: .atomic)
  }

  /// Tells one start of the machine from another.
  static func currentBoot() -> String {
    let text = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
    return text?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
  }
}
