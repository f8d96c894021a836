import Foundation
import Testing

@testable import BehaviorFeatures

@Suite struct ButterworthTests {
  private let reference = SignalReference.shared

  private func expect(_ section: Biquad, _ expected: [Double], gain: Double = 1) {
    let ours = [section.b0, section.b1, section.b2, 1, section.a1, section.a2]
    for (index, (a, b)) in zip(ours, expected).enumerated() {
      #expect(abs(a - b) < 1e-12, "coefficient \(index)")
    }
  }

  @Test func theLowPassHasSciPysCoefficients() throws {
    let section = Butterworth.dualPassLowPass(corner: 6, sampling: 125)
    expect(section, try #require(reference.filters["low_pass"])[0])
  }

  /// Poles are the same; SciPy spreads zeros and gain over the sections in a way of its own.
  @Test(arguments: [("band_8_12", 8.0, 12.0), ("band_4_8", 4.0, 8.0)])
  func theBandPassHasSciPysPolesAndPower(_ name: String, _ low: Double, _ high: Double) throws {
    let sections = Butterworth.bandPass(low: low, high: high, sampling: 125)
    let expected = try #require(reference.filters[name])
    let ours = [[sections.0.a1, sections.0.a2], [sections.1.a1, sections.1.a2]]
      .sorted { $0[1] < $1[1] }
    let theirs = expected.map { Array($0[4...5]) }.sorted { $0[1] < $1[1] }
    for (a, b) in zip(ours.joined(), theirs.joined()) { #expect(abs(a - b) < 1e-12) }
    let power = power(of: SignalReference.noise(2, 1_000), sections)
    #expect(isClose(power, try #require(reference.bands[name]), 1e-9))
  }

  /// Thousands of movements, as SciPy filters them: the power in each band, and the jerk that is left
  /// behind the low-pass (by scikit-digital-health), to the digits that are kept of them.
  @Test func movementsAreFilteredAsSciPyFiltersThem() throws {
    let bands = [
      ("band_8_12", Butterworth.bandPass(low: 8, high: 12, sampling: 125)),
      ("band_4_8", Butterworth.bandPass(low: 4, high: 8, sampling: 125)),
    ]
    try #require(reference.smoothLDLJ.count == 3_000)
    for seed in 0..<3_000 {
      let speed = SignalReference.movement(UInt64(seed))
      for (name, sections) in bands {
        let expected = try #require(reference.movementBands[name])[seed]
        let power = power(of: speed, sections)
        #expect(abs(power - expected) < 1e-8 * expected, "\(name) of movement \(seed)")
      }
      var signal = InlineArray<2_112, Double>(repeating: 0)
      for (index, value) in speed.enumerated() { signal[index] = value }
      ActionMeter.smooth(&signal, speed.count + ActionMeter.tail)
      let jerk = Smoothness.logDimensionlessJerk(
        signal.span.extracting(0..<speed.count), rate: 125)
      #expect(isClose(jerk, reference.smoothLDLJ[seed], 1e-8), "movement \(seed)")
    }
  }

  private func power(of values: [Double], _ sections: (Biquad, Biquad)) -> Double {
    var (first, second) = (Biquad.State(), Biquad.State())
    var squares = 0.0
    for value in values {
      let output = second.next(first.next(value, sections.0), sections.1)
      squares += output * output
    }
    return (squares / Double(values.count)).squareRoot()
  }

  @Test func smoothingIsForwardsAndBackwards() {
    var signal = InlineArray<2_112, Double>(repeating: 0)
    for (index, value) in SignalReference.noise(1, 300).enumerated() { signal[index] = value }
    ActionMeter.smooth(&signal, 300 + ActionMeter.tail)
    for (index, expected) in reference.smooth.enumerated() {
      #expect(abs(signal[index] - expected) < 1e-9)
    }
  }

  /// Half the power is left at the corner, both ways together.
  @Test func theCornerIsWhereItShouldBe() {
    func response(_ frequency: Double) -> Double {
      var signal = InlineArray<2_112, Double>(repeating: 0)
      for index in 0..<2_000 { signal[index] = sin(2 * .pi * frequency * Double(index) / 125) }
      ActionMeter.smooth(&signal, 2_000)
      var peak = 0.0
      for index in 900..<1_100 { peak = max(peak, abs(signal[index])) }
      return peak
    }
    #expect(abs(response(6) - 0.5.squareRoot()) < 0.01)
    #expect(response(1) > 0.998)
    #expect(response(24) < 0.01)
  }
}
