import CommandLineKit
import Glibc
import Heartbeat
import OperationalLog
import Settings

/// Shows beats to a person.
struct Monitor {
  private let mode: CommandLineValues.Mode
  private let target: HeartbeatTarget

  init(_ mode: CommandLineValues.Mode, _ target: HeartbeatTarget) {
    self.mode = mode
    self.target = target
  }

  func show(_ beat: HeartbeatWorker.Beat) {
    if mode == .once { showWhole(beat) } else { showLine(beat) }
  }

  /// What `--once` and `--continuous` exit with.
  func finish(_ statistics: HeartbeatStatistics) -> Int32 {
    if mode == .continuous { Output.write("\n\(statistics)\n") }
    return statistics.succeeded > 0 && statistics.failed == 0 ? 0 : 1
  }

  private func showWhole(_ beat: HeartbeatWorker.Beat) {
    var lines = [
      "target   \(target)", "payload  \(String(decoding: beat.payload, as: UTF8.self))",
      "result   \(beat.outcome.isSuccess ? "success" : "failure"): \(LogLine.escaped("\(beat.outcome)"))",
    ]
    if !beat.answer.isEmpty {
      let text = String(decoding: beat.answer.prefix(Self.longestShown), as: UTF8.self)
      let rest = beat.answer.count - Self.longestShown
      lines.append(
        "answer   \(LogLine.escaped(text))" + (rest > 0 ? " … and \(rest) bytes more" : ""))
    }
    lines.append("time     \(beat.latency.milliseconds)")
    Output.write(lines.joined(separator: "\n") + "\n")
  }

  private func showLine(_ beat: HeartbeatWorker.Beat) {
    let tries = beat.attempts == 1 ? "" : ", \(beat.attempts) attempts"
    Output.write(
      "\(Self.clock())  beat \(beat.number): \(LogLine.escaped("\(beat.outcome)")) "
        + "in \(beat.latency.milliseconds)\(tries)\n")
  }

  private static let longestShown = 1_000

  private static func clock() -> String {
    var now = time(nil)
    var parts = tm()
    localtime_r(&now, &parts)
    return [parts.tm_hour, parts.tm_min, parts.tm_sec]
      .map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
  }
}

extension TimeSpan {
  fileprivate var milliseconds: String { "\(microseconds / 1_000) ms" }
}

/// Text for the reader of standard output, or of standard error.
enum Output {
  static func write(_ text: String) { write(text, to: STDOUT_FILENO) }
  static func tell(_ text: String) { write(text, to: STDERR_FILENO) }

  private static func write(_ text: String, to descriptor: Int32) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}
