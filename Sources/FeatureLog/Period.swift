/// An hour, day or week of the clock where a window was logged.
public enum Period: String, CaseIterable, Sendable {
  case hour, day
  /// From Monday on, as ISO 8601 has it.
  case week

  /// Which hour, day or week it is. Hours of the same name on both sides of a change of the clock
  /// differ; a day of 23 or 25 hours is one day.
  struct Place: Hashable {
    var number: Int
    /// Of hours alone.
    var utcOffset: Int?
  }

  func place(of window: LoggedWindow) -> Place {
    let local = window.startMicroseconds + Int64(window.utcOffsetSeconds) * 1_000_000
    let hours = Int(local.quotientAndModulus(dividingBy: 3_600_000_000).quotient)
    let days = Int(local.quotientAndModulus(dividingBy: Self.dayLength).quotient)
    return switch self {
    case .hour: Place(number: hours, utcOffset: window.utcOffsetSeconds)
    case .day: Place(number: days)
    case .week: Place(number: Self.thursday(of: days))
    }
  }

  /// `14:00`, `2026-11-23`, `2026-W48`.
  func label(of window: LoggedWindow) -> String {
    let place = place(of: window)
    switch self {
    case .hour:
      let hour = window.start.hour
      return (hour < 10 ? "0" : "") + "\(hour):00"
    case .day: return window.start.dateText
    case .week:
      // A week belongs to the year that its Thursday lies in.
      let year = Self.date(place.number).year
      let first = CivilTime(iso8601: "\(CivilTime.padded(year, to: 4))-01-01T00:00:00Z")
      let start = Int((first?.microsecondsSince1970 ?? 0) / Self.dayLength)
      let week = (place.number - start) / 7 + 1
      return "\(CivilTime.padded(year, to: 4))-W\(CivilTime.padded(week, to: 2))"
    }
  }

  var labelWidth: Int { self == .day ? 10 : 8 }

  private static let dayLength: Int64 = 86_400_000_000

  /// The Thursday of the week of that day, both in days since 1970, which began on a Thursday.
  private static func thursday(of day: Int) -> Int {
    let sinceMonday = ((day + 3) % 7 + 7) % 7
    return day - sinceMonday + 3
  }

  private static func date(_ day: Int) -> CivilTime {
    CivilTime(microseconds: Int64(day) * Self.dayLength, utcOffset: 0)
  }
}
