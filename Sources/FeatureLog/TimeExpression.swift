import Glibc

/// Moments as people write them on a command line: `2026-11-23`, `2026-11-23T23:05`, `today`,
/// `yesterday`, `now`, or an age such as `2h`, `1d`, `1h30m`.
public enum TimeExpression {
  public struct Unreadable: Error, Equatable, Sendable, CustomStringConvertible {
    public var text: String

    public var description: String {
      "'\(text)' is no time; write 2026-11-23, 2026-11-23T23:05:00, today, yesterday, now, "
        + "or an age such as 90s, 15m, 2h, 3d, 1w"
    }
  }

  /// The moment that `text` means at the moment `now`, both in microseconds since 1970.
  ///
  /// A date alone is its midnight. Dates and times without an offset are local, so that days with
  /// a change of daylight saving have their 23 or 25 hours; an age counts hours that passed, and a
  /// day of it is 24 of them.
  public static func microseconds(
    _ text: String, now: Int64
  ) throws(Unreadable) -> Int64 {
    let moment: Int64? =
      switch text {
      case "now": now
      case "today": midnight(daysBefore: 0, now)
      case "yesterday": midnight(daysBefore: 1, now)
      default:
        CivilTime(iso8601: text)?.microsecondsSince1970 ?? age(text).map { now - $0 }
      }
    guard let moment else { throw Unreadable(text: text) }
    return moment
  }

  private static func midnight(daysBefore days: Int32, _ now: Int64) -> Int64 {
    var seconds = time_t(now.quotientAndModulus(dividingBy: 1_000_000).quotient)
    var parts = tm()
    localtime_r(&seconds, &parts)
    parts.tm_mday -= days
    parts.tm_hour = 0
    parts.tm_min = 0
    parts.tm_sec = 0
    parts.tm_isdst = -1
    return Int64(mktime(&parts)) * 1_000_000
  }

  private static let secondsPerUnit: [Character: Int64] = [
    "s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800,
  ]
  /// A hundred years: longer ages are mistakes, and arithmetic stays far from its limits.
  private static let longestAge: Int64 = 100 * 366 * 86_400

  private static func age(_ text: String) -> Int64? {
    var seconds: Int64 = 0
    var digits = ""
    for character in text {
      if let unit = secondsPerUnit[character] {
        guard let number = Int64(digits), number <= longestAge / unit else { return nil }
        seconds += number * unit
        digits = ""
      } else {
        guard ("0"..."9").contains(character) else { return nil }
        digits.append(character)
      }
      guard seconds <= longestAge else { return nil }
    }
    return text.isEmpty || !digits.isEmpty ? nil : seconds * 1_000_000
  }
}
