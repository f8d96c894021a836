internal import InputEvents

/// Turns key presses and releases into keyboard statistics: what must be remembered from one event to
/// the next, across the edges of windows too.
struct KeyboardTracker: BitwiseCopyable {
  private var pairing = KeystrokePairing()
  private var held = HeldKeys()
  private var burst = KeyboardBurst()
  private var correction = KeyboardCorrection()
  private var activeSecond = Int64.min

  /// Nothing that follows is paired with anything before.
  mutating func gap() {
    pairing.gap()
    held = HeldKeys()
    burst = KeyboardBurst()
    correction = KeyboardCorrection()
  }

  /// Tells of what has ended by `time`, although no event says so.
  mutating func settle(by time: Int64, into statistics: inout KeyboardStatistics) {
    burst.settle(by: time, into: &statistics)
    correction.settle(by: time, into: &statistics)
  }

  mutating func press(
    _ kind: KeyKind, number: UInt32, sameKey: Bool, at time: Int64,
    into statistics: inout KeyboardStatistics
  ) {
    touch(time, &statistics)
    var key = Keystroke(number: number, kind: kind, isSameKey: sameKey, pressedAt: time)
    held.press(&key, into: &statistics)
    let previous = pairing.press(&key, into: &statistics)
    burst.press(key, into: &statistics)
    correction.press(key, after: previous, into: &statistics)
  }

  mutating func release(
    _ kind: KeyKind, number: UInt32, pressedAt: Int64, at time: Int64,
    into statistics: inout KeyboardStatistics
  ) {
    touch(time, &statistics)
    held.release(number: number)
    let key = pairing.release(
      kind, number: number, pressedAt: pressedAt, at: time, into: &statistics)
    if let key, key.isChord, !key.logHold.isNaN { statistics.chords.hold.add(key.logHold) }
  }

  private mutating func touch(_ time: Int64, _ statistics: inout KeyboardStatistics) {
    let second = time / 1_000_000
    if second != activeSecond {
      activeSecond = second
      statistics.activeSeconds &+= 1
    }
  }
}

@inline(__always)
func seconds(_ microseconds: Int64) -> Double { Double(microseconds) * 1e-6 }
