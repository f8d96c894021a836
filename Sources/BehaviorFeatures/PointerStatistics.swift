/// What is kept of the pointer's movements: statistics of strokes and speeds, no path.
public struct PointerStatistics: BitwiseCopyable, Sendable {
  /// Movement is gathered in steps of this length, so that a 125 Hz and an 8 kHz mouse measure alike.
  public static let bin: Int64 = 8_000
  /// A stroke ends where movement rests this long.
  public static let pause: Int64 = 300_000
  /// Strokes of fewer steps are jitter: they count towards the path, not as strokes.
  public static let minimumSteps = 4

  public var ledger = Ledger()
  public var path = 0.0
  public var activeSeconds: UInt64 = 0
  /// Speed of each step with movement.
  public var speed = MagnitudeDistribution()

  public var strokes: UInt64 = 0
  public var duration = TimeDistribution()
  public var length = MagnitudeDistribution()
  public var strokeSpeed = MagnitudeDistribution()
  public var peakSpeed = MagnitudeDistribution()
  public var straightness = Moments()
  /// Time of the peak speed as a share of the stroke's duration.
  public var peakTime = Moments()
  /// Path by the stroke's direction in eight sectors, from east clockwise as the screen has it.
  public var directions = InlineArray<8, Double>(repeating: 0)

  /// Bit per ``LengthUnit`` in which movement came.
  public var units: UInt8 = 0

  public init() {}
}

/// Clicks by button, and double clicks.
public struct ClickStatistics: BitwiseCopyable, Sendable {
  /// A second press of the same button within this time makes a double click.
  public static let longestDoubleClick: Int64 = 500_000

  public var presses = InlineArray<4, UInt64>(repeating: 0)
  public var hold = InlineArray<4, Moments>(repeating: Moments())
  public var holds = TimeDistribution()
  public var doubles: UInt64 = 0
  /// Press to press within a double click, ln s; the first and the second press's hold, ln s.
  public var doubleInterval = Moments()
  public var doubleFirstHold = Moments()
  public var doubleSecondHold = Moments()
  /// ln s from press to press of any button.
  public var interval = Moments()

  public init() {}

  public var total: UInt64 { presses[0] &+ presses[1] &+ presses[2] &+ presses[3] }
}

/// Wheel movement.
public struct ScrollStatistics: BitwiseCopyable, Sendable {
  /// A burst ends where the wheel rests this long.
  public static let pause: Int64 = 300_000

  public var events: UInt64 = 0
  /// 1/120 of a detent.
  public var up: UInt64 = 0
  public var down: UInt64 = 0
  public var horizontal: UInt64 = 0
  /// Events that aren't whole detents: a free-spinning or high-resolution wheel.
  public var fractional: UInt64 = 0
  public var bursts: UInt64 = 0
  public var reversals: UInt64 = 0
  /// ln s between events of a burst.
  public var interval = Moments()

  public init() {}
}
