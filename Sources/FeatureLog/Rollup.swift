internal import BehaviorFeatures

/// A file of the log summed up by day: what views and reports of months are made from.
///
/// A roll-up is made from windows alone and can be made again at any time; see ``RollupReader``.
public struct Rollup: Sendable, Equatable {
  /// By day, seat, user and source, in the order of time.
  public internal(set) var days: [Day] = []
  public internal(set) var gaps: [GapRecord] = []
  /// Lines that were passed over, and windows that can't be merged.
  public internal(set) var damage: [LogDamage] = []

  /// A day of someone at a seat.
  public struct Day: Sendable, Equatable {
    /// All of its windows merged.
    public internal(set) var window: LoggedWindow
    /// By the hour of the clock where they were logged, those without a window left out.
    public internal(set) var hours: [Hour] = []
    /// When there was something to tell, in the order of time.
    public internal(set) var stretches: [Stretch] = []
  }

  /// Sums over the windows that began within an hour of the clock.
  public struct Hour: Sendable, Equatable {
    /// 0 to 23.
    public var hour: Int
    public var windows = 0
    /// Length of the windows, in seconds.
    public var seconds = 0.0
    public var keystrokes = 0.0
    public var clicks = 0.0
    public var detents = 0.0

    public init(hour: Int) { self.hour = hour }
  }

  /// A time through which window followed upon window, in microseconds since 1970.
  public struct Stretch: Sendable, Equatable {
    public var start: Int64
    public var end: Int64

    public init(start: Int64, end: Int64) {
      self.start = start
      self.end = end
    }
  }

  /// The first and last moment at which a window or gap of the file begins; nil where it has none.
  var span: ClosedRange<Int64>?

  /// Whether the file has nothing outside of `range`.
  func lies(in range: TimeRange) -> Bool {
    guard let span else { return true }
    return range.contains(span.lowerBound) && range.contains(span.upperBound)
  }
}

/// Sums the entries of a file up, in any order.
struct RollupBuilder {
  private var rollup = Rollup()
  private var merger = WindowMerger(by: .day)
  private var days: [Key: (hours: [Rollup.Hour], stretches: [Rollup.Stretch])] = [:]

  private struct Key: Hashable {
    var day: Period.Place
    var seat: String
    var user: String?
    var source: String

    init(_ window: LoggedWindow) {
      day = Period.day.place(of: window)
      (seat, user, source) = (window.seat, window.user, window.source)
    }
  }

  /// - Parameter place: the file and line that the entry is from.
  mutating func add(_ entry: LogEntry, at place: (file: String, line: Int)) {
    switch entry {
    case .damaged(let damage): rollup.damage.append(damage)
    case .gap(let gap):
      rollup.gaps.append(gap)
      extendSpan(gap.startMicroseconds)
    case .window(let window):
      extendSpan(window.startMicroseconds)
      do throws(WindowMerger.Unmergeable) {
        try merger.add(window)
        days[Key(window), default: ([], [])].hours.add(window)
        days[Key(window), default: ([], [])].stretches.add(window)
      } catch {
        rollup.damage.append(
          LogDamage(file: place.file, line: place.line, column: 1, message: "\(error)"))
      }
    }
  }

  private mutating func extendSpan(_ moment: Int64) {
    let span = rollup.span ?? moment...moment
    rollup.span = min(span.lowerBound, moment)...max(span.upperBound, moment)
  }

  mutating func finish() -> Rollup {
    rollup.days = merger.windows().map { window in
      let day = days[Key(window)] ?? ([], [])
      return Rollup.Day(window: window, hours: day.hours, stretches: day.stretches)
    }
    return rollup
  }
}

extension [Rollup.Hour] {
  fileprivate mutating func add(_ window: LoggedWindow) {
    let hour = window.start.hour
    let index = firstIndex { $0.hour >= hour } ?? count
    if index == count || self[index].hour != hour { insert(Rollup.Hour(hour: hour), at: index) }
    self[index].windows += 1
    self[index].seconds += window.duration
    self[index].keystrokes += window[Highlight.keystrokes.rawValue] ?? 0
    self[index].clicks += window[Highlight.clicks.rawValue] ?? 0
    self[index].detents += window[Highlight.scrolling.rawValue] ?? 0
  }
}

extension [Rollup.Stretch] {
  /// Windows lie end to end to the microsecond, or to the millisecond that a log has.
  private static let seam: Int64 = 2_000

  fileprivate mutating func add(_ window: LoggedWindow) {
    let (start, end) = (window.startMicroseconds, window.startMicroseconds + window.length)
    // Nearly always the last one.
    var index = count
    while index > 0, self[index - 1].start > start { index -= 1 }
    if index > 0, start <= self[index - 1].end + Self.seam {
      index -= 1
      self[index].end = Swift.max(self[index].end, end)
    } else {
      insert(Rollup.Stretch(start: start, end: end), at: index)
    }
    while index + 1 < count, self[index + 1].start <= self[index].end + Self.seam {
      self[index].end = Swift.max(self[index].end, self[index + 1].end)
      remove(at: index + 1)
    }
  }
}
