import CommandLineKit
import Testing

@testable import OperationalLog

@Suite struct FallingRateTests {
  @Test func `the first is told at once, the next ones ever more rarely`() {
    var rate = FallingRate()
    let told = (0..<7 * 86_400).compactMap { second in
      rate.occurs("disk", at: .seconds(second)) == .suppress ? nil : second / 60
    }
    #expect(told.prefix(7) == [0, 1, 5, 21, 85, 341, 701])
    // From then on every six hours.
    #expect(zip(told.dropFirst(6), told.dropFirst(7)).allSatisfy { $1 - $0 == 360 })
  }

  @Test func `every occurrence is told or counted as not told`() {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<50 {
      var rate = FallingRate()
      var time = TimeSpan.zero
      var accounted = 0
      let count = Int.random(in: 1...2_000, using: &random)
      for _ in 0..<count {
        time.microseconds += .random(in: 0...30_000_000, using: &random)
        if case .tell(let suppressed) = rate.occurs("x", at: time) { accounted += 1 + suppressed }
      }
      let episode = rate.heals("x", at: time)
      #expect(episode?.occurrences == count)
      #expect(accounted + (episode?.suppressed ?? 0) == count)
    }
  }

  @Test func `troubles are told apart and end once`() {
    var rate = FallingRate()
    #expect(rate.occurs("a", at: .seconds(5)) == .tell(suppressed: 0))
    #expect(rate.occurs("b", at: .seconds(6)) == .tell(suppressed: 0))
    #expect(rate.occurs("a", at: .seconds(7)) == .suppress)
    #expect(
      rate.heals("a", at: .seconds(9))
        == .init(length: .seconds(4), occurrences: 2, suppressed: 1))
    #expect(rate.heals("a", at: .seconds(9)) == nil)
    #expect(rate.occurs("a", at: .seconds(10)) == .tell(suppressed: 0))
  }

  @Test func `it remembers only so many, the latest`() {
    var rate = FallingRate()
    for index in 0...FallingRate.capacity {
      _ = rate.occurs("\(index)", at: .milliseconds(index))
    }
    #expect(rate.heals("0", at: .seconds(1)) == nil)
    #expect(rate.heals("1", at: .seconds(1)) != nil)
    #expect(rate.heals("\(FallingRate.capacity)", at: .seconds(1)) != nil)
  }
}
