import Foundation
import Testing

@testable import OperationalLog

@Suite struct LogLineTests {
  @Test func `a line is made for its reader`() {
    func text(_ style: LogLine.Style) -> String {
      LogLine.text(.warning, "a\nb", stamp: "NOW", style: style)
    }
    #expect(text(.journal) == "<4>a\\nb\n")
    #expect(text(.plain) == "NOW WARN  a\\nb\n")
    #expect(text(.colored) == "NOW \u{1B}[33mWARN \u{1B}[0m a\\nb\n")
    #expect(LogLevel.allCases.map(\.syslogPriority) == [7, 6, 4, 3])
    #expect(LogLevel.allCases == LogLevel.allCases.sorted())
  }

  @Test(arguments: [
    ("Logitech® Tastatur ⌨ 键盘", "Logitech® Tastatur ⌨ 键盘"),
    ("a\r\nb\tc", "a\\r\\nb\\tc"),
    ("\u{1B}[2Jgone", "\\u{1b}[2Jgone"),
    ("\0\u{7F}\u{9B}", "\\u{0}\\u{7f}\\u{9b}"),
    ("a\u{202E}b\u{2066}c", "a\\u{202e}b\\u{2066}c"),
    ("a\u{2028}b\u{2029}\u{85}", "a\\u{2028}b\\u{2029}\\u{85}"),
  ])
  func `nothing in a message moves the cursor or ends the line`(message: String, text: String) {
    #expect(LogLine.escaped(message) == text)
  }

  /// Outside oracle: Foundation's calendar, in the zone of this process.
  @Test(arguments: [0, 1_000_000_000, 1_795_388_700, 4_102_444_800])
  func `times are local`(seconds: Int) {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.dateFormat = "yyyy-MM-dd HH:mm:ss.SSS"
    let date = Date(timeIntervalSince1970: Double(seconds))
    #expect(
      LogLine.stamp(timespec(tv_sec: seconds, tv_nsec: 0)) == formatter.string(from: date))
    formatter.dateFormat = "'monitor_'yyyyMMdd_HHmmss'.log'"
    #expect(
      LogLine.fileName(timespec(tv_sec: seconds, tv_nsec: 999_999_999))
        == formatter.string(from: date))
    #expect(LogLine.stamp(timespec(tv_sec: seconds, tv_nsec: 7_999_999)).hasSuffix(".007"))
  }

  @Test func `the journal is known by the file that it listens to`() throws {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    defer { for end in ends { close(end) } }
    var status = stat()
    try #require(fstat(ends[1], &status) == 0)
    func style(_ environment: [String: String]) -> LogLine.Style {
      LogLine.Style.detect(descriptor: ends[1]) { environment[$0] }
    }
    let stream = "\(status.st_dev):\(status.st_ino)"
    #expect(style(["JOURNAL_STREAM": stream]) == .journal)
    #expect(style(["JOURNAL_STREAM": stream + "0"]) == .plain)
    #expect(style(["JOURNAL_STREAM": ""]) == .plain)
    #expect(style([:]) == .plain)
  }

  @Test func `only a terminal has colors, and only where they are wanted`() throws {
    var control: Int32 = -1
    var terminal: Int32 = -1
    try #require(openpty(&control, &terminal, nil, nil, nil) == 0)
    defer {
      close(terminal)
      close(control)
    }
    func style(_ environment: [String: String]) -> LogLine.Style {
      LogLine.Style.detect(descriptor: terminal) { environment[$0] }
    }
    #expect(style(["TERM": "xterm"]) == .colored)
    #expect(style(["TERM": "xterm", "NO_COLOR": ""]) == .colored)
    #expect(style(["TERM": "xterm", "NO_COLOR": "1"]) == .plain)
    #expect(style(["TERM": "dumb"]) == .plain)
  }
}
