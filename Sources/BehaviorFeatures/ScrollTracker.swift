internal import Glibc
internal import InputEvents

/// Joins wheel events into bursts.
struct ScrollTracker: BitwiseCopyable {
  private var lastEvent = Int64.min
  private var lastDirection: Int32 = 0

  mutating func gap() { lastEvent = .min }

  mutating func scroll(
    vertical: Int32, horizontal: Int32, at time: Int64, into statistics: inout ScrollStatistics
  ) {
    statistics.events &+= 1
    if vertical > 0 { statistics.up &+= UInt64(vertical) }
    if vertical < 0 { statistics.down &+= UInt64(vertical.magnitude) }
    statistics.horizontal &+= UInt64(horizontal.magnitude)
    if vertical % 120 != 0 || horizontal % 120 != 0 { statistics.fractional &+= 1 }
    let direction = vertical.signum()
    if lastEvent != .min, time - lastEvent < ScrollStatistics.pause {
      if time > lastEvent { statistics.interval.add(log(seconds(time - lastEvent))) }
      if direction * lastDirection < 0 { statistics.reversals &+= 1 }
    } else {
      statistics.bursts &+= 1
    }
    if direction != 0 { lastDirection = direction }
    lastEvent = time
  }
}
