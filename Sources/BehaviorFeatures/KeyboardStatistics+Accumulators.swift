internal import InputEvents

extension KeyboardStatistics {
  /// The one listing of the keyboard's accumulators; see ``AccumulatorVisitor``.
  mutating func visit(_ visitor: inout some AccumulatorVisitor, with other: KeyboardStatistics) {
    visitor.visit("keystrokes", &presses, other.presses)
    visitor.visit("repeats", &repeats, other.repeats)
    visitor.visit("span", &span, other.span)
    visitor.visit("active_seconds", &activeSeconds, other.activeSeconds)
    visitor.visit("switches", &switches, other.switches)
    homing.visit(&visitor, with: other.homing)
    visitor.visit("hold", &hold, other.hold)
    visitor.visit("dd", &downDown, other.downDown)
    visitor.visit("ud", &upDown, other.upDown)
    visitor.visit("uu", &upUp, other.upUp)
    visitor.visit("du", &downUp, other.downUp)
    visitor.visit("pairs", &pairs, other.pairs)
    visitor.visit("rollovers", &rollovers, other.rollovers)
    visitor.visit(
      "same_key", &sameKeyPairs, other.sameKeyPairs, minimum: Self.minimumCell)
    visitor.visit("pauses", &pauses, other.pauses)
    visitor.visit("intervals", &intervals, other.intervals)
    for keyClass in KeyClass.allCases {
      let index = Int(keyClass.rawValue)
      visitor.within("class.\(keyClass.label)", floor: Self.minimumCell) {
        classes[index].visit(&$0, with: other.classes[index])
      }
    }
    for zone in FingerZone.allCases {
      let index = Int(zone.rawValue)
      visitor.within("zone.\(zone.label)", floor: Self.minimumCell) {
        zones[index].visit(&$0, with: other.zones[index])
      }
    }
  }
}

extension KeyboardStatistics.Cell {
  mutating func visit(
    _ visitor: inout some AccumulatorVisitor, with other: KeyboardStatistics.Cell
  ) {
    visitor.visit("presses", &presses, other.presses, minimum: KeyboardStatistics.minimumCell)
    visitor.spread("hold", &hold, other.hold)
  }
}
