internal import Glibc

/// Count, mean and the second to fourth central moments of a stream, in constant memory.
///
/// Single pass and numerically stable; two streams' moments merge to those of both (Pébay, *Formulas
/// for Robust, One-Pass Parallel Computation of Covariances and Arbitrary-Order Statistical Moments*,
/// Sandia SAND2008-6212).
public struct Moments: BitwiseCopyable, Sendable, Equatable {
  public private(set) var count: Double = 0
  private var average: Double = 0
  private var sum2: Double = 0
  private var sum3: Double = 0
  private var sum4: Double = 0

  public init() {}

  public mutating func add(_ value: Double) {
    let before = count
    count += 1
    let delta = value - average
    let step = delta / count
    let step2 = step * step
    let term = delta * step * before
    average += step
    sum4 +=
      term * step2 * (count * count - 3 * count + 3) + 6 * step2 * sum2 - 4 * step * sum3
    sum3 += term * step * (count - 2) - 3 * step * sum2
    sum2 += term
  }

  public mutating func merge(_ other: Moments) {
    guard other.count > 0 else { return }
    guard count > 0 else {
      self = other
      return
    }
    let (a, b) = (count, other.count)
    let n = a + b
    let delta = other.average - average
    let d = delta / n
    let s4 =
      sum4 + other.sum4 + delta * d * d * d * a * b * (a * a - a * b + b * b)
      + 6 * d * d * (a * a * other.sum2 + b * b * sum2) + 4 * d * (a * other.sum3 - b * sum3)
    let s3 =
      sum3 + other.sum3 + delta * d * d * a * b * (a - b) + 3 * d * (a * other.sum2 - b * sum2)
    sum4 = s4
    sum3 = s3
    sum2 += other.sum2 + delta * d * a * b
    average += d * b
    count = n
  }

  /// Count, mean, and the sums of the second to fourth powers of the differences from it.
  var state: [Double] { [count, average, sum2, sum3, sum4] }

  /// Nil for numbers that no stream has.
  init?(state: [Double]) {
    guard state.count == 5, state.allSatisfy(\.isFinite), SketchValue.isCount(state[0]),
      state[2] >= 0, state[4] >= 0
    else { return nil }
    count = state[0]
    average = state[1]
    sum2 = state[2]
    sum3 = state[3]
    sum4 = state[4]
  }

  /// `nil` of an empty stream.
  public var mean: Double? { count > 0 ? average : nil }

  public var sum: Double { average * count }

  /// Sample standard deviation (n - 1), `nil` below two values.
  public var deviation: Double? { count > 1 ? (max(sum2, 0) / (count - 1)).squareRoot() : nil }

  /// Third standardised moment g1; `nil` where the values don't differ.
  public var skewness: Double? {
    guard count > 2, sum2 > 0 else { return nil }
    return count.squareRoot() * sum3 / pow(sum2, 1.5)
  }

  /// Fourth standardised moment less 3 (0 for a normal distribution); `nil` where values don't differ.
  public var excessKurtosis: Double? {
    guard count > 3, sum2 > 0 else { return nil }
    return count * sum4 / (sum2 * sum2) - 3
  }
}

extension Moments: Accumulator {
  static var parts: [String] { ["n", "mean", "M2", "M3", "M4"] }

  public static var form: SketchForm {
    SketchForm(
      "moments",
      "Number of the values, their mean, and the sums M2, M3 and M4 of the second to fourth powers "
        + "of the differences from it. Merged by Pébay's formulas.", .tuple(parts))
  }

  public var observations: Double? { count }
  public var sketch: SketchValue { .list(state) }

  public mutating func restore(_ sketch: SketchValue) -> Bool {
    guard let state = sketch.list(of: 5), let moments = Moments(state: state) else { return false }
    self = moments
    return true
  }
}
