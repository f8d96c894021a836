internal import InputEvents

/// A key press, with what is known of it so far.
///
/// In the symbols of the features: p is `pressedAt`, r is `releasedAt`, H the hold, and `interval` the
/// DD from the press before.
struct Keystroke: BitwiseCopyable {
  var number: UInt32 = 0
  var kind = KeyKind(.other, .f7)
  /// Whether the press before was of the very same key.
  var isSameKey = false
  /// Whether Ctrl, Alt or Super was down.
  var isChord = false
  /// Microseconds.
  var pressedAt: Int64 = 0
  var releasedAt = Int64.min
  /// Microseconds from the press before; negative where there is none, or a gap lies between.
  var interval: Int64 = -1
  /// Natural logarithms of seconds; not a number where the time is unknown or zero.
  var logInterval = Double.nan
  var logHold = Double.nan

  var isReleased: Bool { releasedAt != .min }

  /// Whether this press is close enough to the one before to be part of one movement.
  var isFlight: Bool { interval >= 0 && interval <= KeyboardStatistics.longestFlight }
}

/// Takes the times of key strokes as they become known, each once: window statistics, or a researcher's
/// list.
protocol KeystrokeSink: ~Copyable {
  /// A key went down: `key.interval` is known where there is a press before.
  mutating func pressed(_ key: Keystroke, after previous: Keystroke?)
  /// A key came up, in microseconds after it went down. `number` may lie before a gap.
  mutating func held(_ kind: KeyKind, number: UInt32, for hold: Int64, log logHold: Double)
  /// UD is known: the first key was released, and the second, next one pressed, in either order.
  mutating func flew(from first: Keystroke, to second: Keystroke)
  /// DU is known: the second key was released.
  mutating func reached(_ second: Keystroke, from first: Keystroke)
  /// UU is known: both were released. `third` is the press after them, if there was one yet.
  mutating func released(_ first: Keystroke, _ second: Keystroke, before third: Keystroke?)
}
