import Foundation
import InputEventsTestKit
import Testing

@testable import BehaviorFeatures

/// Exact two-pass computation, as textbooks define the moments.
struct ExactMoments {
  var mean: Double
  var deviation: Double
  var skewness: Double
  var excessKurtosis: Double

  init(_ values: [Double]) {
    let n = Double(values.count)
    let mean = values.reduce(0, +) / n
    func central(_ order: Double) -> Double {
      values.map { pow($0 - mean, order) }.reduce(0, +) / n
    }
    let variance = central(2)
    self.mean = mean
    deviation = (variance * n / (n - 1)).squareRoot()
    skewness = central(3) / pow(variance, 1.5)
    excessKurtosis = central(4) / (variance * variance) - 3
  }
}

func isClose(_ a: Double?, _ b: Double, _ tolerance: Double = 1e-9) -> Bool {
  guard let a else { return false }
  return abs(a - b) <= tolerance * max(1, abs(b))
}

@Suite struct MomentsTests {
  /// Streams of many shapes: near-constant, skewed, with a large offset, two-valued.
  static func streams() -> [[Double]] {
    var generator = SeededGenerator(seed: 7)
    return (0..<60).map { round in
      let count = Int.random(in: 4...2_000, using: &generator)
      let offset = [0, 1e3, -1e6][round % 3]
      return (0..<count).map { _ in
        switch round % 4 {
        case 0: offset + Double.random(in: -1...1, using: &generator)
        case 1: offset + exp(Double.random(in: -3...3, using: &generator))
        case 2: offset + (Bool.random(using: &generator) ? 1 : -4)
        default: offset + pow(Double.random(in: 0...1, using: &generator), 5)
        }
      }
    }
  }

  @Test(arguments: streams())
  func agreesWithTwoPasses(_ values: [Double]) {
    var moments = Moments()
    for value in values { moments.add(value) }
    let exact = ExactMoments(values)
    #expect(isClose(moments.mean, exact.mean))
    #expect(isClose(moments.deviation, exact.deviation, 1e-8))
    #expect(isClose(moments.skewness, exact.skewness, 1e-6))
    #expect(isClose(moments.excessKurtosis, exact.excessKurtosis, 1e-6))
  }

  @Test(arguments: streams())
  func mergesToTheMomentsOfBoth(_ values: [Double]) {
    var generator = SeededGenerator(seed: UInt64(values.count))
    let cut = Int.random(in: 0...values.count, using: &generator)
    var whole = Moments()
    var left = Moments()
    var right = Moments()
    for value in values { whole.add(value) }
    for value in values[..<cut] { left.add(value) }
    for value in values[cut...] { right.add(value) }
    left.merge(right)
    #expect(left.count == whole.count)
    #expect(isClose(left.mean, whole.mean!))
    #expect(isClose(left.deviation, whole.deviation!, 1e-8))
    #expect(isClose(left.skewness, whole.skewness!, 1e-6))
    #expect(isClose(left.excessKurtosis, whole.excessKurtosis!, 1e-6))
  }

  @Test func saysNothingWhereNothingCanBeSaid() {
    var moments = Moments()
    #expect(moments.mean == nil && moments.deviation == nil && moments.skewness == nil)
    moments.add(3)
    #expect(moments.mean == 3 && moments.deviation == nil)
    for _ in 0..<10 { moments.add(3) }
    #expect(moments.deviation == 0)
    #expect(moments.skewness == nil && moments.excessKurtosis == nil)
  }
}
