internal import Glibc
internal import InputEvents

/// Joins button presses and releases into clicks and double clicks.
struct ClickTracker: BitwiseCopyable {
  private var lastPress = Int64.min
  private var lastButton = PointerButton.left
  private var lastHold = 0.0
  /// How far the pointer had gone by the last press.
  private var travelledBefore = 0.0
  /// The press that completed a double click, while its release is awaited.
  private var doublePress = Int64.min
  /// Whether the next press may complete a double click: not right after one.
  private var armed = true

  mutating func gap() {
    lastPress = .min
    doublePress = .min
  }

  /// - Parameter travelled: length of all the pointer's movement so far.
  mutating func press(
    _ button: PointerButton, at time: Int64, travelled: Double,
    into statistics: inout ClickStatistics
  ) {
    statistics.presses[Int(button.rawValue)] &+= 1
    doublePress = .min
    var completes = false
    if lastPress != .min, time > lastPress {
      let interval = time - lastPress
      statistics.interval.add(log(seconds(interval)))
      if armed, button == lastButton, interval <= ClickStatistics.longestDoubleClick, lastHold > 0 {
        completes = true
        doublePress = time
        statistics.doubles &+= 1
        statistics.doubleInterval.add(log(seconds(interval)))
        statistics.doubleFirstHold.add(log(lastHold))
        statistics.doubleJitter.add(travelled - travelledBefore)
      }
    }
    // A third press in a row begins anew: three presses aren't two double clicks.
    armed = !completes
    lastHold = 0
    lastButton = button
    lastPress = time
    travelledBefore = travelled
  }

  mutating func release(
    _ button: PointerButton, pressedAt: Int64, at time: Int64, travelled: Double, unit: LengthUnit,
    into statistics: inout ClickStatistics
  ) {
    let hold = seconds(time - pressedAt)
    guard hold > 0 else { return }
    statistics.hold[Int(button.rawValue)].add(hold)
    statistics.holds.add(hold)
    if pressedAt == doublePress { statistics.doubleSecondHold.add(log(hold)) }
    guard pressedAt == lastPress else { return }
    lastHold = hold
    let path = travelled - travelledBefore
    guard path < unit.width else { return }
    statistics.slip.add(path)
    if path > 0 { statistics.slips &+= 1 }
  }
}
