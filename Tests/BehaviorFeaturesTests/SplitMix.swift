import Foundation

/// A seeded generator, so that a failing test fails again (Steele, Lea, Flood 2014).
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// A normal deviate (Box and Muller).
  mutating func normal(_ mean: Double = 0, _ deviation: Double = 1) -> Double {
    let u = Double.random(in: Double.leastNonzeroMagnitude...1, using: &self)
    let v = Double.random(in: 0...1, using: &self)
    return mean + deviation * (-2 * log(u)).squareRoot() * cos(2 * .pi * v)
  }
}

