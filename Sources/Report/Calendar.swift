import FeatureLog

/// Days of the clock where windows were logged, counted from 1970-01-01.
enum Calendar {
  static let weekdays = [
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
  ]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  static func civil(_ day: Int) -> CivilTime {
    CivilTime(microseconds: Int64(day) * 86_400_000_000, utcOffset: 0)
  }

  /// 0 for Monday; 1970-01-01 was a Thursday.
  static func weekday(_ day: Int) -> Int { ((day + 3) % 7 + 7) % 7 }

  /// `5 Jan`.
  static func short(_ day: Int) -> String {
    let date = civil(day)
    return "\(date.day) \(months[date.month - 1])"
  }

  static func month(_ day: Int) -> String {
    let date = civil(day)
    return date.month == 1 ? "\(date.year)" : months[date.month - 1]
  }

  /// `Mon 5 Jan 2026`.
  static func long(_ day: Int) -> String {
    "\(weekdays[weekday(day)].prefix(3)) \(short(day)) \(civil(day).year)"
  }

  /// Days to label, a mark each: as many as there is room for.
  static func ticks(_ days: ClosedRange<Int>, atMost count: Int) -> [(day: Int, label: String)] {
    let span = days.count
    if span <= count { return days.map { ($0, short($0)) } }
    if span <= 7 * count {
      return days.filter { weekday($0) == 0 }.map { ($0, short($0)) }
    }
    if span <= 14 * count {
      return days.filter { weekday($0) == 0 && (($0 + 3) / 7).isMultiple(of: 2) }
        .map { ($0, short($0)) }
    }
    let firsts = days.filter { civil($0).day == 1 }
    let steps = [1, 2, 3, 6, 12, 24, 60, 120, 600]
    let step = steps.first { firsts.count <= $0 * (count - 1) } ?? 1200
    return firsts.filter { day in
      let date = civil(day)
      return (date.year * 12 + date.month - 1).isMultiple(of: step)
    }.map { ($0, month($0)) }
  }
}
