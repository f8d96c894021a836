import FeatureLog
import Testing

@testable import Report

struct LanesTests {
  /// A gap that begins on the first day at a minute of UTC, where the clock is an hour ahead.
  private func gap(_ cause: LossCause, minute: Int, windows: Int) -> GapRecord {
    let start = (SampleLog.monday + Int64(minute) * 60) * 1_000_000
    return GapRecord(
      sequence: 0, bootID: "boot", runID: "run", startMicroseconds: start, utcOffsetSeconds: 3_600,
      endMicroseconds: start + 1_800_000_000, cause: cause.rawValue, windows: windows, made: 9)
  }

  private func lanes(_ gaps: [GapRecord]) throws -> String {
    let log = SampleLog()
    try log.write((540..<560).map { .init(day: 0, minute: $0) })
    var writer = try FeatureLogWriter(folder: LogFolder(path: log.path))
    for gap in gaps { try writer.tell(gap) }
    return try #require(Lanes(facts: try log.facts(), monitor: MonitorLog()).chart).html
  }

  @Test func `What was lost, paused and erased is told apart`() throws {
    let html = try lanes([
      gap(.diskFull, minute: 600, windows: 5), gap(.paused, minute: 700, windows: 0),
      gap(.erased, minute: 800, windows: 41),
    ])
    #expect(html.contains("5 windows could not be written."))
    #expect(html.contains("Sensing was paused 1 time."))
    #expect(html.contains("41 windows were erased since."))
    for label in ["windows lost: disk_full", "paused", "windows erased"] {
      #expect(html.contains("<td>\(label)</td>") || html.contains(">\(label)</th>"), "\(label)")
    }
  }

  @Test func `A gap is of the day of the clock where it was logged`() throws {
    let html = try lanes([gap(.diskFull, minute: 1_410, windows: 1)])
    let tuesday = Int(SampleLog.monday / 86_400) + 1
    #expect(html.contains(Calendar.long(tuesday)))
  }

  @Test func `Without any of them there is no lane for it`() throws {
    let html = try lanes([])
    #expect(html.contains("No window was lost."))
    #expect(!html.contains("paused") && !html.contains("erased"))
  }
}
