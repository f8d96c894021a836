import Foundation
import InputEventsTestKit
import Testing

@testable import BehaviorFeatures

/// The bound of a logarithm's quantile: a bucket's width, ln 2 / 32 = 0.0217.
private let bucket = log(2.0) / 32 * (1 + 1e-12)

@Suite struct LogDistributionTests {
  private func distribution(_ values: some Sequence<Double>) -> LogDistribution<3_200> {
    var distribution = LogDistribution<3_200>(lowestExponent: -50)
    for value in values { distribution.add(value) }
    return distribution
  }

  @Test(arguments: RandomData.positive)
  func momentsAndQuantilesAreThoseOfTheLogarithms(_ data: RandomData) throws {
    for (seed, count) in [4, 60, 2_500].enumerated() {
      let values = data.values(count, seed: UInt64(seed)).sorted()
      let (all, exact) = (distribution(values), ExactMoments(values.map { log($0) }))
      #expect(all.count == count)
      #expect(isClose(all.moments.mean, exact.mean, 1e-12))
      #expect(isClose(all.moments.deviation, exact.deviation, 1e-12))
      for quantile in Quantile.allCases {
        let range = values.quantileRange(quantile.rawValue)
        let value = try #require(all.logQuantile(quantile))
        #expect(value >= log(range.lowerBound) - bucket && value <= log(range.upperBound) + bucket)
      }
    }
  }

  @Test(arguments: RandomData.positive)
  func piecesMergeToTheWhole(_ data: RandomData) throws {
    for seed in 0..<5 as Range<UInt64> {
      let values = data.values(900, seed: seed)
      let whole = distribution(values)
      var merged = distribution([])
      for piece in values.pieces(12, seed: seed) { merged.merge(distribution(piece)) }
      for quantile in Quantile.allCases {
        #expect(merged.logQuantile(quantile) == whole.logQuantile(quantile))
      }
      #expect(isClose(merged.moments.mean, whole.moments.mean!, 1e-12))
      #expect(isClose(merged.moments.deviation, whole.moments.deviation!, 1e-12))
      var restored = distribution([])
      let isRestored = restored.restore(merged.sketch)
      #expect(isRestored && restored.sketch == merged.sketch)
    }
  }

  @Test func whatHasNoLogarithmIsPassedOver() {
    #expect(distribution([0, -1, 0.5]).count == 1)
  }

  /// Beyond its range a time is counted, in the outermost bucket, and its moments are exact.
  @Test func timesBeyondTheRangeCount() throws {
    var times = TimeDistribution()
    for time in [0.000_1, 0.000_2, 100, 200] { times.add(time) }
    #expect(try #require(times.logQuantile(.p5)) < log(0.001) + bucket)
    #expect(try #require(times.logQuantile(.p95)) >= log(16) - bucket)
    #expect(isClose(times.moments.mean, log(0.000_1 * 0.000_2 * 100 * 200) / 4))
  }
}

/// The bounds that are proved here, on the scale of asinh(t / 10 ms): a bucket's width, and 0.05
/// within a millisecond of zero, where times below half of one count as zero.
@Suite struct SignedTimeDistributionTests {
  private func distribution(_ values: some Sequence<Double>) -> SignedTimeDistribution {
    var distribution = SignedTimeDistribution()
    for value in values { distribution.add(value) }
    return distribution
  }

  /// Times of every sign, and those of one sign alone.
  static let signs = [-1.0, 0, 1]

  private func values(_ count: Int, sign: Double, seed: UInt64) -> [Double] {
    RandomData.signed.values(count, seed: seed).map { sign == 0 ? $0 : abs($0) * sign }
  }

  @Test(arguments: signs, Quantile.allCases)
  func quantilesOrderNegativeZeroAndPositiveTimes(_ sign: Double, _ quantile: Quantile) throws {
    for (seed, count) in [1, 3, 40, 5_000].enumerated() {
      let values = values(count, sign: sign, seed: UInt64(seed)).sorted()
      let range = values.quantileRange(quantile.rawValue)
      let value = try #require(distribution(values).scaledQuantile(quantile))
      let (low, high) = (
        SignedTimeDistribution.scaled(range.lowerBound),
        SignedTimeDistribution.scaled(range.upperBound)
      )
      let nearest = min(abs(range.lowerBound), abs(range.upperBound))
      let bound = nearest < 0.001 ? 0.05 : bucket
      #expect(value >= low - bound && value <= high + bound)
    }
  }

  @Test(arguments: signs)
  func momentsAreThoseOfTheScaledTimes(_ sign: Double) {
    let values = values(3_000, sign: sign, seed: 9)
    let exact = ExactMoments(values.map { asinh($0 / 0.01) })
    let moments = distribution(values).moments
    #expect(isClose(moments.mean, exact.mean, 1e-12))
    #expect(isClose(moments.deviation, exact.deviation, 1e-12))
    #expect(isClose(moments.skewness, exact.skewness, 1e-12))
    #expect(isClose(moments.excessKurtosis, exact.excessKurtosis, 1e-12))
  }

  @Test(arguments: signs)
  func piecesMergeToTheWhole(_ sign: Double) throws {
    for seed in 0..<5 as Range<UInt64> {
      let values = values(900, sign: sign, seed: seed)
      let whole = distribution(values)
      var merged = distribution([])
      for piece in values.pieces(12, seed: seed) { merged.merge(distribution(piece)) }
      for quantile in Quantile.allCases {
        #expect(merged.scaledQuantile(quantile) == whole.scaledQuantile(quantile))
      }
      #expect(isClose(merged.moments.mean, whole.moments.mean!, 1e-12))
      var restored = distribution([])
      let isRestored = restored.restore(merged.sketch)
      #expect(isRestored && restored.sketch == merged.sketch)
    }
  }
}
