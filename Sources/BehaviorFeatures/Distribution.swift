internal import Glibc

/// The quantiles that records hold.
public enum Quantile: Double, CaseIterable, Sendable {
  case p5 = 0.05
  case p10 = 0.10
  case p25 = 0.25
  case p50 = 0.50
  case p75 = 0.75
  case p90 = 0.90
  case p95 = 0.95

  public var label: String { "p\(Int((rawValue * 100).rounded()))" }
}

/// A distribution of positive values: moments of their logarithm, and a histogram for quantiles.
///
/// Times between human actions, their lengths and speeds are close to log-normal, so the logarithm
/// is where a mean and a deviation say something.
public struct LogDistribution<let capacity: Int>: BitwiseCopyable, Sendable {
  public private(set) var moments = Moments()
  public private(set) var histogram: ExponentialHistogram<capacity>

  public init(lowestExponent: Int) {
    histogram = ExponentialHistogram(lowestExponent: lowestExponent)
  }

  /// Counts `value`, which must be positive; anything else has no logarithm and is passed over.
  public mutating func add(_ value: Double) {
    guard value > 0 else { return }
    moments.add(log(value))
    histogram.add(value)
  }

  public mutating func merge(_ other: Self) {
    moments.merge(other.moments)
    histogram.merge(other.histogram)
  }

  public var count: Int { Int(moments.count) }

  /// The natural logarithm of the quantile.
  public func logQuantile(_ quantile: Quantile) -> Double? {
    histogram.quantile(quantile.rawValue).map { log($0) }
  }
}

/// Times from 1 ms to 16 s in seconds: 14 octaves.
public typealias TimeDistribution = LogDistribution<448>

extension TimeDistribution {
  public init() { self.init(lowestExponent: -10) }
}

/// Lengths and speeds from 1/16 to a million: 24 octaves.
public typealias MagnitudeDistribution = LogDistribution<768>

extension MagnitudeDistribution {
  public init() { self.init(lowestExponent: -4) }
}

/// A distribution of signed times: flight is negative where keys overlap.
///
/// Statistics are of asinh(t / 10 ms), which is logarithmic for long times, linear within a few
/// milliseconds of zero, and keeps the sign.
public struct SignedTimeDistribution: BitwiseCopyable, Sendable {
  /// Shorter times than half the finest report period count as zero.
  private static let zeroThreshold = 0.000_5

  public private(set) var moments = Moments()
  private var negative = ExponentialHistogram<448>(lowestExponent: -10)
  private var positive = ExponentialHistogram<448>(lowestExponent: -10)
  private var zeros: UInt64 = 0

  public init() {}

  public static func scaled(_ seconds: Double) -> Double { asinh(seconds / 0.01) }

  public mutating func add(_ seconds: Double) {
    moments.add(Self.scaled(seconds))
    if abs(seconds) < Self.zeroThreshold {
      zeros &+= 1
    } else if seconds < 0 {
      negative.add(-seconds)
    } else {
      positive.add(seconds)
    }
  }

  public mutating func merge(_ other: Self) {
    moments.merge(other.moments)
    negative.merge(other.negative)
    positive.merge(other.positive)
    zeros &+= other.zeros
  }

  public var count: Int { Int(moments.count) }

  /// asinh(quantile / 10 ms).
  public func scaledQuantile(_ quantile: Quantile) -> Double? {
    let total = Double(negative.count + zeros + positive.count)
    guard total > 0 else { return nil }
    let rank = quantile.rawValue * total
    let belowZero = Double(negative.count)
    if rank < belowZero { return Self.scaled(-negative.quantile(rank: belowZero - rank)) }
    let upToZero = belowZero + Double(zeros)
    if rank < upToZero || positive.count == 0 { return 0 }
    return Self.scaled(positive.quantile(rank: rank - upToZero))
  }
}
