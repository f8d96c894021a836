import BehaviorFeatures
import Testing

@testable import FeatureLog

extension Feature {
  static let samples: [Feature] = [
    Feature("kb.keystrokes", .keyboard, .count, minimum: 0, "Keys pressed."),
    Feature("kb.hold.mean", .keyboard, .logSeconds, minimum: 50, "Mean hold time of a key."),
    Feature("kb.hold.p95", .keyboard, .logSeconds, minimum: 50, "Hold time that 95 % stay below."),
    Feature(
      "kb.ud.mean", .keyboard, .asinhTime, minimum: 50,
      "Mean time from a release to the next press, negative where the keys overlap."),
    Feature("kb.rollover_rate", .keyboard, .share, minimum: 50, "Share of overlapping keys."),
    Feature("ptr.path", .pointer, .length, minimum: 0, "Length of the way."),
    Feature("ptr.speed.mean", .pointer, .logSpeed, minimum: 1, "Mean speed."),
    Feature("click.n", .click, .count, minimum: 0, "Clicks."),
    Feature("scroll.detents", .scroll, .detents, minimum: 0, "Steps of the wheel."),
  ]
}

extension LoggedWindow {
  static let sample = LoggedWindow(
    sequence: 17, bootID: "b", runID: "r", source: "live",
    startMicroseconds: 1_795_475_100_000_000, utcOffsetSeconds: 3600, duration: 60,
    isComplete: true, seat: "seat0", user: "ada", keyboards: 1, pointers: 1,
    provenance: ["bluetooth", "usb"], lengthUnit: "mm",
    values: [
      "kb.keystrokes": 412, "kb.hold.mean": -2.3198, "kb.ud.mean": -1.2, "kb.rollover_rate": 0.3456,
      "ptr.path": 1_234_567.8, "ptr.speed.mean": 3.2, "click.n": 3, "scroll.detents": -12,
      "events.pointer.read": 1_234_567,
    ])
}

struct TableRendererTests {
  private func table(
    _ windows: [LoggedWindow], width: Int?, groups: Set<Feature.Group> = [], color: Bool = false
  ) -> String {
    var renderer = TableRenderer(
      width: width, style: TextStyle(isEnabled: color), groups: groups, features: Feature.samples)
    return windows.flatMap { renderer.lines(for: $0) }.joined(separator: "\n")
  }

  private var twoWindows: [LoggedWindow] {
    var next = LoggedWindow.sample
    next.startMicroseconds += 60_000_000
    next.duration = 12.5
    next.isComplete = false
    next.lengthUnit = nil
    next.values = ["kb.keystrokes": 0]
    return [.sample, next]
  }

  @Test func `Every column where there is room`() {
    #expect(
      table(twoWindows, width: nil) == """
            time  window   keys   hold     ud  rollover   path  speed  clicks   scroll
                  s *cut            ms     ms         %     mm   mm/s          detents
        2026-11-24 +01:00 · seat0 · ada
        00:05:00      60    412   98.3  -15.1      34.6  1.23M   24.5       3      -12
        00:06:00   12.5*      0      ·      ·         ·      ·      ·       ·        ·
        """)
  }

  @Test func `Columns of least importance go first where it is narrow`() {
    #expect(
      table(twoWindows, width: 60) == """
        2 columns hidden; the whole table is 78 characters wide
            time  window   keys   hold     ud   path  speed  clicks
                  s *cut            ms     ms     mm   mm/s
        2026-11-24 +01:00 · seat0 · ada
        00:05:00      60    412   98.3  -15.1  1.23M   24.5       3
        00:06:00   12.5*      0      ·      ·      ·      ·       ·
        """)
  }

  @Test func `Time and length stay in any case`() {
    #expect(
      table([.sample], width: 1) == """
        8 columns hidden; the whole table is 78 characters wide
            time  window
                  s *cut
        2026-11-24 +01:00 · seat0 · ada
        00:05:00      60
        """)
  }

  @Test func `A group shows all its features`() {
    #expect(
      table([.sample], width: 80, groups: [.keyboard]) == """
            time  window   keys   hold     ud  rollover  hold.p95
                  s *cut            ms     ms         %        ms
        2026-11-24 +01:00 · seat0 · ada
        00:05:00      60    412   98.3  -15.1      34.6         ·
        """)
  }

  @Test func `What changes is said again, safely`() {
    var next = LoggedWindow.sample
    next.startMicroseconds += 7_200_000_000
    next.utcOffsetSeconds = 0
    next.lengthUnit = "counts"
    next.user = "eve\u{1B}[31m\u{202E}"
    #expect(
      table([.sample, next, next], width: 40, groups: [.pointer]) == """
            time  window   path  speed
                  s *cut     mm   mm/s
        2026-11-24 +01:00 · seat0 · ada
        00:05:00      60  1.23M   24.5
            time  window    path     speed
                  s *cut  counts  counts/s
        2026-11-24 +00:00 · seat0 · eve�[31m�
        01:05:00      60   1.23M      24.5
        01:05:00      60   1.23M      24.5
        """)
  }

  @Test func `Color where asked for`() {
    #expect(
      table([twoWindows[1]], width: 24, color: true) == """
        \u{1B}[2m7 columns hidden; the whole table is 78 characters wide\u{1B}[0m
        \u{1B}[1m    time  window   keys\u{1B}[0m
        \u{1B}[1m          s *cut\u{1B}[0m
        \u{1B}[2m2026-11-24 +01:00 · seat0 · ada\u{1B}[0m
        00:06:00   12.5*      0
        """)
  }

  @Test(arguments: [1, 16, 17, 23, 40, 60, 80, 81, 100, 200])
  func `No line is wider than the terminal, from the fixed columns' width on`(width: Int) {
    for line in table(twoWindows, width: width).split(separator: "\n") {
      guard !line.contains("hidden") else { continue }
      #expect(DisplayText.width(String(line)) <= max(width, 31))
    }
  }
}
