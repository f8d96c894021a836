import Testing

@testable import Report

struct NumberTextTests {
  @Test func `Thousands stand apart`() {
    #expect(NumberText.whole(0) == "0")
    #expect(NumberText.whole(999.6) == "1,000")
    #expect(NumberText.whole(1_234_567) == "1,234,567")
    #expect(NumberText.whole(-12_345) == "−12,345")
    #expect(NumberText.whole(.infinity) == "–")
  }

  @Test func `Three digits count`() {
    #expect(NumberText.short(0.1234) == "0.12")
    #expect(NumberText.short(9.994) == "9.99")
    #expect(NumberText.short(9.996) == "10.0")
    #expect(NumberText.short(99.96) == "100")
    #expect(NumberText.short(-3.14159) == "−3.14")
  }

  @Test func `Times are in their usual units`() {
    #expect(NumberText.duration(59.4) == "59 s")
    #expect(NumberText.duration(59.6) == "1 min")
    #expect(NumberText.duration(3_600) == "1\u{A0}h")
    #expect(NumberText.duration(3_899) == "1\u{A0}h\u{A0}05 min")
    #expect(NumberText.duration(36_000_000) == "10,000 h")
  }

  @Test func `Lengths are, too, and counts stay counts`() {
    #expect(NumberText.length(820, unit: "mm") == "820 mm")
    #expect(NumberText.length(12_340, unit: "mm") == "12.3 m")
    #expect(NumberText.length(4_560_000, unit: "mm") == "4.56 km")
    #expect(NumberText.length(4_560_000, unit: "counts") == "4,560,000 counts")
  }
}
