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
    visitor.visit("tri", &trigraph, other.trigraph)
    visitor.visit("keys_down", &keysDown, other.keysDown)
    visitor.visit("pauses", &pauses, other.pauses)
    visitor.visit("intervals", &intervals, other.intervals)
    rhythm.visit(&visitor, with: other.rhythm)
    visitor.within("burst", floor: Self.minimumCell) { bursts.visit(&$0, with: other.bursts) }
    visitKinds(&visitor, with: other)
    visitor.within("correction", floor: Self.minimumCell) {
      corrections.visit(&$0, with: other.corrections)
    }
    visitor.within("shift", floor: Self.minimumCell) { shift.visit(&$0, with: other.shift) }
    visitor.within("chord", floor: Self.minimumCell) { chords.visit(&$0, with: other.chords) }
  }

  /// Whatever is told of classes, zones, hands and their pairs.
  private mutating func visitKinds(
    _ visitor: inout some AccumulatorVisitor, with other: KeyboardStatistics
  ) {
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
    for hand in Hand.allCases {
      let index = Int(hand.rawValue)
      visitor.spread(
        "hand.\(hand.label).hold", &hands[index], other.hands[index], minimum: Self.minimumCell)
    }
    visitor.visit("dg.pairs", &handPairs, other.handPairs, minimum: Self.minimumCell)
    for pair in HandDigraph.allCases {
      let index = Int(pair.rawValue)
      visitor.within("dg.\(pair.label)", floor: Self.minimumCell) {
        handDigraphs[index].visit(&$0, with: other.handDigraphs[index])
      }
    }
    for pair in ClassDigraph.allCases {
      let index = Int(pair.rawValue)
      visitor.within("cdi.\(pair.label)", floor: Self.minimumCell) {
        classDigraphs[index].visit(&$0, with: other.classDigraphs[index])
      }
    }
  }
}

extension KeyboardStatistics.Rhythm {
  mutating func visit(_ visitor: inout some AccumulatorVisitor, with other: Self) {
    visitor.visit("rollover", &rollovers, other.rollovers)
    visitor.spread("overlap", &overlap, other.overlap)
    visitor.spread("dd.cv", &downDown, other.downDown)
    visitor.spread("burstiness", &interval, other.interval)
    visitor.spread("dd.npvi", &variability, other.variability)
    visitor.spread("hold.fluct.sd", &holdChange, other.holdChange)
    visitor.spread("hold.fluct.abs", &holdChangeSize, other.holdChangeSize)
    visitor.visit("hold.lag1", &holds, other.holds)
    visitor.visit("dd.lag1", &downDowns, other.downDowns)
    visitor.visit("hold_dd.corr", &holdAndDownDown, other.holdAndDownDown)
  }
}

extension KeyboardStatistics.Bursts {
  mutating func visit(_ visitor: inout some AccumulatorVisitor, with other: Self) {
    visitor.spread("len", &length, other.length)
    visitor.spread("dur", &duration, other.duration)
  }
}

extension KeyboardStatistics.Cell {
  mutating func visit(_ visitor: inout some AccumulatorVisitor, with other: Self) {
    visitor.visit("presses", &presses, other.presses, minimum: KeyboardStatistics.minimumCell)
    visitor.spread("hold", &hold, other.hold)
  }
}

extension KeyboardStatistics.HandPair {
  mutating func visit(_ visitor: inout some AccumulatorVisitor, with other: Self) {
    visitor.visit("pairs", &pairs, other.pairs, minimum: KeyboardStatistics.minimumCell)
    visitor.spread("dd", &downDown, other.downDown)
    visitor.spread("ud", &upDown, other.upDown)
    visitor.visit("rollover", &rollovers, other.rollovers)
  }
}

extension KeyboardStatistics.ClassPair {
  mutating func visit(_ visitor: inout some AccumulatorVisitor, with other: Self) {
    visitor.spread("dd", &downDown, other.downDown)
    visitor.spread("ud", &upDown, other.upDown)
  }
}

extension KeyboardStatistics.Corrections {
  mutating func visit(_ visitor: inout some AccumulatorVisitor, with other: Self) {
    visitor.spread("run", &runs, other.runs)
    visitor.spread("into", &into, other.into)
    visitor.spread("out", &out, other.out)
    visitor.spread("after", &after, other.after)
  }
}

extension KeyboardStatistics.Shift {
  mutating func visit(_ visitor: inout some AccumulatorVisitor, with other: Self) {
    visitor.visit("left", &left, other.left, minimum: KeyboardStatistics.minimumCell)
    visitor.visit("right", &right, other.right, minimum: KeyboardStatistics.minimumCell)
    visitor.visit("letters", &letters, other.letters, minimum: KeyboardStatistics.minimumCell)
    visitor.spread("lead", &lead, other.lead)
    visitor.spread("lag", &lag, other.lag)
  }
}

extension KeyboardStatistics.Chords {
  mutating func visit(_ visitor: inout some AccumulatorVisitor, with other: Self) {
    visitor.visit("presses", &presses, other.presses, minimum: KeyboardStatistics.minimumCell)
    visitor.spread("hold", &hold, other.hold)
    visitor.spread("lead", &lead, other.lead)
  }
}
