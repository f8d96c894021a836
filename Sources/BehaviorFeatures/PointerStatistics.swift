/// What is kept of the pointer's movements: statistics of strokes and speeds, no path.
public struct PointerStatistics: BitwiseCopyable, Sendable {
  /// Movement is gathered in steps of this length, so that a 125 Hz and an 8 kHz mouse measure alike.
  public static let bin: Int64 = 8_000
  /// A stroke ends where movement rests this long.
  public static let pause: Int64 = 300_000
  /// An action ends where neither movement nor a button does anything for this long. Published
  /// segmentations wait ten seconds; in three, most have clicked where they meant to.
  public static let rest: Int64 = 3_000_000
  /// From here on the pointer has been left alone.
  public static let idleness: Int64 = 1_000_000
  /// Strokes and actions of fewer steps are jitter: they count towards the path alone.
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

  public var actions = ActionStatistics()
  /// Seconds for which the pointer was left alone, from ``idleness`` on, to four and a half hours.
  public var idle = LogDistribution<448>(lowestExponent: 0)

  /// Bit per ``LengthUnit`` in which movement came.
  public var units: UInt8 = 0
  /// A bit for each provenance of the movement that strokes and actions end here, by its raw value.
  public var provenances: UInt8 = 0

  public init() {}
}
