import Foundation
import InputEventsTestKit
import Testing

@testable import BehaviorFeatures

@Suite struct HistogramBinsTests {
  @Test(arguments: 0..<20 as Range<UInt64>)
  func countsExactlyAndLosesNothing(_ seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var distribution = TimeDistribution()
    // Beyond the bins on either side, and beyond the histogram's range.
    let values = (0..<Int.random(in: 1...3_000, using: &generator)).map { _ in
      exp(generator.normal(-2.3, 1.5))
    }
    for value in values { distribution.add(value) }
    for bins in [HistogramBins.hold, HistogramBins.downDown] {
      let counts = (0..<bins.count).map { Int(bins.values(in: $0, of: distribution.histogram)) }
      let exact = (0..<bins.count).map { bin in
        values.count {
          (bin == 0 || $0 > bins.lowerEdge(of: bin))
            && (bin == bins.count - 1 || $0 <= bins.lowerEdge(of: bin + 1))
        }
      }
      #expect(counts == exact)
      #expect(counts.reduce(0, +) == values.count)
      #expect(isClose(bins.entropy(of: distribution.histogram), entropy(exact), 1e-12))
    }
  }

  @Test func edgesAreWhereTheDocumentationHasThem() {
    let hold = HistogramBins.hold
    #expect(abs(hold.lowerEdge(of: 0) - 0.0341) < 5e-5)
    #expect(abs(hold.lowerEdge(of: hold.count) - 0.2973) < 5e-5)
    let downDown = HistogramBins.downDown
    #expect(abs(downDown.lowerEdge(of: 0) - 0.0221) < 5e-5)
    #expect(downDown.lowerEdge(of: downDown.count) == 1)
  }

  /// The plain estimate of entropy falls short by (bins - 1) / (2 n ln 2) bits on average; of what is
  /// left, nothing depends on n.
  @Test(arguments: [50, 200, 2_000])
  func entropyDoesNotGrowWithTheNumberOfValues(_ count: Int) throws {
    var generator = SeededGenerator(seed: UInt64(count))
    let rounds = 400
    var sum = 0.0
    for _ in 0..<rounds {
      var distribution = TimeDistribution()
      // Uniform over the ten bins: log2(10) bits.
      for _ in 0..<count {
        let octaves = Double.random(in: -4.875...(-1.75), using: &generator)
        distribution.add(exp2(octaves))
      }
      sum += try #require(HistogramBins.hold.entropy(of: distribution.histogram))
    }
    #expect(abs(sum / Double(rounds) - log2(10)) < 0.01)
    #expect(HistogramBins.hold.entropy(of: TimeDistribution().histogram) == nil)
  }
}
