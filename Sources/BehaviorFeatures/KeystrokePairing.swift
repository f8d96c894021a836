internal import Glibc
internal import InputEvents

/// Joins presses and releases into holds and flights.
///
/// Press p, release r: hold H = r - p; for the following press p' and its release r', DD = p' - p,
/// UD = p' - r (negative when the keys overlap), UU = r' - r, DU = r' - p. Each is told as soon as its
/// second moment is there. Logarithms are taken here, once, for everybody.
struct KeystrokePairing: BitwiseCopyable {
  /// The last presses, by their number; as many as fingers.
  private var recent = InlineArray<16, Keystroke>(repeating: Keystroke())
  private var latest: UInt32 = 0
  /// Presses up to this one lie before a gap.
  private var gapAfter: UInt32 = 0

  /// Nothing that follows is paired with anything before.
  mutating func gap() { gapAfter = latest }

  /// Takes the press of `key`, whose interval is found here; the press before, if there is one.
  mutating func press(
    _ key: inout Keystroke, into sink: inout some KeystrokeSink & ~Copyable
  ) -> Keystroke? {
    let previous = find(key.number &- 1)
    if let previous {
      key.interval = key.pressedAt - previous.pressedAt
      if key.interval > 0 { key.logInterval = log(seconds(key.interval)) }
    }
    recent[Int(key.number & 15)] = key
    latest = key.number
    sink.pressed(key, after: previous)
    if let previous, previous.isReleased { sink.flew(from: previous, to: key) }
    return previous
  }

  /// The stroke that ended, if it is recent and lies after the last gap.
  mutating func release(
    _ kind: KeyKind, number: UInt32, pressedAt: Int64, at time: Int64,
    into sink: inout some KeystrokeSink & ~Copyable
  ) -> Keystroke? {
    let hold = time - pressedAt
    let logHold = hold > 0 ? log(seconds(hold)) : .nan
    sink.held(kind, number: number, for: hold, log: logHold)
    guard var key = find(number) else { return nil }
    key.releasedAt = time
    key.logHold = logHold
    recent[Int(number & 15)] = key
    let next = find(number &+ 1)
    if let next {
      sink.flew(from: key, to: next)
      if next.isReleased { sink.released(key, next, before: find(number &+ 2)) }
    }
    if let previous = find(number &- 1) {
      sink.reached(key, from: previous)
      if previous.isReleased { sink.released(previous, key, before: next) }
    }
    return key
  }

  /// The press of that number, if it is recent and lies after the last gap.
  private func find(_ number: UInt32) -> Keystroke? {
    let key = recent[Int(number & 15)]
    return key.number == number && number > gapAfter ? key : nil
  }
}
