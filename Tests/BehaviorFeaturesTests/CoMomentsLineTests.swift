import Foundation
import InputEventsTestKit
import Testing

@testable import BehaviorFeatures

@Suite struct CoMomentsLineTests {
  private func pairs(_ seed: UInt64) -> [(Double, Double)] {
    var generator = SeededGenerator(seed: seed)
    let offset = [0, 1e3, -1e6][Int(seed % 3)]
    return (0..<Int.random(in: 3...500, using: &generator)).map { _ in
      let x = Double.random(in: -5...5, using: &generator)
      return (offset + x, 3 - 0.7 * x + Double.random(in: -1...1, using: &generator))
    }
  }

  /// The textbook's two passes.
  private func exact(_ pairs: [(Double, Double)]) -> (
    slope: Double, intercept: Double, share: Double
  ) {
    let n = Double(pairs.count)
    let (mx, my) = (pairs.map(\.0).reduce(0, +) / n, pairs.map(\.1).reduce(0, +) / n)
    let xx = pairs.map { pow($0.0 - mx, 2) }.reduce(0, +)
    let xy = pairs.map { ($0.0 - mx) * ($0.1 - my) }.reduce(0, +)
    let yy = pairs.map { pow($0.1 - my, 2) }.reduce(0, +)
    return (xy / xx, my - xy / xx * mx, xy * xy / (xx * yy))
  }

  @Test(arguments: 0..<30 as Range<UInt64>)
  func agreesWithTwoPassesAndMerges(_ seed: UInt64) {
    let values = pairs(seed)
    let cut = values.count / 3
    var (whole, left, right) = (CoMoments(), CoMoments(), CoMoments())
    for (x, y) in values { whole.add(x, y) }
    for (x, y) in values[..<cut] { left.add(x, y) }
    for (x, y) in values[cut...] { right.add(x, y) }
    left.merge(right)
    let line = exact(values)
    for moments in [whole, left] {
      #expect(moments.count == Double(values.count))
      #expect(isClose(moments.slope, line.slope, 1e-8))
      #expect(isClose(moments.intercept, line.intercept, 1e-8))
      #expect(isClose(moments.determination, line.share, 1e-8))
    }
  }

  @Test func noLineGoesThroughOnePoint() {
    var moments = CoMoments()
    #expect(moments.slope == nil && moments.determination == nil)
    for _ in 0..<3 { moments.add(2, 3) }
    #expect(moments.slope == nil && moments.intercept == nil && moments.determination == nil)
  }
}
