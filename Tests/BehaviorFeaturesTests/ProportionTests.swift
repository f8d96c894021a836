import InputEventsTestKit
import Testing

@testable import BehaviorFeatures

@Suite struct ProportionTests {
  @Test func countsMergesAndIsRestored() {
    var generator = SeededGenerator(seed: 41)
    for _ in 0..<100 {
      let properties = (0..<Int.random(in: 1...300, using: &generator)).map { _ in
        Bool.random(using: &generator)
      }
      let cut = Int.random(in: 0...properties.count, using: &generator)
      var (whole, left, right) = (Proportion(), Proportion(), Proportion())
      for property in properties { whole.add(property) }
      for property in properties[..<cut] { left.add(property) }
      for property in properties[cut...] { right.add(property) }
      left.merge(right)
      #expect(left == whole)
      #expect(
        whole.share == Double(properties.count { $0 }) / Double(properties.count))
      var copy = Proportion()
      let isRestored = copy.restore(whole.sketch)
      #expect(isRestored && copy == whole)
    }
    #expect(Proportion().share == nil && Proportion().isEmpty)
  }

  @Test(arguments: [[1], [1, 2], [-1, -1], [1.5, 1], [3, 0.5]])
  func whatNoCountsAreIsRefused(_ state: [Double]) {
    var proportion = Proportion()
    let isRestored = proportion.restore(.list(state))
    #expect(!isRestored)
  }
}
