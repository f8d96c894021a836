import Foundation
import InputEventsTestKit
import Testing

@testable import BehaviorFeatures

@Suite struct ExponentialHistogramTests {
  /// The definition, by logarithm, with a neighbour allowed where the logarithm itself rounds.
  @Test func findsTheBucketWithoutALogarithm() {
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<200_000 {
      let value = exp(Double.random(in: -20...20, using: &generator))
      let index = HistogramIndex.index(of: value)
      let exact = log2(value) * 32
      #expect(Double(index) < exact + 1e-9 && exact <= Double(index + 1) + 1e-9)
    }
  }

  @Test func countsAPowerOfTwoIntoTheBucketThatEndsThere() {
    for exponent in -30...30 {
      let power = exp2(Double(exponent))
      #expect(HistogramIndex.index(of: power) == exponent * 32 - 1)
      #expect(HistogramIndex.index(of: power.nextUp) == exponent * 32)
    }
  }

  /// The bound that is proved here: a quantile lies within one bucket of the values that any
  /// definition of it allows, so it is never off by more than 2.2 %, and less where many values
  /// share a bucket evenly.
  @Test(arguments: RandomData.positive, Quantile.allCases)
  func knowsAQuantileWithinOneBucket(_ data: RandomData, _ quantile: Quantile) throws {
    for (seed, count) in [1, 2, 7, 50, 400, 3_000].enumerated() {
      // Wide enough for the huge and the tiny.
      var histogram = ExponentialHistogram<3_200>(lowestExponent: -50)
      let values = data.values(count, seed: UInt64(seed)).sorted()
      for value in values { histogram.add(value) }
      let exact = values.quantileRange(quantile.rawValue)
      let step = exp2(1.0 / 32) * (1 + 1e-12)
      let value = try #require(histogram.quantile(quantile.rawValue))
      #expect(value >= exact.lowerBound / step && value <= exact.upperBound * step)
    }
  }

  /// What it is in practice: of a thousand log-normal times, the median error.
  @Test func isUsuallyMuchCloser() throws {
    let errors = try (0..<200).map { seed in
      var histogram = ExponentialHistogram<448>(lowestExponent: -10)
      let values = RandomData.logNormal.values(1_000, seed: UInt64(seed)).sorted()
      for value in values { histogram.add(value) }
      return abs(try #require(histogram.quantile(0.5)) / values[499] - 1)
    }.sorted()
    #expect(errors[100] < 0.002 && errors[190] < 0.006)
  }

  @Test(arguments: RandomData.positive)
  func mergesPiecesOfAnySizeExactly(_ data: RandomData) {
    for seed in 0..<10 as Range<UInt64> {
      let values = data.values(700, seed: seed)
      var whole = ExponentialHistogram<448>(lowestExponent: -10)
      for value in values { whole.add(value) }
      var merged = ExponentialHistogram<448>(lowestExponent: -10)
      for piece in values.pieces(9, seed: seed) {
        var part = ExponentialHistogram<448>(lowestExponent: -10)
        for value in piece { part.add(value) }
        merged.merge(part)
      }
      #expect(merged.sketch == whole.sketch && merged.count == 700)
    }
  }

  @Test func keepsWhatLiesOutsideItsRange() {
    var histogram = ExponentialHistogram<448>(lowestExponent: -10)
    for value in [0, -3, 1e-9, 1e9] { histogram.add(value) }
    #expect(histogram.count == 4)
    #expect(histogram[0] == 3 && histogram[447] == 1)
    #expect(ExponentialHistogram<448>(lowestExponent: -10).quantile(0.5) == nil)
  }
}
