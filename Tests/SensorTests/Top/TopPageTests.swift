import FeatureLog
import Foundation
import Testing

@testable import Sensor

@Suite struct TopPageTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Windows of ten seconds that begin at these seconds of a minute, each with so many clicks.
  private func windows(_ clicks: [(second: Int, n: Int)]) throws -> [LoggedWindow] {
    let lines = clicks.enumerated().map { index, click in
      """
      {"v": 1, "seq": \(index + 1), "source": "live", "start": "2026-11-25T12:00:\
      \(click.second / 10)0.000+00:00", "duration": 10, "length_unit": "mm", "seat": "seat0", \
      "click.n": \(click.n), "kb.keystrokes": null, "ptr.path_rate": 90.5}\n
      """
    }
    let path = folder.path + "/tactus.jsonl"
    try lines.joined().write(toFile: path, atomically: true, encoding: .utf8)
    var reader = try FeatureLogReader(path: path)
    var windows: [LoggedWindow] = []
    while case .window(let window) = try reader.next() { windows.append(window) }
    try #require(windows.count == clicks.count)
    return windows
  }

  private func page() throws -> TopPage {
    let document = """
      {"version": 1, "sensing": true, "healthy": true, "problems": [], "pid": 7, "uptime_s": 60,
       "priority": "SCHED_FIFO 50", "windows": {"length_s": 10, "made": 3, "written": 3},
       "counts": {"gap.dropped": 2}, "log": {"folder": "/var/log/tactus", "sequence": 3},
       "devices": [{"name": "A \\u001b[2Jkeyboard with a name that is far longer than any line",
                    "roles": "keyboard", "provenance": "usb", "seat": "seat0"}]}
      """
    var page = TopPage()
    page.document = JSONValue(parsing: Array(document.utf8))
    page.windows = try windows([(0, 4), (10, 0), (30, 8)])
    // Ten seconds after the last window.
    page.now = page.windows[2].startMicroseconds + 20_000_000
    return page
  }

  @Test(arguments: [(80, 24), (200, 50), (40, 10), (20, 5), (1, 1)])
  func `it fits any terminal`(_ columns: Int, _ lines: Int) throws {
    let shown = try page().lines(size: (columns, lines), style: TextStyle(isEnabled: false))
    #expect(shown.count <= lines)
    #expect(shown.allSatisfy { DisplayText.width($0) <= columns })
    // A name of a device can't steer the terminal.
    #expect(shown.allSatisfy { $0.unicodeScalars.allSatisfy { $0.value >= 0x20 } })
  }

  @Test func `everything has a place on an ordinary terminal`() throws {
    let shown = try page().lines(size: (80, 24), style: TextStyle(isEnabled: false))
    for label in [
      "verdict", "sensor", "priority", "windows", "gaps", "log", "heartbeat", "devices", "typing",
      "pointing", "clicking", "scrolling", "window",
    ] {
      #expect(shown.contains { $0.hasPrefix(label) }, "\(label)")
    }
    #expect(shown.contains { $0.contains("2 dropped") && $0.hasPrefix("gaps") })
    #expect(shown.contains { $0.contains("clicks 8") && $0.contains("speed ·") })
    #expect(!shown[0].contains("higher"))
  }

  @Test func `what is dearest stays on a low screen, which says that there is more`() throws {
    let shown = try page().lines(size: (80, 8), style: TextStyle(isEnabled: false))
    #expect(shown[0].contains("more on a higher screen"))
    #expect(shown.contains { $0.hasPrefix("verdict     all is well") })
    #expect(shown.contains { $0.hasPrefix("window ") })
    #expect(!shown.contains { $0.hasPrefix("beats") })
  }

  @Test func `a sensor that doesn't answer is told of beside its last windows`() throws {
    var page = try page()
    page.document = nil
    page.refusal = "no sensor answers"
    let shown = page.lines(size: (80, 24), style: TextStyle(isEnabled: false))
    #expect(shown[0].contains("NOT sensing") && shown[1].hasSuffix("no sensor answers"))
    #expect(shown.contains { $0.hasPrefix("clicking") && $0.contains("█") })
    #expect(page.line.contains("no sensor answers"))
  }

  @Test func `bars are windows in their places, and end now`() throws {
    let windows = try windows([(0, 4), (10, 0), (30, 8)])
    func text(_ seconds: Int64?) -> String {
      let now = seconds.map { windows[2].startMicroseconds + $0 * 1_000_000 }
      return Sparkline(
        of: .clicking, windows: windows, length: 10_000_000, now: now, width: 6
      ).text
    }
    // Half of the most, none, no window, the most.
    #expect(text(nil) == "  ▅▁ █")
    #expect(text(15) == "  ▅▁ █")
    #expect(text(35) == "▅▁ █  ")
    #expect(text(600) == "      ")
  }

  @Test func `keys are a rate over all windows in which they were gathered`() throws {
    var window = try windows([(0, 1)])[0]
    #expect(Sparkline.Measure.typing.value(of: window) == nil)
    window.values["kb.keystrokes"] = 50
    window.values["kb.span"] = 30
    #expect(Sparkline.Measure.typing.value(of: window) == 100)
  }
}
