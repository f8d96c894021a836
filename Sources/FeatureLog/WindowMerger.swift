import BehaviorFeatures

/// Sums windows up by hour, day or week, in any order and from any number of logs.
///
/// Windows of different users, seats and sources stay apart; those of different machines add up. What
/// a record withholds is in no sum.
public struct WindowMerger {
  private let period: Period
  private var groups: [Key: Group] = [:]
  /// The group that the last window went to, with its sums at hand: windows mostly come in the order
  /// of time, and sums take much more room than their sketch.
  private var active: (key: Key, totals: WindowTotals)?

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
    let key = Key(
      place: period.place(of: window), source: window.source, seat: window.seat, user: window.user)
    do throws(JSONObject.Fault) {
      guard let (sketch, counts) = try window.contents() else {
        throw .init(column: 1, message: "it has no sketch to merge")
      }
      try activate(key).take(sketch, length: window.length)
      if groups[key]?.take(window, counts) == nil {
        groups[key] = Group(window: window, counts: counts, windows: window.windows)
      }
    } catch {
      throw Unmergeable(window: window, reason: error.message)
    }
  }

  /// The sums of the group of `key`; those of the group before are put away.
  private mutating func activate(_ key: Key) -> WindowTotals {
    if let active, active.key == key { return active.totals }
    putAway()
    let totals = groups[key]?.totals ?? WindowTotals()
    active = (key, totals)
    return totals
  }

  private mutating func putAway() {
    guard let active else { return }
    groups[active.key]?.sketch = active.totals.sketch
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
  /// Taken from its sketch, which this program wrote.
  fileprivate var totals: WindowTotals {
    let totals = WindowTotals()
    try? totals.add(sketch, length: window.length)
    return totals
  }

  fileprivate mutating func take(_ other: LoggedWindow, _ counts: [WindowRecord.Count]) {
    windows += other.windows
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
        let (sum, overflow) = value.addingReportingOverflow(self.counts[index].value ?? 0)
        self.counts[index].value = overflow ? .max : sum
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
      features: totals.features, sketch: sketch)
    var merged = try? LoggedWindow(line: encoder.encode(record).dropLast())
    merged?.windows = windows
    return merged
  }
}
