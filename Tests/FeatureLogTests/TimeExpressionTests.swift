import Foundation
import Testing

@testable import FeatureLog

struct TimeExpressionTests {
  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0), ("1970-01-01T01:00:00.5+01:00", 500_000),
    ("2026-11-23T23:05:00+0000", 1_795_475_100_000_000),
    ("2024-02-29 00:00Z", 1_709_164_800_000_000),
    ("now", 1_000_000_000_000_000), ("2h", 999_992_800_000_000), ("1h30m", 999_994_600_000_000),
    ("1w", 999_395_200_000_000), ("0s", 1_000_000_000_000_000),
  ])
  func `Moments that need no time zone`(text: String, expected: Int64) throws {
    #expect(try TimeExpression.microseconds(text, now: 1_000_000_000_000_000) == expected)
  }

  @Test(arguments: [
    "", "h", "2", "2x", "-2h", "2h3", "99999999999999999999h", "999999999h", "2026-11-31",
    "2026-02-29", "2026-13-01", "26-11-23", "2026-11-23T", "2026-11-23T24:00", "2026-11-23T23:60",
    "2026-11-23T23:05:00+1", "2026-11-23T23:05 Z", "tomorrow", "２h", "2026-11-23T23:05:00.",
  ])
  func `What is no time is refused with examples`(text: String) {
    let error = #expect(throws: TimeExpression.Unreadable.self) {
      try TimeExpression.microseconds(text, now: 0)
    }
    #expect("\(error!)".hasPrefix("'\(text)' is no time; write 2026-11-23"))
  }

  /// Runs apart, for the time zone belongs to the whole process.
  @Test func `Local days have 23, 24 or 25 hours`() async {
    await #expect(processExitsWith: .success) {
      setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1)
      tzset()
      func moment(_ text: String, _ now: String = "1970-01-01T00:00Z") throws -> Int64 {
        let now = try TimeExpression.microseconds(now, now: 0)
        return try TimeExpression.microseconds(text, now: now) / 3_600_000_000
      }
      func hours(_ day: String, _ next: String) throws -> Int64 { try moment(next) - moment(day) }
      guard try hours("2026-03-29", "2026-03-30") == 23 else { exit(1) }
      guard try hours("2026-10-25", "2026-10-26") == 25 else { exit(2) }
      guard try hours("2026-11-23", "2026-11-24") == 24 else { exit(3) }
      for (now, today, yesterday) in [
        ("2026-10-26T12:00", "2026-10-26", "2026-10-25"),
        ("2026-03-30T00:30", "2026-03-30", "2026-03-29"),
        ("2026-03-01T23:59", "2026-03-01", "2026-02-28"),
      ] {
        guard try moment("today", now) == moment(today) else { exit(4) }
        guard try moment("yesterday", now) == moment(yesterday) else { exit(5) }
      }
      guard try moment("2026-07-01T12:00") == moment("2026-07-01T10:00Z") else { exit(6) }
    }
  }
}
