internal import InputEvents

/// Which keys are down, told by the numbers of their presses.
///
/// A bit for each of the last 16 presses; an older key no longer counts, so that a release which never
/// comes does no lasting harm. Shift alone is followed as long as it is held, for capitals come in runs.
struct HeldKeys: BitwiseCopyable {
  private var down: UInt16 = 0
  /// Presses of Ctrl, Alt, Super.
  private var shortcut: UInt16 = 0
  private var latest: UInt32 = 0
  /// The numbers of the presses that hold left and right Shift down; 0 where none does.
  private var leftShift: UInt32 = 0
  private var rightShift: UInt32 = 0

  /// Counts what is held down as `key` is pressed, and marks the key if it makes a shortcut.
  mutating func press(_ key: inout Keystroke, into statistics: inout KeyboardStatistics) {
    let bit = Self.bit(key.number)
    latest = key.number
    down |= bit
    shortcut &= ~bit
    statistics.keysDown[min(down.nonzeroBitCount, statistics.keysDown.count) - 1] &+= 1
    guard key.kind.keyClass == .modifier else {
      key.isChord = down & shortcut != 0
      if key.isChord { statistics.chords.presses &+= 1 }
      if key.kind.keyClass == .letter, leftShift != 0 || rightShift != 0 {
        statistics.shift.letters &+= 1
      }
      return
    }
    switch key.kind.zone {
    case .f0:
      leftShift = key.number
      statistics.shift.left &+= 1
    case .f7:
      rightShift = key.number
      statistics.shift.right &+= 1
    default: shortcut |= bit
    }
  }

  mutating func release(number: UInt32) {
    if number == leftShift { leftShift = 0 }
    if number == rightShift { rightShift = 0 }
    // The bit of an older press belongs to a later one by now.
    if latest &- number < 16 { down &= ~Self.bit(number) }
  }

  private static func bit(_ number: UInt32) -> UInt16 { 1 << UInt16(number & 15) }
}
