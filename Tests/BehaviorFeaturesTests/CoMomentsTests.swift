import Foundation
import InputEventsTestKit
import Testing

@testable import BehaviorFeatures

@Suite struct CoMomentsTests {
  /// Pairs of many shapes: correlated or not, near-constant, far from zero.
  private static let streams: [[(Double, Double)]] = {
    var generator = SeededGenerator(seed: 31)
    return (0..<60).map { round in
      let count = Int.random(in: 3...2_000, using: &generator)
      let weight = Double.random(in: -1...1, using: &generator)
      let offset = [0, 1e3, -1e5][round % 3]
      let scale = [1, 0.1, 50][round / 3 % 3]
      return (0..<count).map { _ in
        let x = generator.normal()
        return (offset + scale * x, weight * x + (1 - abs(weight)) * generator.normal())
      }
    }
  }()

  private func moments(_ pairs: some Sequence<(Double, Double)>) -> CoMoments {
    var moments = CoMoments()
    for (x, y) in pairs { moments.add(x, y) }
    return moments
  }

  /// To 1e-9 in r, also where the values lie a million deviations from zero.
  @Test(arguments: streams.indices)
  func agreesWithTwoPasses(_ index: Int) throws {
    let pairs = Self.streams[index]
    let exact = try #require(correlation(pairs))
    #expect(isClose(moments(pairs).correlation, exact))
  }

  @Test(arguments: streams.indices)
  func mergesToTheCorrelationOfAll(_ index: Int) throws {
    let pairs = Self.streams[index]
    var generator = SeededGenerator(seed: UInt64(index))
    let cuts = (0..<2).map { _ in Int.random(in: 0...pairs.count, using: &generator) }.sorted()
    var merged = moments(pairs[..<cuts[0]])
    merged.merge(moments(pairs[cuts[0]..<cuts[1]]))
    merged.merge(moments(pairs[cuts[1]...]))
    #expect(merged.count == Double(pairs.count))
    #expect(isClose(merged.correlation, try #require(correlation(pairs))))
  }

  @Test func saysNothingWhereNothingCanBeSaid() {
    #expect(moments([]).correlation == nil)
    #expect(moments([(1, 2), (2, 4)]).correlation == nil)
    #expect(moments([(1, 2), (1, 3), (1, 4)]).correlation == nil)
    #expect(isClose(moments([(1, 2), (2, 4), (3, 6)]).correlation, 1, 1e-12))
    #expect(isClose(moments([(1, 2), (2, 0), (3, -2)]).correlation, -1, 1e-12))
  }

  @Test(arguments: streams.indices)
  func isRestoredFromItsSketch(_ index: Int) {
    let moments = moments(Self.streams[index])
    var copy = CoMoments()
    #expect(copy.isEmpty && !moments.isEmpty)
    let isRestored = copy.restore(moments.sketch)
    #expect(isRestored && copy == moments)
  }

  @Test(arguments: [
    [1, 0, 0, 1, 1], [0.5, 0, 0, 1, 0, 1], [3, 0, 0, -1, 0, 1], [3, 0, 0, 1, 0, -1],
    [3, 0, 0, 1, 1.1, 1], [3, 0, .nan, 1, 0, 1],
  ])
  func whatNoPairsHaveIsRefused(_ state: [Double]) {
    var moments = CoMoments()
    let isRestored = moments.restore(.list(state))
    #expect(!isRestored && moments.isEmpty)
  }
}
