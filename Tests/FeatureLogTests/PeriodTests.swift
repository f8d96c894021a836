import Foundation
import Testing

@testable import FeatureLog

struct PeriodTests {
  private func window(_ start: String) throws -> LoggedWindow {
    let time = try #require(CivilTime(iso8601: start))
    var window = LoggedWindow.sample
    window.startMicroseconds = try #require(time.microsecondsSince1970)
    window.utcOffsetSeconds = try #require(time.utcOffset)
    return window
  }

  private func isOne(_ period: Period, _ one: String, _ other: String) throws -> Bool {
    try period.place(of: window(one)) == period.place(of: window(other))
  }

  @Test func `Periods begin on the clock of where it was logged`() throws {
    #expect(try isOne(.day, "2026-03-01T00:00:00+05:30", "2026-03-01T23:59:59+05:30"))
    #expect(try !isOne(.day, "2026-02-28T23:59:59+05:30", "2026-03-01T00:00:00+05:30"))
    #expect(try isOne(.hour, "2026-03-01T10:00:00+05:30", "2026-03-01T10:59:59+05:30"))
    #expect(try !isOne(.hour, "2026-03-01T10:59:59+05:30", "2026-03-01T11:00:00+05:30"))
    #expect(try isOne(.week, "2026-03-02T00:00:00-08:00", "2026-03-08T23:59:59-08:00"))
    #expect(try !isOne(.week, "2026-03-01T23:59:59-08:00", "2026-03-02T00:00:00-08:00"))
    #expect(try !isOne(.day, "1969-12-31T23:00:00Z", "1970-01-01T01:00:00Z"))
  }

  /// The hour that comes twice is two hours, and the day of 25 hours one day.
  @Test func `Daylight saving splits hours, not days`() throws {
    let (summer, winter) = ("2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00")
    #expect(try !isOne(.hour, summer, winter))
    #expect(try isOne(.day, summer, winter))
    #expect(try isOne(.day, "2026-10-25T00:00:00+02:00", "2026-10-25T23:59:00+01:00"))
  }

  /// Against Foundation's ISO 8601 calendar, over more than a year's every 17 hours.
  @Test func `Weeks are named as ISO 8601 has it`() throws {
    var calendar = Calendar(identifier: .iso8601)
    calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
    for step in 0..<6_000 {
      let date = Date(timeIntervalSince1970: 1_500_000_000 + Double(step) * 17 * 3_600)
      var window = LoggedWindow.sample
      window.startMicroseconds = Int64(date.timeIntervalSince1970) * 1_000_000
      window.utcOffsetSeconds = 0
      let parts = calendar.dateComponents([.weekOfYear, .yearForWeekOfYear], from: date)
      let (year, week) = (try #require(parts.yearForWeekOfYear), try #require(parts.weekOfYear))
      #expect(Period.week.label(of: window) == "\(year)-W\(week < 10 ? "0" : "")\(week)")
    }
    #expect(Period.day.label(of: try window("2026-03-01T03:04:05Z")) == "2026-03-01")
    #expect(Period.hour.label(of: try window("2026-03-01T03:04:05Z")) == "03:00")
  }
}
