import Foundation
import InputEvents
import InputEventsTestKit
import Testing

@testable import BehaviorFeatures

@Suite struct SketchTests {
  /// Windows of ten minutes, full enough that no cell is withheld in most of them.
  private static let windows: [WindowStatistics] = (0..<6 as Range<UInt64>).flatMap { seed in
    var activity = RandomActivity(seed: seed)
    return RandomActivity.windows(600, of: activity.events(bursts: 120))
  }

  private func restored(_ window: WindowStatistics) throws -> WindowStatistics {
    try WindowStatistics(Sketch(of: window), length: window.end - window.start)
  }

  /// What differs by more than rounding between the features of two windows.
  private func differences(
    _ one: WindowStatistics, _ other: WindowStatistics, _ tolerance: Double
  ) -> [String] {
    zip(FeatureTable.all, zip(FeatureTable.values(of: one), FeatureTable.values(of: other)))
      .compactMap { feature, values in
        switch values {
        case (nil, nil): nil
        case (let a?, let b?) where abs(a - b) <= tolerance * max(1, abs(a)): nil
        default: "\(feature.name): \(String(describing: values))"
        }
      }
  }

  /// An accumulator that isn't listed for visitors is lost here.
  @Test func aSketchGivesTheVeryFeaturesOfItsWindow() throws {
    #expect(Self.windows.count > 12)
    for window in Self.windows {
      let again = try restored(window)
      #expect(differences(window, again, 0) == [])
      #expect(Sketch(of: again) == Sketch(of: window))
    }
  }

  /// The test above says nothing of a feature that no window knows.
  @Test func everyFeatureIsKnownInSomeWindow() {
    var unknown = Set(FeatureTable.all.map(\.name))
    for window in Self.windows {
      for feature in FeatureTable.all where feature.value(of: window) != nil {
        unknown.remove(feature.name)
      }
    }
    #expect(unknown.sorted() == [])
  }

  @Test func mergedSketchesGiveTheFeaturesOfMergedWindows() throws {
    // What a window withholds is lost to those who merge sketches.
    let full = Self.windows.filter { window in
      let shown = Set(Sketch(of: window).entries.map(\.name))
      return Sketch.catalog.allSatisfy { $0.name.hasPrefix("kb.") ? shown.contains($0.name) : true }
    }
    try #require(full.count > 6)
    for (one, other) in zip(full, full.dropFirst()) {
      var together = one
      together.merge(other)
      var merged = try restored(one)
      merged.merge(try restored(other))
      #expect(differences(together, merged, 1e-12) == [])
    }
  }

  @Test func mergingKnowsNoOrder() {
    for index in Self.windows.indices.dropLast(2) {
      let (a, b, c) = (Self.windows[index], Self.windows[index + 1], Self.windows[index + 2])
      var (ab, ba, bc, aBC) = (a, b, b, a)
      ab.merge(b)
      ba.merge(a)
      #expect(differences(ab, ba, 1e-9) == [])
      ab.merge(c)
      bc.merge(c)
      aBC.merge(bc)
      #expect(differences(ab, aBC, 1e-9) == [])
      var withNothing = a
      withNothing.merge(WindowStatistics())
      withNothing.end = a.end - a.start
      #expect(differences(withNothing, a, 0) == [])
    }
  }

  /// Windows of twenty seconds merge to the window of the whole hour.
  @Test(arguments: 0..<4 as Range<UInt64>)
  func theMergeOfAllPartsIsTheWhole(_ seed: UInt64) throws {
    var activity = RandomActivity(seed: seed &+ 100)
    // What is typed last must be enough to be shown, or it is in no window at all.
    var events = activity.events(bursts: 60)
    let start = (activity.time / 20_000_000 + 1) * 20_000_000
    var last = RandomActivity(seed: seed, from: start)
    last.type(60)
    events += last.events(bursts: 0)
    let whole = try #require(RandomActivity.windows(3_600, of: events).first)
    let parts = RandomActivity.windows(20, of: events)
    #expect(parts.count > 10)
    var merged = parts[0]
    for part in parts.dropFirst() { merged.merge(part) }
    // Windows in which nothing happened are in the one and not among the others.
    merged.end = merged.start + whole.end - whole.start
    merged.keyboard.span = whole.keyboard.span
    #expect(differences(merged, whole, 1e-9) == [])
    #expect(merged.pointer.ledger.read == whole.pointer.ledger.read)
    #expect(merged.keyboard.ledger.read == whole.keyboard.ledger.read)
  }

  // MARK: - What is withheld

  @Test func fewKeystrokesLeaveNothingOfTheKeyboard() throws {
    var activity = RandomActivity(seed: 5)
    activity.type(49)
    var extraction = Extraction(window: 3_600)
    for event in activity.events(bursts: 0) { extraction.feed(event) }
    // The pointer has the window delivered, with the keystrokes still waiting in it.
    extraction.move(3, 4, at: activity.time)
    var window = try #require(extraction.stop(at: activity.time + 1).first)
    #expect(window.keyboard.presses == 49)
    #expect(!Sketch(of: window).entries.contains { $0.name.hasPrefix("kb.") })
    window.keyboard.presses += 1
    #expect(Sketch(of: window).entries.contains { $0.name == "kb.hold" })
  }

  /// Rule 3 of the design, on windows of which many have small cells.
  @Test func noCellOfFewMembersIsShown() {
    var small = 0
    for seed in 0..<8 as Range<UInt64> {
      var activity = RandomActivity(seed: seed &+ 40)
      for window in RandomActivity.windows(20, of: activity.events(bursts: 60))
      where window.keyboard.isReleasable {
        let sketch = Sketch(of: window)
        for entry in sketch.entries where entry.name.hasPrefix("kb.") {
          let isCell = ["class", "zone", "dg", "cdi", "shift", "chord", "correction"]
            .contains { entry.name.hasPrefix("kb.\($0).") }
          switch entry.value {
          case .number(let number): #expect(number >= 5 || !isCell, "\(entry.name)")
          case .list(let state) where entry.name.hasSuffix(".hold"):
            #expect(state[0] >= 5, "\(entry.name)")
          case .list: break
          case .parts:
            guard case .list(let state) = entry.value["moments"] else { continue }
            #expect(state[0] >= 5, "\(entry.name)")
          }
        }
        let names = Set(sketch.entries.map(\.name))
        for keyClass in KeyClass.allCases {
          let presses = window.keyboard.classes[Int(keyClass.rawValue)].presses
          if (1..<5).contains(presses) { small += 1 }
          #expect(names.contains("kb.class.\(keyClass.label).presses") == (presses >= 5))
        }
        for pair in HandDigraph.allCases {
          let pairs = window.keyboard.handDigraphs[Int(pair.rawValue)].pairs
          #expect(names.contains("kb.dg.\(pair.label).pairs") == (pairs >= 5))
        }
      }
    }
    #expect(small > 50)
  }

  // MARK: - Names

  @Test func everySketchIsNamedAfterItsFeatures() {
    let features = Set(FeatureTable.all.map(\.name))
    var names: Set<String> = []
    for (name, form) in Sketch.catalog {
      #expect(names.insert(name).inserted, "\(name)")
      let isDistribution = ["moments", "spread", "distribution", "signed_distribution"]
        .contains(form.name)
      // Or after the one feature that is made from it.
      #expect(
        !isDistribution || features.contains("\(name).mean") || features.contains(name), "\(name)")
    }
  }

  // MARK: - Wrong sketches

  @Test func whatIsNoSketchIsRefusedByName() throws {
    let good = Sketch(of: try #require(Self.windows.first { $0.keyboard.isReleasable }))
    let wrong: [SketchValue] = [
      .number(-1), .number(.nan), .number(0.5), .number(0x1p60), .list([]),
      .list([1, 2, 3, 4, 5, 6]), .parts([]), .list([-1, 0, 0, 0, 0]), .list([3, 0, -1, 0, 0]),
    ]
    for (index, entry) in good.entries.enumerated() {
      for value in wrong {
        // Sums take any number.
        if case .number = value, case .number = entry.value, value != .number(.nan) { continue }
        var bad = good
        bad.entries[index].value = value
        #expect(throws: Sketch.Unreadable(name: entry.name)) {
          try WindowStatistics(bad, length: 1)
        }
      }
    }
    var later = good
    later.entries.append(Sketch.Entry("kb.novelty", .list([1])))
    #expect(throws: Never.self) { try WindowStatistics(later, length: 1) }
  }

  @Test(
    arguments: [
      ([0, 1], 3), ([-400, 1], 1), ([0, 0.5], 1), ([0, -1e18, 1], 1), ([1e300, 1], 1),
      ([0x1p19, 1], 1), ([0, -449, 1], 1), ([0, 0x1p33], 1), ([0, 1], 1.5),
    ] as [([Double], Double)])
  func bucketsBeyondReasonAreRefused(_ numbers: [Double], _ count: Double) {
    var distribution = TimeDistribution()
    let isRestored = distribution.restore(
      .parts([
        .init("moments", .list([count, 0, 0, 0, 0])), .init("offset", .number(numbers[0])),
        .init("counts", .list(Array(numbers.dropFirst()))),
      ]))
    #expect(!isRestored)
  }
}
