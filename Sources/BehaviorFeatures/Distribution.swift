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
    add(value, log: log(value))
  }

  /// The same where the logarithm is known already.
  @inline(__always)
  public mutating func add(_ value: Double, log logarithm: Double) {
    moments.add(logarithm)
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

extension LogDistribution: Accumulator {
  public static var form: SketchForm {
    SketchForm(
      "distribution",
      "The `moments` of the natural logarithms of the values, and a histogram of the values. "
        + ExponentialHistogram<1>.form.meaning,
      .parts([SketchForm.Part("moments", .tuple(Moments.parts))] + ExponentialHistogram<1>.parts))
  }

  public var observations: Double? { moments.count }

  public var sketch: SketchValue {
    guard case .parts(let parts) = histogram.sketch else { return histogram.sketch }
    return .parts([Sketch.Entry("moments", moments.sketch)] + parts)
  }

  public mutating func restore(_ sketch: SketchValue) -> Bool {
    var restored = self
    guard let parts = sketch["moments"], restored.moments.restore(parts),
      restored.histogram.restore(sketch),
      restored.moments.count == Double(restored.histogram.count)
    else { return false }
    self = restored
    return true
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

  public mutating func add(_ seconds: Double) { add(seconds, scaled: Self.scaled(seconds)) }

  /// The same where ``scaled(_:)`` of the time is known already.
  public mutating func add(_ seconds: Double, scaled: Double) {
    moments.add(scaled)
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

extension SignedTimeDistribution: Accumulator {
  public static var form: SketchForm {
    let histogram = SketchForm.Shape.parts(ExponentialHistogram<1>.parts)
    return SketchForm(
      "signed_distribution",
      "The `moments` of asinh(t / 10 ms); histograms of the `negative` times without their sign and "
        + "of the `positive` ones, in seconds; and how many lie closer to `zero` than 0.5 ms. What "
        + "is empty is left out. " + ExponentialHistogram<1>.form.meaning,
      .parts([
        SketchForm.Part("moments", .tuple(Moments.parts)),
        SketchForm.Part("negative", histogram, isOptional: true),
        SketchForm.Part("zero", .count, isOptional: true),
        SketchForm.Part("positive", histogram, isOptional: true),
      ]))
  }

  public var observations: Double? { moments.count }

  public var sketch: SketchValue {
    var parts = [Sketch.Entry("moments", moments.sketch)]
    if !negative.isEmpty { parts.append(Sketch.Entry("negative", negative.sketch)) }
    if !zeros.isEmpty { parts.append(Sketch.Entry("zero", zeros.sketch)) }
    if !positive.isEmpty { parts.append(Sketch.Entry("positive", positive.sketch)) }
    return .parts(parts)
  }

  public mutating func restore(_ sketch: SketchValue) -> Bool {
    var restored = Self()
    guard let parts = sketch["moments"], restored.moments.restore(parts) else { return false }
    if let part = sketch["negative"], !restored.negative.restore(part) { return false }
    if let part = sketch["zero"], !restored.zeros.restore(part) { return false }
    if let part = sketch["positive"], !restored.positive.restore(part) { return false }
    let total = Double(restored.negative.count + restored.zeros + restored.positive.count)
    guard restored.moments.count == total else { return false }
    self = restored
    return true
  }
}
