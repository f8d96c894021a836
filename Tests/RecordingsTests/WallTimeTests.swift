import Foundation
import InputEventsTestKit
import Testing

@testable import Recordings

@Suite struct WallTimeTests {
  @Test(
    arguments: [
      ("1970-01-01T00:00:00.000000+00:00", 0, 0),
      ("2026-03-29T01:59:59.000001+01:00", 1_774_745_999_000_001, 3600),
      ("2000-02-29T23:30:00.500000-03:30", 951_879_600_500_000, -12_600),
      ("1969-12-31T23:59:59.999999+00:00", -1, 0),
    ] as [(String, Int64, Int)])
  func knownMoments(text: String, microseconds: Int64, offset: Int) {
    let time = WallTime(microseconds: microseconds, utcOffsetSeconds: offset)
    #expect(time.description == text)
    #expect(WallTime(text) == time)
  }

  @Test func agreesWithFoundation() throws {
    var generator = SeededGenerator(seed: 3)
    let formatter = ISO8601DateFormatter()
    for _ in 0..<500 {
      let seconds = Int64.random(in: -2_000_000_000...8_000_000_000, using: &generator)
      let offset = Int.random(in: -56...56, using: &generator) * 900
      let time = WallTime(microseconds: seconds * 1_000_000 + 42, utcOffsetSeconds: offset)
      let text = time.description
      #expect(WallTime(text) == time)
      let whole = text.replacing(".000042", with: "")
      #expect(formatter.date(from: whole)?.timeIntervalSince1970 == Double(seconds), "\(text)")
    }
  }

  @Test(arguments: [
    "", "2026-02-29T00:00:00.000000+00:00", "2026-13-01T00:00:00.000000+00:00",
    "2026-01-01 00:00:00.000000+00:00", "2026-01-01T00:00:00.000000Z", "2026-01-01T00:00:00+00:00",
    "2026-01-01T24:00:00.000000+00:00", "2026-01-01T00:00:00.000000+0:000",
    "2026-01-01T00:00:00.000000-00:00",
  ])
  func refusesOtherForms(text: String) { #expect(WallTime(text) == nil) }
}
