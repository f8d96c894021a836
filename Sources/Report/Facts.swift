import BehaviorFeatures
public import FeatureLog
import Glibc

/// What a report is made from: days, hours and distributions, summed up from a log's roll-ups.
public struct Facts: Sendable {
  /// Seconds without a window from which on a pause is one.
  static let pause = 300.0

  struct Day: Sendable {
    /// Counted from 1970-01-01 where it was logged.
    var number: Int
    /// Features of all that day's windows, by name.
    var values: [String: Double]
    var lengthUnit: String?
    var hours: [Rollup.Hour] = []
    /// Parts of the day with windows, in seconds from its midnight.
    var stretches: [ClosedRange<Double>] = []

    subscript(name: String) -> Double? { values[name] }
    var seconds: Double { hours.reduce(0) { $0 + $1.seconds } }
  }

  /// In the order of time; only those with a window.
  private(set) var days: [Day] = []
  private(set) var gaps: [GapRecord] = []
  private(set) var damagedLines = 0
  private(set) var windows = 0
  /// Names, each once.
  private(set) var users: [String] = []
  private(set) var seats: [String] = []
  /// Whether played recordings are all there is.
  private(set) var isRecording = false
  /// That of most days; lengths in another are left out.
  private(set) var lengthUnit = "mm"
  private(set) var leftOutDays = 0
  private(set) var histograms: [String: Histogram] = [:]

  /// Distributions that the report draws.
  static let distributions = ["kb.hold", "kb.dd", "kb.ud", "ptr.stroke.speed"]

  /// - Parameter user: whose windows to take; nil for everyone's.
  public init(_ rollups: some Sequence<Rollup>, user: String? = nil) throws {
    var all: [Rollup.Day] = []
    for rollup in rollups {
      all += rollup.days.filter { user == nil || $0.window.user == user }
      gaps += rollup.gaps
      damagedLines += rollup.damage.count
    }
    // What was played is no one's day, unless there is nothing else.
    isRecording = !all.isEmpty && all.allSatisfy { $0.window.source == "recording" }
    if !isRecording { all.removeAll { $0.window.source == "recording" } }
    users = Set(all.compactMap(\.window.user)).sorted()
    seats = Set(all.map(\.window.seat)).filter { !$0.isEmpty }.sorted()
    windows = all.reduce(0) { $0 + $1.window.windows }
    try sumUp(all)
  }

  private mutating func sumUp(_ all: [Rollup.Day]) throws {
    var merger = WindowMerger(by: .day)
    var byDay: [Int: (hours: [Rollup.Hour], stretches: [ClosedRange<Double>])] = [:]
    for day in all {
      var window = day.window
      (window.seat, window.user) = ("", nil)
      try merger.add(window)
      let offset = Int64(window.utcOffsetSeconds) * 1_000_000
      byDay[window.localDay, default: ([], [])].hours.add(day.hours)
      for stretch in day.stretches {
        let start = stretch.start + offset
        let midnight = Int64(window.localDay) * 86_400_000_000
        let from = Double(start - midnight) / 1e6
        let length = Double(stretch.end - stretch.start) / 1e6
        byDay[window.localDay]?.stretches.append(from...max(from, from + length))
      }
    }
    let merged = merger.windows()
    lengthUnit = Self.usualUnit(merged)
    for window in merged {
      let parts = byDay[window.localDay] ?? ([], [])
      var day = Day(number: window.localDay, values: window.values, lengthUnit: window.lengthUnit)
      day.hours = parts.hours
      day.stretches = Self.joined(parts.stretches, closer: 0.002)
      days.append(day)
      addDistributions(window)
    }
    leftOutDays = days.count { !hasUsualUnit($0) }
  }

  private mutating func addDistributions(_ window: LoggedWindow) {
    guard let sketch = window.sketch else { return }
    let isComparable = window.lengthUnit == nil || window.lengthUnit == lengthUnit
    for entry in sketch.entries where Self.distributions.contains(entry.name) {
      if entry.name.hasPrefix("ptr."), !isComparable { continue }
      histograms[entry.name, default: Histogram()].add(entry.value)
    }
  }

  private static func usualUnit(_ windows: [LoggedWindow]) -> String {
    let units = windows.compactMap(\.lengthUnit)
    let counts = Dictionary(units.map { ($0, 1) }, uniquingKeysWith: +)
    return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? "mm"
  }

  /// Whether the day's lengths can stand beside those of others.
  func hasUsualUnit(_ day: Day) -> Bool { day.lengthUnit == nil || day.lengthUnit == lengthUnit }

  /// Joins parts that lie closer than so many seconds.
  static func joined(_ parts: [ClosedRange<Double>], closer limit: Double) -> [ClosedRange<Double>]
  {
    var joined: [ClosedRange<Double>] = []
    for part in parts.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = joined.last, part.lowerBound - last.upperBound < limit {
        joined[joined.count - 1] = last.lowerBound...max(last.upperBound, part.upperBound)
      } else {
        joined.append(part)
      }
    }
    return joined
  }
}

// MARK: - Sums

extension Facts {
  var span: ClosedRange<Int>? {
    guard let first = days.first, let last = days.last else { return nil }
    return first.number...last.number
  }

  /// Seconds of windows by weekday (0 for Monday) and hour.
  var secondsByHour: [[Double]] { byHour(\.seconds) }
  var keystrokesByHour: [[Double]] { byHour(\.keystrokes) }

  private func byHour(_ value: KeyPath<Rollup.Hour, Double>) -> [[Double]] {
    var sums = [[Double]](repeating: [Double](repeating: 0, count: 24), count: 7)
    for day in days {
      for hour in day.hours {
        sums[Calendar.weekday(day.number)][hour.hour] += hour[keyPath: value]
      }
    }
    return sums
  }

  var seconds: Double { days.reduce(0) { $0 + $1.seconds } }

  func total(_ feature: String) -> Double { days.reduce(0) { $0 + ($1[feature] ?? 0) } }

  /// The path of days in the usual unit.
  var path: Double {
    days.filter(hasUsualUnit).reduce(0) { $0 + ($1[Highlight.path.rawValue] ?? 0) }
  }

  /// Parts of the day that no pause divides.
  static func efforts(_ day: Day) -> [ClosedRange<Double>] { joined(day.stretches, closer: pause) }
}

extension Facts.Day {
  /// Seconds of the longest part without a pause.
  var longestEffort: Double {
    Facts.efforts(self).map { $0.upperBound - $0.lowerBound }.max() ?? 0
  }

  var pauses: Int { max(0, Facts.efforts(self).count - 1) }
}

extension LoggedWindow {
  /// The day of the clock where it was logged, counted from 1970-01-01.
  fileprivate var localDay: Int {
    let local = startMicroseconds + Int64(utcOffsetSeconds) * 1_000_000
    let day = local / 86_400_000_000
    return Int(local < 0 && local % 86_400_000_000 != 0 ? day - 1 : day)
  }
}

extension [Rollup.Hour] {
  fileprivate mutating func add(_ others: [Rollup.Hour]) {
    for other in others {
      guard let index = firstIndex(where: { $0.hour == other.hour }) else {
        append(other)
        continue
      }
      self[index].windows += other.windows
      self[index].seconds += other.seconds
      self[index].keystrokes += other.keystrokes
      self[index].clicks += other.clicks
      self[index].detents += other.detents
    }
  }
}
