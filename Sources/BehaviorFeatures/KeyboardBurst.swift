internal import Glibc

/// The burst of typing that is under way: presses no further apart than
/// ``KeyboardStatistics/longestFlight``.
///
/// A burst counts to the window in which its end becomes known. One that a gap cuts is forgotten: how
/// long it was, nobody knows.
struct KeyboardBurst: BitwiseCopyable {
  private var length: UInt32 = 0
  private var start = Int64.min
  private var last = Int64.min

  mutating func press(_ key: Keystroke, into statistics: inout KeyboardStatistics) {
    if !key.isFlight || length == 0 {
      end(into: &statistics)
      start = key.pressedAt
    }
    length &+= 1
    last = key.pressedAt
  }

  mutating func settle(by time: Int64, into statistics: inout KeyboardStatistics) {
    if length > 0, time - last > KeyboardStatistics.longestFlight { end(into: &statistics) }
  }

  private mutating func end(into statistics: inout KeyboardStatistics) {
    defer { length = 0 }
    guard length > 1, last > start else { return }
    statistics.bursts.length.add(log(Double(length)))
    statistics.bursts.duration.add(log(seconds(last - start)))
  }
}
