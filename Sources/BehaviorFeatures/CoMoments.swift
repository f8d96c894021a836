/// Means, variances and covariance of pairs, in one pass: their correlation, and a straight line
/// through them.
///
/// Merges as ``Moments`` do (Pébay, SAND2008-6212).
public struct CoMoments: BitwiseCopyable, Sendable, Equatable {
  public private(set) var count = 0.0
  private var meanX = 0.0
  private var meanY = 0.0
  private var sumXX = 0.0
  private var sumXY = 0.0
  private var sumYY = 0.0

  public init() {}

  @inline(__always)
  public mutating func add(_ x: Double, _ y: Double) {
    count += 1
    let (dx, dy) = (x - meanX, y - meanY)
    meanX += dx / count
    meanY += dy / count
    sumXX += dx * (x - meanX)
    sumXY += dx * (y - meanY)
    sumYY += dy * (y - meanY)
  }

  public mutating func merge(_ other: CoMoments) {
    guard other.count > 0 else { return }
    guard count > 0 else {
      self = other
      return
    }
    let total = count + other.count
    let (dx, dy) = (other.meanX - meanX, other.meanY - meanY)
    let weight = count * other.count / total
    sumXX += other.sumXX + dx * dx * weight
    sumXY += other.sumXY + dx * dy * weight
    sumYY += other.sumYY + dy * dy * weight
    meanX += dx * other.count / total
    meanY += dy * other.count / total
    count = total
  }

  /// Of the least-squares line of y on x; nil where x doesn't vary.
  public var slope: Double? { count > 1 && sumXX > 0 ? sumXY / sumXX : nil }
  public var intercept: Double? { slope.map { meanY - $0 * meanX } }
  /// Share of y's variance that the line explains.
  public var determination: Double? {
    count > 2 && sumXX > 0 && sumYY > 0 ? min(1, sumXY * sumXY / (sumXX * sumYY)) : nil
  }

  /// Pearson's r, from -1 to 1; nil below three pairs or where the values of a side don't differ.
  public var correlation: Double? {
    guard count > 2, sumXX > 0, sumYY > 0 else { return nil }
    return min(max(sumXY / (sumXX.squareRoot() * sumYY.squareRoot()), -1), 1)
  }

  var state: [Double] { [count, meanX, meanY, sumXX, sumXY, sumYY] }

  /// Nil for numbers that no stream has.
  init?(state: [Double]) {
    guard state.count == 6, state.allSatisfy(\.isFinite), SketchValue.isCount(state[0]),
      state[3] >= 0, state[5] >= 0,
      // Cauchy and Schwarz; sums are rounded.
      state[4] * state[4] <= state[3] * state[5] * (1 + 1e-9)
    else { return nil }
    (count, meanX, meanY) = (state[0], state[1], state[2])
    (sumXX, sumXY, sumYY) = (state[3], state[4], state[5])
  }
}

extension CoMoments: Accumulator {
  public static var form: SketchForm {
    SketchForm(
      "pairs",
      "Number of the pairs, means of x and y, and the sums of the squared differences of x from its "
        + "mean, of the products of both differences, and of the squared ones of y. "
        + "Merged by Pébay's formulas.", .tuple(["n", "x", "y", "Mxx", "Mxy", "Myy"]))
  }

  public var observations: Double? { count }
  public var sketch: SketchValue { .list(state) }

  public mutating func restore(_ sketch: SketchValue) -> Bool {
    guard let state = sketch.list(of: 6), let pairs = CoMoments(state: state) else { return false }
    self = pairs
    return true
  }
}
