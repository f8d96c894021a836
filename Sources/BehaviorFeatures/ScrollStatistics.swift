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
  public var reversals: UInt64 = 0
  /// ln s between events of a burst.
  public var interval = Moments()

  public var bursts: UInt64 = 0
  /// Of a burst: its events, ln s from the first to the last, and ln of its detents.
  public var burstEvents = Moments()
  public var burstDuration = Moments()
  public var burstDetents = Moments()
  /// ln of the factor by which events of a burst come faster, from one to the next.
  public var acceleration = Moments()

  /// ln s from the pointer's last movement to the wheel's first, and the other way about.
  public var onset = Moments()
  public var latency = Moments()

  public init() {}
}
