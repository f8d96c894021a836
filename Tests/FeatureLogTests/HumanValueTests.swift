import BehaviorFeatures
import Testing

@testable import FeatureLog

struct HumanValueTests {
  @Test(arguments: [
    (0, "0.00"), (-0.001, "0.00"), (-0.006, "-0.01"), (1.005, "1.00"), (9.994, "9.99"),
    (9.996, "10.0"), (99.96, "100"), (-12.34, "-12.3"), (99_999.4, "99999"), (99_999.6, "100k"),
    (123_456, "123k"), (999_999, "1.00M"), (1_234_567, "1.23M"), (1e300, ">999P"),
    (-1e18, "<-999P"), (9.99e17, "999P"),
    (.infinity, "∞"), (-.infinity, "-∞"), (.nan, "·"),
  ])
  func `Numbers take five characters or so`(number: Double, text: String) {
    #expect(HumanValue.text(number) == text)
  }

  @Test(arguments: [
    (Feature.Unit.logSeconds, -2.302585093, "100"), (.asinhTime, -1.4436354752, "-20.0"),
    (.share, 0.5, "50.0"), (.count, 7, "7"), (.count, 7.25, "7.25"), (.detents, -3, "-3"),
    (.logSpeed, 0, "1.00"), (.seconds, 1.5, "1.50"), (.none, 0.25, "0.25"),
    (.logRatio, 0.25, "1.28"),
  ])
  func `Logarithms are undone`(unit: Feature.Unit, value: Double, text: String) {
    #expect(HumanValue.text(value, in: unit) == text)
  }

  @Test func `What is missing is told from zero`() {
    for unit in Feature.Unit.allCases {
      #expect(HumanValue.text(nil, in: unit) == "·")
    }
  }
}
