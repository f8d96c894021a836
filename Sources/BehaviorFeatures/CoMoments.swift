/// Count, means, and second central moments of pairs of values: what a correlation is made of, in
/// constant memory.
///
/// Single pass and numerically stable; two streams' co-moments merge to those of both (Pébay, Sandia
/// SAND2008-6212, as ``Moments``).
public struct CoMoments: BitwiseCopyable, Sendable, Equatable {
  public private(set) var count: Double = 0
  private var averageX: Double = 0
  private var averageY: Double = 0
  private var sumXX: Double = 0
  private var sumYY: Double = 0
  private var sumXY: Double = 0

  public init() {}

  public mutating func add(_ x: Double, _ y: Double) {
    count += 1
    let share = 1 / count
    let deltaX = x - averageX
    let deltaY = y - averageY
    averageX += deltaX * share
    averageY += deltaY * share
    sumXX += deltaX * (x - averageX)
    sumYY += deltaY * (y - averageY)
    sumXY += deltaX * (y - averageY)
  }

  public mutating func merge(_ other: CoMoments) {
    guard other.count > 0 else { return }
    guard count > 0 else {
      self = other
      return
    }
    let total = count + other.count
    let deltaX = other.averageX - averageX
    let deltaY = other.averageY - averageY
    let weight = count * other.count / total
    sumXX += other.sumXX + deltaX * deltaX * weight
    sumYY += other.sumYY + deltaY * deltaY * weight
    sumXY += other.sumXY + deltaX * deltaY * weight
    averageX += deltaX * other.count / total
    averageY += deltaY * other.count / total
    count = total
  }

  /// Pearson's r, from -1 to 1; `nil` below three pairs or where the values of a side don't differ.
  public var correlation: Double? {
    guard count > 2, sumXX > 0, sumYY > 0 else { return nil }
    return min(max(sumXY / (sumXX.squareRoot() * sumYY.squareRoot()), -1), 1)
  }
}

extension CoMoments: Accumulator {
  public static var form: SketchForm {
    SketchForm(
      "co-moments",
      "Number of the pairs, the mean of either side, and the sums XX, YY and XY of squared differences "
        + "from them and of their product. Merged by Pébay's formulas.",
      .tuple(["n", "x", "y", "XX", "YY", "XY"]))
  }

  public var observations: Double? { count }

  public var sketch: SketchValue {
    .list([count, averageX, averageY, sumXX, sumYY, sumXY])
  }

  public mutating func restore(_ sketch: SketchValue) -> Bool {
    guard let state = sketch.list(of: 6), SketchValue.isCount(state[0]), state[3] >= 0,
      state[4] >= 0,
      // As Cauchy and Schwarz have it, but for rounding.
      abs(state[5]) <= (state[3].squareRoot() * state[4].squareRoot()) * (1 + 1e-9)
    else { return false }
    count = state[0]
    averageX = state[1]
    averageY = state[2]
    sumXX = state[3]
    sumYY = state[4]
    sumXY = state[5]
    return true
  }
}
