internal import BehaviorFeatures
internal import FeatureLog
internal import InputEvents

/// Makes records of windows.
struct RecordBuilder: Sendable {
  let bootID: String
  let runID: String
  let source: WindowRecord.Source

  /// What a record says beside its window's statistics.
  struct Surroundings: Sendable {
    /// What to add to the window's times to get microseconds since 1970.
    var wallClockLead: Int64
    var seat: String
    var user: String?
    var keyboards: Int
    var pointers: Int
    /// Seconds by which the clock there was ahead of UTC; nil for that of this machine.
    var utcOffset: Int?
  }

  func record(of window: borrowing WindowStatistics, in surroundings: Surroundings) -> WindowRecord
  {
    let start = window.start + surroundings.wallClockLead
    return WindowRecord(
      // The log numbers its records itself.
      sequence: 0, bootID: bootID, runID: runID, source: source, startMicroseconds: start,
      utcOffsetSeconds: surroundings.utcOffset ?? WallClock.utcOffset(at: start),
      duration: window.length,
      isComplete: window.isComplete, seat: surroundings.seat, user: surroundings.user,
      keyboards: surroundings.keyboards, pointers: surroundings.pointers,
      provenance: window.provenance.map(\.label), lengthUnit: Self.lengthUnit(of: window.pointer),
      counts: Self.counts(of: window), features: FeatureTable.values(of: window),
      sketch: Sketch(of: copy window))
  }

  private static func lengthUnit(of pointer: PointerStatistics) -> String? {
    switch pointer.units {
    case 0: nil
    case 1 << LengthUnit.counts.rawValue: "counts"
    case 1 << LengthUnit.millimeters.rawValue: "mm"
    default: "mixed"
    }
  }

  /// The bookkeeping. The keyboard's half shows what its features show: nothing of a few keystrokes.
  static func counts(of window: borrowing WindowStatistics) -> [WindowRecord.Count] {
    let keyboard = window.keyboard.isReleasable ? window.keyboard.ledger : nil
    return ledger("keyboard", keyboard) + ledger("pointer", window.pointer.ledger)
      + gaps(window.gaps)
  }

  private static func ledger(_ side: String, _ ledger: Ledger?) -> [WindowRecord.Count] {
    [
      WindowRecord.Count("events.\(side).read", ledger.map { Int($0.read) }),
      WindowRecord.Count("events.\(side).used", ledger.map { Int($0.used) }),
    ]
      + SetAsideCause.allCases.map { cause in
        WindowRecord.Count(
          "set_aside.\(side).\(cause.label)", ledger.map { Int($0.setAside(by: cause)) })
      }
  }

  private static func gaps(_ gaps: GapCounts) -> [WindowRecord.Count] {
    GapCause.allCases.map { WindowRecord.Count("gap.\($0.label)", Int(gaps[$0])) }
  }
}
