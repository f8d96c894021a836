import BehaviorFeatures

/// Sums windows up by hour, day or week, in any order and from any number of logs.
///
/// Windows of different users, seats and sources stay apart; those of different machines add up. What
/// a record withholds is in no sum.
public struct WindowMerger {
  private let period: Period
  private var groups: [Key: Group] = [:]
  /// The group that the last window went to, at hand: windows mostly come in the order of time, and
  /// a group's statistics take much more room than their sketch.
  private var active: (key: Key, total: Total)?

  /// Statistics that are merged where they lie: they are far too large to be passed about.
  private final class Total {
    var statistics: WindowStatistics
    init(_ statistics: WindowStatistics) { self.statistics = statistics }
  }

  private struct Key: Hashable {
    var place: Period.Place
    var source: String
    var seat: String
    var user: String?
  }

  fileprivate struct Group {
    /// Its features and counts mean nothing until the group is made a window of.
    var window: LoggedWindow
    var counts: [WindowRecord.Count]
    var windows: Int
    var sketch = Sketch()
  }

  /// Why a window can't be added.
  public struct Unmergeable: Error, CustomStringConvertible {
    let window: LoggedWindow
    let reason: String

    public var description: String {
      "window \(window.sequence) of \(window.start.iso8601): \(reason)"
    }
  }

  public init(by period: Period) { self.period = period }

  public mutating func add(_ window: LoggedWindow) throws(Unmergeable) {
    let (statistics, counts) = try contents(of: window)
    let key = Key(
      place: period.place(of: window), source: window.source, seat: window.seat, user: window.user)
    activate(key)
    if let active {
      active.total.statistics.merge(statistics)
    } else {
      active = (key, Total(statistics))
    }
    if groups[key]?.take(window, counts) == nil {
      groups[key] = Group(window: window, counts: counts, windows: 1)
    }
  }

  private func contents(
    of window: LoggedWindow
  ) throws(Unmergeable) -> (WindowStatistics, [WindowRecord.Count]) {
    do throws(JSONObject.Fault) {
      if let contents = try window.contents() { return contents }
    } catch {
      throw Unmergeable(window: window, reason: error.message)
    }
    throw Unmergeable(window: window, reason: "it has no sketch to merge")
  }

  /// Puts the active group's statistics away and takes those of `key` out, where there are any.
  private mutating func activate(_ key: Key) {
    if active?.key == key { return }
    putAway()
    guard let group = groups[key] else { return }
    active = (key, Total(group.statistics))
  }

  private mutating func putAway() {
    guard let active else { return }
    groups[active.key]?.sketch = Sketch(of: active.total.statistics)
    self.active = nil
  }

  /// What was merged so far: a window for each period in which there was one, in the order of time.
  public mutating func windows() -> [LoggedWindow] {
    putAway()
    let sorted = groups.values.sorted { one, other in
      let (a, b) = (one.window, other.window)
      return (a.startMicroseconds, a.seat, a.user ?? "", a.source)
        < (b.startMicroseconds, b.seat, b.user ?? "", b.source)
    }
    var encoder = RecordEncoder()
    return sorted.enumerated().compactMap { $1.merged(sequence: $0 + 1, &encoder) }
  }
}

extension WindowMerger.Group {
  /// Its sketch is one that this program wrote.
  fileprivate var statistics: WindowStatistics {
    let length = Int64((window.duration * 1e6).rounded())
    return (try? WindowStatistics(sketch, length: length)) ?? WindowStatistics()
  }

  fileprivate mutating func take(_ other: LoggedWindow, _ counts: [WindowRecord.Count]) {
    windows += 1
    window.duration += other.duration
    window.isComplete = window.isComplete && other.isComplete
    if other.startMicroseconds < window.startMicroseconds {
      window.startMicroseconds = other.startMicroseconds
      window.utcOffsetSeconds = other.utcOffsetSeconds
    }
    if other.bootID != window.bootID { window.bootID = "" }
    if other.runID != window.runID { window.runID = "" }
    window.keyboards = max(window.keyboards, other.keyboards)
    window.pointers = max(window.pointers, other.pointers)
    window.provenance = Set(window.provenance + other.provenance).sorted()
    if let unit = other.lengthUnit, unit != window.lengthUnit {
      window.lengthUnit = window.lengthUnit == nil ? unit : "mixed"
    }
    for count in counts {
      guard let value = count.value else { continue }
      if let index = self.counts.firstIndex(where: { $0.name == count.name }) {
        self.counts[index].value = (self.counts[index].value ?? 0) + value
      } else {
        self.counts.append(count)
      }
    }
  }

  /// The group as a window of the log, so that it is shown, exported and merged as any other.
  fileprivate func merged(sequence: Int, _ encoder: inout RecordEncoder) -> LoggedWindow? {
    let record = WindowRecord(
      sequence: sequence, bootID: window.bootID, runID: window.runID,
      source: WindowRecord.Source(rawValue: window.source) ?? .live,
      startMicroseconds: window.startMicroseconds, utcOffsetSeconds: window.utcOffsetSeconds,
      duration: window.duration, isComplete: window.isComplete, seat: window.seat,
      user: window.user, keyboards: window.keyboards, pointers: window.pointers,
      provenance: window.provenance, lengthUnit: window.lengthUnit, counts: counts,
      features: FeatureTable.values(of: statistics), sketch: sketch)
    var merged = try? LoggedWindow(line: encoder.encode(record).dropLast())
    merged?.windows = windows
    return merged
  }
}
