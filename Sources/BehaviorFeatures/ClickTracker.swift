internal import Glibc
internal import InputEvents

/// Joins button presses and releases into clicks and double clicks.
struct ClickTracker: BitwiseCopyable {
  private var lastPress = Int64.min
  private var lastButton = PointerButton.left
  private var lastHold = 0.0
  /// The press that completed a double click, while its release is awaited.
  private var doublePress = Int64.min
  /// Whether the next press may complete a double click: not right after one.
  private var armed = true

  mutating func gap() {
    lastPress = .min
    doublePress = .min
  }

  mutating func press(
    _ button: PointerButton, at time: Int64, into statistics: inout ClickStatistics
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
      }
    }
    // A third press in a row begins anew: three presses aren't two double clicks.
    armed = !completes
    lastHold = 0
    lastButton = button
    lastPress = time
  }

  mutating func release(
    _ button: PointerButton, pressedAt: Int64, at time: Int64,
    into statistics: inout ClickStatistics
  ) {
    let hold = seconds(time - pressedAt)
    guard hold > 0 else { return }
    statistics.hold[Int(button.rawValue)].add(log(hold))
    statistics.holds.add(hold)
    if pressedAt == doublePress { statistics.doubleSecondHold.add(log(hold)) }
    if pressedAt == lastPress { lastHold = hold }
  }
}
