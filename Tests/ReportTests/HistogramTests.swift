import BehaviorFeatures
import Foundation
import Testing

@testable import Report

struct HistogramTests {
  private func sketch(_ window: WindowStatistics, _ name: String) throws -> SketchValue {
    try #require(Sketch(of: window).entries.first { $0.name == name }).value
  }

  /// Two windows of flights of any sign.
  private func windows() -> [WindowStatistics] {
    var generator = SystemRandomNumberGenerator()
    return (0..<2).map { _ in
      var window = WindowStatistics()
      window.end = 60_000_000
      window.keyboard.presses = 300
      for _ in 0..<300 {
        window.keyboard.upDown.add(Double.random(in: -0.3...0.9, using: &generator))
        window.keyboard.hold.add(Double.random(in: 0.01...0.4, using: &generator))
      }
      return window
    }
  }

  @Test func `Nothing is lost or counted twice`() throws {
    var histogram = Histogram()
    for window in windows() { histogram.add(try sketch(window, "kb.ud")) }
    #expect(histogram.count == 600)
    for edges in [[-0.2, 0.0, 0.1, 0.8], [-9, 9], [0.31, 0.311, 0.312], [2, 3]] {
      let (below, bins, above) = histogram.bins(edges)
      #expect(bins.count == edges.count - 1)
      #expect(abs(below + bins.reduce(0, +) + above - 600) < 1e-6, "\(edges)")
      #expect((bins + [below, above]).allSatisfy { $0 >= 0 })
    }
    #expect(abs(histogram.bins([-9, 9]).bins[0] - 600) < 1e-6)
    #expect(abs(histogram.bins([2, 3]).below - 600) < 1e-6)
  }

  /// Ranks that fall between two values, of which one may be on either side of zero.
  @Test(arguments: [[-0.02, 0.05, 0.1, 0.2], [-0.2, -0.02, 0.1, 0.2], [-0.2, -0.1, -0.02, 0.05]])
  func `Ranks between buckets are the features'`(_ values: [Double]) throws {
    var window = WindowStatistics()
    window.end = 60_000_000
    window.keyboard.presses = 300
    for _ in 0..<75 { for value in values { window.keyboard.upDown.add(value) } }
    var histogram = Histogram()
    histogram.add(try sketch(window, "kb.ud"))
    for (name, quantile) in [("p25", 0.25), ("p50", 0.5), ("p75", 0.75)] {
      let feature = try #require(FeatureTable.all.first { $0.name == "kb.ud.\(name)" })
      let expected = sinh(try #require(feature.value(of: window))) / 100
      #expect(abs(try #require(histogram.quantile(quantile)) - expected) < 1e-9, "\(name)")
    }
  }

  /// The feature is computed by other code, from the histogram before it was a sketch.
  @Test func `Quantiles are the features'`() throws {
    var (histogram, flights) = (Histogram(), Histogram())
    var all = WindowStatistics()
    all.end = 1
    for window in windows() {
      histogram.add(try sketch(window, "kb.hold"))
      flights.add(try sketch(window, "kb.ud"))
      all.merge(window)
    }
    for (name, quantile) in [("p25", 0.25), ("p50", 0.5), ("p95", 0.95)] {
      let hold = try #require(FeatureTable.all.first { $0.name == "kb.hold.\(name)" })
      let expected = try #require(hold.value(of: all))
      #expect(abs(log(try #require(histogram.quantile(quantile))) - expected) < 1e-9, "\(name)")
      let flight = try #require(FeatureTable.all.first { $0.name == "kb.ud.\(name)" })
      let signed = sinh(try #require(flight.value(of: all))) / 100
      #expect(abs(try #require(flights.quantile(quantile)) - signed) < 1e-9, "\(name)")
    }
  }

  @Test func `An empty one has no quantile, and what is no distribution counts nothing`() {
    var histogram = Histogram()
    histogram.add(.number(7))
    histogram.add(.list([1, 2]))
    #expect(histogram.count == 0 && histogram.quantile(0.5) == nil)
    #expect(histogram.bins([0, 1]).bins == [0])
  }
}
