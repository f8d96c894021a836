import InputEventsTestKit
import Testing

@testable import BehaviorFeatures

/// What every accumulator must do, tried on each kind.
@Suite struct AccumulatorsTests {
  private func holds<A: Accumulator & Equatable>(_ make: () -> A, empty: A) {
    let (a, b) = (make(), make())
    var copy = empty
    let isRestored = copy.restore(a.sketch)
    #expect(isRestored)
    #expect(copy == a)
    var (ab, ba) = (a, b)
    ab.merge(b)
    ba.merge(a)
    #expect(ab == ba)
    var withNothing = a
    withNothing.merge(empty)
    #expect(withNothing == a)
    #expect(empty.isEmpty && !a.isEmpty)
  }

  @Test func numbersKeepTheirSketchAndAddUp() {
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<200 {
      holds({ UInt64.random(in: 1..<1 << 50, using: &generator) }, empty: 0)
      holds({ Double.random(in: 0.1...1e9, using: &generator) }, empty: 0)
      holds({ Maximum(value: .random(in: 0.1...9, using: &generator)) }, empty: Maximum(value: 0))
    }
    #expect(Maximum(value: 3).merged(with: Maximum(value: 7)).value == 7)
    #expect(UInt64(3).merged(with: 7) == 10)
  }

  @Test func aSpreadIsRestoredWithoutItsHigherMoments() throws {
    var moments = Moments()
    for value in [1.0, 2, 4, 9] { moments.add(value) }
    var copy = Spread(moments: Moments())
    let isRestored = copy.restore(Spread(moments: moments).sketch)
    #expect(isRestored)
    #expect(copy.moments.mean == moments.mean && copy.moments.deviation == moments.deviation)
    let state = try #require(Spread(moments: moments).sketch.list(of: 3))
    #expect(state[0] == 4 && isClose(state[1], 4) && isClose(state[2], 38))
  }

  @Test func arraysGoElementByElement() {
    var counts: InlineArray<4, UInt64> = [1, 0, 3, 0]
    #expect(counts.sketch == .list([1, 0, 3, 0]))
    counts.merge([0, 0, 1, 5])
    #expect(counts.sketch == .list([1, 0, 4, 5]))
    let isTooShort = counts.restore(.list([1, 2, 3]))
    let isNegative = counts.restore(.list([1, 2, 3, -1]))
    #expect(!isTooShort && !isNegative)
    #expect(InlineArray<4, UInt64>(repeating: 0).isEmpty && !counts.isEmpty)
  }

  @Test func emptyBucketsAreCountedNotListed() {
    var histogram = ExponentialHistogram<448>(lowestExponent: -10)
    #expect(histogram.isEmpty)
    for value in [0.1, 0.1, 0.1021, 0.5] { histogram.add(value) }
    // log2(.1) * 32 = -106.3, log2(.1021) * 32 = -105.3, log2(.5) * 32 = -32, which ends bucket -33.
    #expect(
      histogram.sketch
        == .parts([.init("offset", .number(-107)), .init("counts", .list([2, 1, -72, 1]))]))
  }

  @Test func theGreaterCountStays() {
    struct Visitor: AccumulatorVisitor {
      var scope = ""
      var floor = 0.0
      mutating func take<A: Accumulator>(
        _ name: @autoclosure () -> String, _ accumulator: inout A, _ other: A, minimum: Double
      ) { accumulator.merge(other) }
    }
    var visitor = Visitor()
    var longest: UInt64 = 3
    visitor.maximum("longest", &longest, 8)
    visitor.maximum("longest", &longest, 5)
    #expect(longest == 8)
  }
}

extension Accumulator {
  fileprivate func merged(with other: Self) -> Self {
    var both = self
    both.merge(other)
    return both
  }
}

extension Maximum: Equatable {
  static func == (one: Maximum, other: Maximum) -> Bool { one.value == other.value }
}
