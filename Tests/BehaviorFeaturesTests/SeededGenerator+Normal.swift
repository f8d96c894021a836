import Foundation
import InputEventsTestKit

extension SeededGenerator {
  /// A normal deviate (Box and Muller).
  mutating func normal(_ mean: Double = 0, _ deviation: Double = 1) -> Double {
    let u = Double.random(in: Double.leastNonzeroMagnitude...1, using: &self)
    let v = Double.random(in: 0...1, using: &self)
    return mean + deviation * (-2 * log(u)).squareRoot() * cos(2 * .pi * v)
  }
}
