internal import Glibc
internal import InputEvents

/// Joins key presses and releases into holds and flights.
///
/// Press p, release r: hold H = r - p; for the following press, DD = p' - p, UD = p' - r (negative
/// when the keys overlap), UU = r' - r, DU = r' - p. Flights are counted between presses no further
/// apart than ``KeyboardStatistics/longestFlight``.
struct KeyboardTracker: BitwiseCopyable {
  /// The last presses, by their number; as many as fingers.
  private var recent = InlineArray<16, Press>(repeating: Press())
  private var latest: UInt32 = 0
  /// Presses up to this one lie before a gap.
  private var gapAfter: UInt32 = 0
  private var activeSecond = Int64.min

  private struct Press: BitwiseCopyable {
    var number: UInt32 = 0
    var pressedAt: Int64 = 0
    var releasedAt: Int64 = .min
  }

  /// Nothing that follows is paired with anything before.
  mutating func gap() { gapAfter = latest }

  mutating func press(
    _ kind: KeyKind, number: UInt32, sameKey: Bool, at time: Int64,
    into statistics: inout KeyboardStatistics
  ) {
    touch(time, &statistics)
    statistics.presses &+= 1
    statistics.classes[Int(kind.keyClass.rawValue)].presses &+= 1
    statistics.zones[Int(kind.zone.rawValue)].presses &+= 1
    if let previous = find(number &- 1) {
      let downDown = seconds(time - previous.pressedAt)
      statistics.intervals &+= 1
      for index in statistics.pauses.indices
      where downDown > KeyboardStatistics.pauseThresholds[index] {
        statistics.pauses[index] &+= 1
      }
      if downDown <= KeyboardStatistics.longestFlight {
        statistics.pairs &+= 1
        if sameKey { statistics.sameKeyPairs &+= 1 }
        statistics.downDown.add(downDown)
        if previous.releasedAt != .min {
          statistics.upDown.add(seconds(time - previous.releasedAt))
        }
      }
    }
    recent[Int(number & 15)] = Press(number: number, pressedAt: time)
    latest = number
  }

  mutating func release(
    _ kind: KeyKind, number: UInt32, pressedAt: Int64, at time: Int64,
    into statistics: inout KeyboardStatistics
  ) {
    touch(time, &statistics)
    let hold = seconds(time - pressedAt)
    statistics.hold.add(hold)
    if hold > 0 {
      statistics.classes[Int(kind.keyClass.rawValue)].hold.add(log(hold))
      statistics.zones[Int(kind.zone.rawValue)].hold.add(log(hold))
    }
    guard find(number) != nil else { return }
    recent[Int(number & 15)].releasedAt = time
    if let next = find(number &+ 1),
      seconds(next.pressedAt - pressedAt) <= KeyboardStatistics.longestFlight
    {
      // The next key went down before this one came up.
      statistics.rollovers &+= 1
      statistics.upDown.add(seconds(next.pressedAt - time))
      if next.releasedAt != .min { statistics.upUp.add(seconds(next.releasedAt - time)) }
    }
    if let previous = find(number &- 1),
      seconds(pressedAt - previous.pressedAt) <= KeyboardStatistics.longestFlight
    {
      statistics.downUp.add(seconds(time - previous.pressedAt))
      if previous.releasedAt != .min {
        statistics.upUp.add(seconds(time - previous.releasedAt))
      }
    }
  }

  /// The press of that number, if it is recent and lies after the last gap.
  private func find(_ number: UInt32) -> Press? {
    let press = recent[Int(number & 15)]
    return press.number == number && number > gapAfter ? press : nil
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
