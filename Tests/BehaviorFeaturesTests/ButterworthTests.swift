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
    var (first, second) = (Biquad.State(), Biquad.State())
    var squares = 0.0
    for value in SignalReference.noise(2, 1_000) {
      let output = second.next(first.next(value, sections.0), sections.1)
      squares += output * output
    }
    let power = (squares / 1_000).squareRoot()
    #expect(isClose(power, try #require(reference.bands[name]), 1e-9))
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
