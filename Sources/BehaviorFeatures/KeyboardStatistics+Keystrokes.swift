internal import Glibc
internal import InputEvents

/// How each time of a keystroke adds to the statistics.
extension KeyboardStatistics: KeystrokeSink {
  mutating func pressed(_ key: Keystroke, after previous: Keystroke?) {
    presses &+= 1
    classes[Int(key.kind.keyClass.rawValue)].presses &+= 1
    zones[Int(key.kind.zone.rawValue)].presses &+= 1
    guard let previous, key.interval >= 0 else { return }
    intervals &+= 1
    for index in pauses.indices where key.interval > Self.pauseThresholds[index] {
      pauses[index] &+= 1
    }
    if key.interval <= Self.longestPause { rhythm.interval.add(seconds(key.interval)) }
    guard key.isFlight else { return }
    rhythm.downDown.add(seconds(key.interval))
    count(key, after: previous)
    if !key.logInterval.isNaN { time(key, after: previous) }
    if previous.isFlight { sequence(key, after: previous) }
  }

  /// The kinds of pair that this flight is of.
  private mutating func count(_ key: Keystroke, after previous: Keystroke) {
    if let pair = HandDigraph(from: previous.kind, to: key.kind, sameKey: key.isSameKey) {
      handPairs &+= 1
      handDigraphs[Int(pair.rawValue)].pairs &+= 1
      handDigraphs[Int(pair.rawValue)].downDown.addKnown(key.logInterval)
    }
    if let pair = ClassDigraph(from: previous.kind, to: key.kind) {
      classDigraphs[Int(pair.rawValue)].downDown.addKnown(key.logInterval)
    }
  }

  private mutating func time(_ key: Keystroke, after previous: Keystroke) {
    downDown.add(seconds(key.interval), log: key.logInterval)
    guard previous.kind.keyClass == .modifier, key.kind.keyClass != .modifier, !previous.isReleased
    else { return }
    if previous.kind.zone == .thumb {
      chords.lead.add(key.logInterval)
    } else {
      shift.lead.add(key.logInterval)
    }
  }

  /// Two flights in a row.
  private mutating func sequence(_ key: Keystroke, after previous: Keystroke) {
    let both = key.interval + previous.interval
    guard both > 0 else { return }
    trigraph.add(seconds(both))
    rhythm.variability.add(
      2 * Double((key.interval - previous.interval).magnitude) / Double(both))
    if !key.logInterval.isNaN, !previous.logInterval.isNaN {
      rhythm.downDowns.add(previous.logInterval, key.logInterval)
    }
  }

  mutating func held(_ kind: KeyKind, number: UInt32, for hold: Int64, log logHold: Double) {
    guard hold > 0 else { return }
    self.hold.add(seconds(hold), log: logHold)
    classes[Int(kind.keyClass.rawValue)].hold.add(logHold)
    zones[Int(kind.zone.rawValue)].hold.add(logHold)
    if kind.isPrinting, let hand = kind.hand { hands[Int(hand.rawValue)].add(logHold) }
  }

  mutating func flew(from first: Keystroke, to second: Keystroke) {
    guard second.isFlight else { return }
    let flight = second.pressedAt - first.releasedAt
    let scaled = SignedTimeDistribution.scaled(seconds(flight))
    upDown.add(seconds(flight), scaled: scaled)
    rhythm.rollovers.add(flight < 0)
    if flight < 0 { rhythm.overlap.add(log(seconds(-flight))) }
    if !first.logHold.isNaN, !second.logInterval.isNaN {
      rhythm.holdAndDownDown.add(first.logHold, second.logInterval)
    }
    if let pair = HandDigraph(from: first.kind, to: second.kind, sameKey: second.isSameKey) {
      handDigraphs[Int(pair.rawValue)].upDown.add(scaled)
      handDigraphs[Int(pair.rawValue)].rollovers.add(flight < 0)
    }
    if let pair = ClassDigraph(from: first.kind, to: second.kind) {
      classDigraphs[Int(pair.rawValue)].upDown.add(scaled)
    }
  }

  mutating func reached(_ second: Keystroke, from first: Keystroke) {
    guard second.isFlight else { return }
    downUp.add(seconds(second.releasedAt - first.pressedAt))
  }

  mutating func released(_ first: Keystroke, _ second: Keystroke, before third: Keystroke?) {
    guard second.isFlight else { return }
    let upUp = seconds(second.releasedAt - first.releasedAt)
    let scaled = SignedTimeDistribution.scaled(upUp)
    self.upUp.add(upUp, scaled: scaled)
    if !first.logHold.isNaN, !second.logHold.isNaN {
      let change = second.logHold - first.logHold
      rhythm.holds.add(first.logHold, second.logHold)
      rhythm.holdChange.add(change)
      rhythm.holdChangeSize.add(abs(change))
    }
    // Shift that was down for this one key, which alone can tell when it was let go.
    if first.kind.keyClass == .modifier, first.kind.zone != .thumb,
      second.kind.keyClass != .modifier, second.pressedAt < first.releasedAt,
      third.map({ $0.pressedAt >= first.releasedAt }) ?? true
    {
      shift.lag.add(-scaled)
    }
  }
}

extension Moments {
  /// Adds a logarithm, where there is one.
  @inline(__always)
  fileprivate mutating func addKnown(_ logarithm: Double) {
    if !logarithm.isNaN { add(logarithm) }
  }
}
