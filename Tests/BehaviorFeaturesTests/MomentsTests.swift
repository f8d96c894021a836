import Foundation
import Testing

@testable import BehaviorFeatures

func isClose(_ a: Double?, _ b: Double, _ tolerance: Double = 1e-9) -> Bool {
  guard let a else { return false }
  return abs(a - b) <= tolerance * max(1, abs(b))
}

/// The bounds that are proved here: the mean to 1e-13 of the largest value; the deviation, skewness
/// and kurtosis to 1e-13 of themselves (or of 1), times the condition number √(1 + (mean/sd)²) that
/// every algorithm on doubles pays for small differences between large numbers.
@Suite struct MomentsTests {
  static let counts = [4, 5, 17, 100, 3_000]

  private func prove(
    _ moments: Moments, of values: [Double], _ location: SourceLocation = #_sourceLocation
  ) {
    let exact = ExactMoments(values)
    let largest = values.map(abs).max() ?? 0
    func holds(_ value: Double?, _ exact: Double, _ bound: Double) {
      let error = value.map { abs($0 - exact) } ?? .infinity
      #expect(error <= bound, "\(error) of \(exact)", sourceLocation: location)
    }
    #expect(moments.count == Double(values.count), sourceLocation: location)
    holds(moments.mean, exact.mean, 1e-13 * largest)
    // Values that don't differ have no shape, and rounding may leave them a deviation.
    guard exact.deviation > 1e-13 * largest else {
      holds(moments.deviation, 0, 1e-13 * largest)
      return
    }
    let condition = hypot(1, exact.mean / exact.deviation)
    holds(moments.deviation, exact.deviation, 1e-13 * condition * exact.deviation)
    holds(moments.skewness, exact.skewness, 1e-13 * condition * max(1, abs(exact.skewness)))
    holds(
      moments.excessKurtosis, exact.excessKurtosis,
      1e-13 * condition * max(1, abs(exact.excessKurtosis)))
  }

  @Test(arguments: RandomData.allCases, counts)
  func agreeWithTwoPasses(_ data: RandomData, _ count: Int) {
    for seed in 0..<3 as Range<UInt64> {
      let values = data.values(count, seed: seed)
      var moments = Moments()
      for value in values { moments.add(value) }
      prove(moments, of: values)
    }
  }

  /// In pieces of any size, one after the other and by halves.
  @Test(arguments: RandomData.allCases, counts)
  func mergeToTheMomentsOfAll(_ data: RandomData, _ count: Int) {
    for seed in 0..<3 as Range<UInt64> {
      let values = data.values(count, seed: seed)
      var parts = values.pieces(16, seed: seed).map { piece in
        var moments = Moments()
        for value in piece { moments.add(value) }
        return moments
      }
      var inTurn = Moments()
      for part in parts { inTurn.merge(part) }
      prove(inTurn, of: values)
      while parts.count > 1 {
        parts = stride(from: 0, to: parts.count, by: 2).map { index in
          var both = parts[index]
          both.merge(parts[index + 1])
          return both
        }
      }
      prove(parts[0], of: values)
    }
  }

  @Test func sayNothingWhereNothingCanBeSaid() {
    var moments = Moments()
    #expect(moments.mean == nil && moments.deviation == nil && moments.skewness == nil)
    moments.add(3)
    #expect(moments.mean == 3 && moments.deviation == nil)
    for _ in 0..<10 { moments.add(3) }
    #expect(moments.deviation == 0)
    #expect(moments.skewness == nil && moments.excessKurtosis == nil)
  }
}
