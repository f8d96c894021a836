import Testing

@testable import FeatureLog

struct LastWindowsTests {
  private func windows(_ count: Int) throws -> [LoggedWindow] {
    try (0..<count).map { number in
      try LoggedWindow(
        line: #"{"v":1,"seq":\#(number),"start":"2026-01-01T00:00:00.000+00:00"}"#.utf8)
    }
  }

  @Test(arguments: [0, 1, 2, 3, 4, 7, 9])
  func keepsTheLastInOrder(count: Int) throws {
    let windows = try windows(count)
    var last = LastWindows(limit: 3)
    for window in windows { #expect(last.take(window) == nil) }
    #expect(last.kept == Array(windows.suffix(3)))
  }

  @Test func withoutLimitAllGoThrough() throws {
    let windows = try windows(4)
    var last = LastWindows(limit: nil)
    #expect(windows.map { last.take($0) } == windows)
    #expect(last.kept.isEmpty)
  }

  @Test func aWindowKnowsItsLine() throws {
    let line = #"{"v":1,"seq":5,"start":"2026-01-01T00:00:00.000+00:00","kb.new":1.0}"#
    var renderer = WindowRenderer.records
    #expect(renderer.bytes(for: try LoggedWindow(line: line.utf8)) == Array((line + "\n").utf8))
  }
}
