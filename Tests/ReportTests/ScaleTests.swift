import Testing

@testable import Report

struct ScaleTests {
  @Test func `Ticks are round, inside, and not too many`() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<500 {
      let low = Double.random(in: -1000...1000, using: &generator)
      let span = [0.001, 0.37, 8, 950, 1e7].randomElement(using: &generator)!
      let ticks = Scale.ticks(low...low + span, about: 5)
      #expect((2...11).contains(ticks.count))
      #expect(ticks.allSatisfy { $0 >= low - span * 1e-6 && $0 <= low + span * (1 + 1e-6) })
      let step = Scale.step(span, about: 5)
      #expect(Set(ticks.map { Scale.label($0, step: step) }).count == ticks.count || step < 1e-4)
    }
  }

  @Test func `A domain holds its values and begins where bars stand`() {
    for values in [[3.0, 8, 5], [0, 0], [], [-1.7, -1.2], [1e-9], [480]] {
      let bars = Scale.domain(values, fromZero: true)
      #expect(values.allSatisfy(bars.contains) && bars.contains(0))
      let line = Scale.domain(values, fromZero: false)
      #expect(values.allSatisfy(line.contains) && line.lowerBound < line.upperBound)
    }
  }

  @Test func `Logarithms place factors evenly`() {
    let scale = Scale(domain: 1...100, range: (0, 10), isLogarithmic: true)
    #expect(scale.place(10) == 5 && scale.place(0.1) == 0 && scale.place(1e9) == 10)
    #expect(scale.ticks.first == 1 && scale.ticks.last == 100 && scale.ticks.count == 7)
  }

  @Test func `Days are labelled as there is room`() {
    let monday = 20_780
    #expect(Calendar.weekday(monday) == 0)
    #expect(Calendar.long(monday) == "Mon 23 Nov 2026")
    for length in [1, 3, 9, 20, 60, 100, 366, 1200, 4000] {
      let ticks = Calendar.ticks(monday...monday + length - 1, atMost: 9)
      #expect((1...10).contains(ticks.count), "\(length): \(ticks.count)")
    }
    #expect(Calendar.ticks(monday...monday + 365, atMost: 9).map(\.label).contains("2027"))
  }
}
