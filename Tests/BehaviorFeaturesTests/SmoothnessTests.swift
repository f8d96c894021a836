import Foundation
import Testing

@testable import BehaviorFeatures

@Suite struct SmoothnessTests {
  /// A span can't be looked at by `#require`.
  private func known(_ value: Double?) throws -> Double { try #require(value) }

  /// A published vector: v = exp(-5 t²) from -1 s to 1 s at 100 Hz.
  @Test func theGaussianHasItsPublishedSmoothness() throws {
    let speed = (0..<200).map { exp(-5 * pow(Double($0) / 100 - 1, 2)) }
    let sparc = try known(SpectralArcLength.of(speed.span, rate: 100))
    #expect(isClose(sparc, -1.41403, 1e-5))
    let jerk = Smoothness.dimensionlessJerk(speed.span, rate: 100)
    #expect(isClose(jerk, -335.74684, 1e-7))
    let logJerk = Smoothness.logDimensionlessJerk(speed.span, rate: 100)
    #expect(isClose(logJerk, -5.81636, 1e-6))
  }

  /// Thousands of movements, as scikit-digital-health has them, to the digits that are kept of them.
  @Test func movementsAreAsSmoothAsTheReferenceHasThem() throws {
    let reference = SignalReference.shared
    try #require(reference.sparc.count == 3_000 && reference.ldlj.count == 3_000)
    var short = 0
    for seed in 0..<3_000 {
      let speed = SignalReference.movement(UInt64(seed))
      let logJerk = Smoothness.logDimensionlessJerk(speed.span, rate: 125)
      #expect(isClose(logJerk, reference.ldlj[seed], 1e-8), "movement \(seed)")
      let sparc = SpectralArcLength.of(speed.span, rate: 125)
      if speed.count <= SpectralArcLength.mostSamples {
        #expect(isClose(sparc, reference.sparc[seed], 1e-8), "movement \(seed)")
        short += 1
      } else {
        #expect(sparc == nil)
      }
    }
    #expect(short > 1_000)
  }

  @Test func aMinimumJerkMovementIsItself() throws {
    for count in [20, 100, 1_000] {
      let speed = (0..<count).map { index in
        let s = (Double(index) + 0.5) / Double(count)
        return 700 * s * s * (1 - s) * (1 - s)
      }
      let residual = try known(Smoothness.minimumJerkResidual(speed.span))
      #expect(residual < 1e-4)
      let square = [Double](repeating: 1, count: count)
      // rms(1 - 30 (s² - 2s³ + s⁴)) = √(3/7), by integration.
      let other = try known(Smoothness.minimumJerkResidual(square.span))
      #expect(abs(other - (3.0 / 7).squareRoot()) < 0.01)
    }
  }

  @Test func nothingIsSaidOfRest() {
    let rest = [Double](repeating: 0, count: 50)
    let long = [Double](repeating: 1, count: 1_001)
    let measured = [
      SpectralArcLength.of(rest.span, rate: 125),
      Smoothness.dimensionlessJerk(rest.span, rate: 125),
      Smoothness.minimumJerkResidual(rest.span), SpectralArcLength.of(long.span, rate: 125),
    ]
    #expect(measured == [nil, nil, nil, nil])
  }
}
