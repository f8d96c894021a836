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

  @Test(arguments: [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95])
  func knowsAQuantileWithinOneBucket(_ p: Double) {
    var generator = SeededGenerator(seed: 11)
    for round in 0..<20 {
      var histogram = ExponentialHistogram<448>(lowestExponent: -10)
      let values = (0..<(100 + round * 211)).map { _ in
        min(8, max(0.002, exp(generator.normal(-2.3, 0.5))))
      }.sorted()
      for value in values { histogram.add(value) }
      // The order statistics on either side of rank p n: any definition of a quantile lies between.
      let rank = p * Double(values.count)
      let low = values[max(0, Int(rank.rounded(.down)) - 1)]
      let high = values[min(values.count - 1, Int(rank.rounded(.up)))]
      let quantile = histogram.quantile(p)!
      let step = exp2(1.0 / 32)
      #expect(quantile >= low / step && quantile <= high * step)
    }
  }

  @Test func mergesBucketByBucket() {
    var generator = SeededGenerator(seed: 5)
    var whole = ExponentialHistogram<448>(lowestExponent: -10)
    var parts = [whole, whole, whole]
    for index in 0..<3_000 {
      let value = exp(generator.normal(-2, 1.5))
      whole.add(value)
      parts[index % 3].add(value)
    }
    var merged = parts[0]
    merged.merge(parts[1])
    merged.merge(parts[2])
    #expect(merged.count == whole.count)
    for slot in 0..<448 { #expect(merged[slot] == whole[slot]) }
  }

  @Test func keepsWhatLiesOutsideItsRange() {
    var histogram = ExponentialHistogram<448>(lowestExponent: -10)
    for value in [0, -3, 1e-9, 1e9] { histogram.add(value) }
    #expect(histogram.count == 4)
    #expect(histogram[0] == 3 && histogram[447] == 1)
    #expect(ExponentialHistogram<448>(lowestExponent: -10).quantile(0.5) == nil)
  }
}

@Suite struct SignedTimeDistributionTests {
  @Test(arguments: Quantile.allCases)
  func ordersNegativeZeroAndPositiveTimes(_ quantile: Quantile) {
    var generator = SeededGenerator(seed: 23)
    var distribution = SignedTimeDistribution()
    let values = (0..<5_000).map { index in
      index % 50 == 0 ? 0 : generator.normal(0.03, 0.08)
    }.sorted()
    for value in values { distribution.add(value) }
    let exact = values[Int(quantile.rawValue * 5_000)]
    let got = sinh(distribution.scaledQuantile(quantile)!) * 0.01
    #expect(abs(got - exact) <= max(0.001, abs(exact) * 0.03))
  }

  @Test func takesMomentsOfTheScaledTime() {
    var distribution = SignedTimeDistribution()
    let times = [-0.05, -0.001, 0, 0.002, 0.3, 0.9]
    for time in times { distribution.add(time) }
    let exact = ExactMoments(times.map { asinh($0 / 0.01) })
    #expect(isClose(distribution.moments.mean, exact.mean))
    #expect(isClose(distribution.moments.deviation, exact.deviation))
  }
}
