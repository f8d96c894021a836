import Foundation
import InputEventsTestKit
import Testing

/// Data of many shapes, for proofs against exact computation.
enum RandomData: String, CaseIterable, CustomTestStringConvertible {
  /// As hold times are, in seconds.
  case logNormal
  case uniform
  /// Pareto of exponent 1.5: without a variance.
  case heavyTail
  case constant
  /// Two values, one of them rare.
  case twoValued
  /// Small differences between large numbers.
  case offset
  case huge
  case tiny
  /// As flight times are: negative, zero and positive, in seconds.
  case signed

  static let positive = allCases.filter { $0 != .signed && $0 != .offset }

  func values(_ count: Int, seed: UInt64) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    let center = Double.random(in: 0.02...0.5, using: &generator)
    return (0..<count).map { _ in
      switch self {
      case .logNormal: exp(generator.normal(log(center), 0.4))
      case .uniform: Double.random(in: 0.01...1, using: &generator)
      case .heavyTail: 0.02 * pow(1 - Double.random(in: 0..<1, using: &generator), -1 / 1.5)
      case .constant: center
      case .twoValued: Int.random(in: 0..<20, using: &generator) == 0 ? 9 * center : center
      case .offset: 1e6 + generator.normal()
      case .huge: 1e12 * exp(generator.normal())
      case .tiny: 1e-12 * exp(generator.normal())
      case .signed:
        Int.random(in: 0..<30, using: &generator) == 0 ? 0 : generator.normal(0.04, 0.08)
      }
    }
  }

  var testDescription: String { rawValue }
}

/// Exact two-pass computation, as textbooks define the moments, with compensated sums.
struct ExactMoments {
  var mean: Double
  var deviation: Double
  var skewness: Double
  var excessKurtosis: Double

  init(_ values: [Double]) {
    let n = Double(values.count)
    let mean = Self.sum(values) / n
    func central(_ order: Int) -> Double {
      Self.sum(
        values.map { value in
          (1..<order).reduce(value - mean) { power, _ in power * (value - mean) }
        })
        / n
    }
    let variance = central(2)
    self.mean = mean
    deviation = (variance * n / (n - 1)).squareRoot()
    skewness = central(3) / pow(variance, 1.5)
    excessKurtosis = central(4) / (variance * variance) - 3
  }

  /// Neumaier's.
  private static func sum(_ values: [Double]) -> Double {
    var (sum, lost) = (0.0, 0.0)
    for value in values {
      let next = sum + value
      lost += abs(sum) >= abs(value) ? (sum - next) + value : (value - next) + sum
      sum = next
    }
    return sum + lost
  }
}

extension [Double] {
  /// Cut into so many pieces at random places, some of them empty.
  func pieces(_ count: Int, seed: UInt64) -> [ArraySlice<Double>] {
    var generator = SeededGenerator(seed: seed)
    let cuts = (1..<count).map { _ in Int.random(in: 0...self.count, using: &generator) }.sorted()
    return zip([0] + cuts, cuts + [self.count]).map { self[$0..<$1] }
  }

  /// The least and the greatest value that any definition of the quantile allows, of sorted values.
  func quantileRange(_ p: Double) -> ClosedRange<Double> {
    let rank = p * Double(count)
    let low = self[Swift.max(0, Int(rank.rounded(.down)) - 1)]
    let high = self[Swift.min(count - 1, Int(rank.rounded(.up)))]
    return low...high
  }
}
