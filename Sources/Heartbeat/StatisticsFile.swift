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
    /// False once the worker has stopped in order; true of a worker that is there or that crashed.
    var running: Bool
    var statistics: HeartbeatStatistics
    /// Worked out, for readers; in percent and milliseconds.
    var successRate: Double
    var latencyP50: Double?
    var latencyP99: Double?

    init(
      schedule: HeartbeatSchedule, boot: String, running: Bool, statistics: HeartbeatStatistics
    ) {
      self.boot = boot
      interval = schedule.interval.microseconds
      phase = schedule.phase.microseconds
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

    var schedule: HeartbeatSchedule? {
      guard interval > 0 else { return nil }
      return HeartbeatSchedule(
        interval: TimeSpan(microseconds: interval), phase: TimeSpan(microseconds: phase))
    }

    enum CodingKeys: String, CodingKey {
      case version, boot, running, statistics
      case interval = "interval_us"
      case phase = "phase_us"
      case successRate = "success_rate"
      case latencyP50 = "latency_p50_ms"
      case latencyP99 = "latency_p99_ms"
    }
  }

  let path: String

  /// What the last worker left; nil where there is nothing that can be read.
  func load() -> Document? {
    guard let data = FileManager.default.contents(atPath: path),
      let document = try? JSONDecoder().decode(Document.self, from: data), document.version == 1
    else { return nil }
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
