/// Clicks by button, and double clicks.
public struct ClickStatistics: BitwiseCopyable, Sendable {
  /// A second press of the same button within this time makes a double click.
  public static let longestDoubleClick: Int64 = 500_000
  /// What comes later has nothing to do with what was before; the published segmentations wait as
  /// long.
  public static let longestLatency: Int64 = 10_000_000
  /// Half of the finest report period, in seconds: two things in one report have no time between them
  /// that a logarithm could be taken of.
  public static let shortestTime = 0.000_5

  public var presses = InlineArray<4, UInt64>(repeating: 0)
  public var hold = InlineArray<4, TimeDistribution>(repeating: TimeDistribution())
  public var holds = TimeDistribution()
  public var doubles: UInt64 = 0
  /// Press to press within a double click, ln s; the first and the second press's hold, ln s.
  public var doubleInterval = Moments()
  public var doubleFirstHold = Moments()
  public var doubleSecondHold = Moments()
  /// Length of the path between the two presses.
  public var doubleJitter = Moments()
  /// ln s from press to press of any button.
  public var interval = Moments()
  /// ln s from the last movement to the press, and from the release to the next movement.
  public var dwell = Moments()
  public var latency = Moments()
  /// Length of the path while the button was down, drags left out; presses that slipped at all.
  public var slip = Moments()
  public var slips: UInt64 = 0

  public init() {}

  public var total: UInt64 { presses[0] &+ presses[1] &+ presses[2] &+ presses[3] }
}
