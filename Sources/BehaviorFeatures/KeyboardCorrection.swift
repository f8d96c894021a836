internal import Glibc
internal import InputEvents

/// The correction that is under way: a run of presses of backspace or delete, and the flight after it.
///
/// Like a burst it counts to the window in which its end becomes known, and a gap makes it forgotten.
struct KeyboardCorrection: BitwiseCopyable {
  private var run: UInt32 = 0
  private var last = Int64.min
  /// Whether the press before was the first character after a correction.
  private var isFirstAfter = false

  mutating func press(
    _ key: Keystroke, after previous: Keystroke?, into statistics: inout KeyboardStatistics
  ) {
    let isErasure = key.kind.keyClass == .erase
    let isPrompt = key.interval >= 0 && key.interval <= KeyboardStatistics.longestHesitation
    if run > 0, !isErasure || !isPrompt { end(into: &statistics) }
    let endsCorrection = !isErasure && previous?.kind.keyClass == .erase
    if isErasure {
      run &+= 1
      last = key.pressedAt
    }
    let isTimed = isPrompt && !key.logInterval.isNaN
    if isTimed, isErasure, previous?.kind.isPrinting == true {
      statistics.corrections.into.add(key.logInterval)
    } else if isTimed, endsCorrection, key.kind.isPrinting {
      statistics.corrections.out.add(key.logInterval)
    } else if isTimed, isFirstAfter, key.isFlight, key.kind.isPrinting {
      statistics.corrections.after.add(key.logInterval)
    }
    isFirstAfter = endsCorrection && isPrompt && key.kind.isPrinting
  }

  mutating func settle(by time: Int64, into statistics: inout KeyboardStatistics) {
    if run > 0, time - last > KeyboardStatistics.longestHesitation { end(into: &statistics) }
  }

  private mutating func end(into statistics: inout KeyboardStatistics) {
    statistics.corrections.runs.add(log(Double(run)))
    run = 0
  }
}
