internal import Glibc
internal import InputEvents

/// Joins wheel events into bursts.
struct ScrollTracker: BitwiseCopyable {
  private var isTurning = false
  private var firstEvent: Int64 = 0
  private var lastEvent: Int64 = 0
  private var lastDirection: Int32 = 0
  private var events = 0.0
  private var units: UInt64 = 0
  /// ln s of the intervals by their number.
  private var intervals = CoMoments()
  /// Fewer intervals make no trend.
  private static let fewestIntervals = 4.0

  /// Whether a burst is under way whose end a later window may hold.
  var isPending: Bool { isTurning }

  /// Drops the burst under way: nobody knows how it went on.
  mutating func gap() { isTurning = false }

  mutating func scroll(
    vertical: Int32, horizontal: Int32, at time: Int64, into statistics: inout ScrollStatistics
  ) {
    settle(by: time, into: &statistics)
    statistics.events &+= 1
    if vertical > 0 { statistics.up &+= UInt64(vertical) }
    if vertical < 0 { statistics.down &+= UInt64(vertical.magnitude) }
    statistics.horizontal &+= UInt64(horizontal.magnitude)
    if vertical % 120 != 0 || horizontal % 120 != 0 { statistics.fractional &+= 1 }
    let direction = vertical.signum()
    if !isTurning {
      begin(at: time)
    } else {
      if time > lastEvent {
        let interval = log(seconds(time - lastEvent))
        statistics.interval.add(interval)
        intervals.add(events, interval)
      }
      if direction * lastDirection < 0 { statistics.reversals &+= 1 }
    }
    events += 1
    units &+= UInt64(vertical.magnitude) &+ UInt64(horizontal.magnitude)
    if direction != 0 { lastDirection = direction }
    lastEvent = time
  }

  /// Ends the burst if the wheel has rested long enough by `time`. Returns whether it did.
  @discardableResult
  mutating func settle(by time: Int64, into statistics: inout ScrollStatistics) -> Bool {
    guard isTurning, time - lastEvent >= ScrollStatistics.pause else { return false }
    return finish(into: &statistics)
  }

  /// Ends the burst, however short the wheel has rested.
  @discardableResult
  mutating func finish(into statistics: inout ScrollStatistics) -> Bool {
    guard isTurning else { return false }
    isTurning = false
    statistics.bursts &+= 1
    statistics.burstEvents.add(events)
    if units > 0 { statistics.burstDetents.add(log(Double(units) / 120)) }
    if lastEvent > firstEvent { statistics.burstDuration.add(log(seconds(lastEvent - firstEvent))) }
    if intervals.count >= Self.fewestIntervals, let slope = intervals.slope {
      statistics.acceleration.add(-slope)
    }
    return true
  }

  private mutating func begin(at time: Int64) {
    isTurning = true
    firstEvent = time
    events = 0
    units = 0
    intervals = CoMoments()
  }
}
