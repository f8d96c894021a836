import Foundation
import InputEvents
import InputEventsTestKit
import Testing

@testable import BehaviorFeatures

/// Every keyboard feature, as it streams, against its formula computed from all keystrokes at once.
@Suite struct KeyboardFeaturesTests {
  /// Features that tell of windows and not of keystrokes alone.
  private static let ofWindows: Set<String> = [
    "kb.span", "kb.rate", "kb.active_share", "kb.typing_share", "kb.switch_rate",
  ]

  /// Those of going to and from the pointer are not of typing alone.
  private static let names = FeatureTable.keyboard.map(\.name)

  private static func isQuantile(_ name: String) -> Bool {
    Quantile.allCases.contains { name.hasSuffix(".\($0.label)") }
  }

  /// Someone's typing, with dropped events now and then.
  private func typing(_ seed: UInt64, strokes: Int) -> [KernelEvent] {
    var generator = SeededGenerator(seed: seed)
    var activity = RandomActivity(seed: seed)
    var left = strokes
    while left > 0 {
      let count = min(left, .random(in: 1...90, using: &generator))
      activity.type(count)
      activity.pause(.random(in: 0...8, using: &generator))
      left -= count
    }
    var events: [KernelEvent] = []
    for event in activity.events(bursts: 0) {
      events.append(event)
      let isEnd = event.type == EventType.synchronization
      if isEnd, Int.random(in: 0..<300, using: &generator) == 0 {
        for code in [EventCode.synDropped, EventCode.synReport] {
          events.append(
            KernelEvent(
              time: event.time, type: EventType.synchronization, code: code, value: 0))
        }
      }
    }
    return events
  }

  private func merged(_ events: [KernelEvent], windows seconds: Int64) -> WindowStatistics? {
    var extraction = Extraction(window: seconds)
    for event in events { extraction.feed(event) }
    // Late enough for every burst and correction to have ended.
    let windows = extraction.stop(at: (events.last?.time ?? 0) + 10_000_000)
    guard var all = windows.first else { return nil }
    for window in windows.dropFirst() { all.merge(window) }
    return all
  }

  private func differences(
    _ window: WindowStatistics, _ reference: KeyboardReference
  ) -> [String] {
    let expected = reference.features()
    return Self.names.compactMap { name in
      guard !Self.ofWindows.contains(name), !Self.isQuantile(name) else { return nil }
      guard let value = expected[name] else { return "\(name) has no reference" }
      let actual = window.feature(name)
      switch (actual, value) {
      case (nil, nil): return nil
      // Shape is the ratio of small differences: it loses some digits more.
      case (let a?, let b?) where isClose(a, b, name.hasSuffix(".kurt") ? 1e-7 : 1e-9): return nil
      default: return "\(name): \(String(describing: actual)) for \(String(describing: value))"
      }
    }
  }

  @Test(arguments: 1...30 as ClosedRange<UInt64>)
  func streamingAgreesWithTheFormulas(_ seed: UInt64) throws {
    // Few keystrokes leave many cells too small, many fill all of them.
    let events = typing(seed, strokes: [50, 70, 120, 400, 3_000][Int(seed % 5)])
    let reference = KeyboardReference(events)
    let window = try #require(merged(events, windows: 36_000))
    #expect(differences(window, reference) == [])
  }

  /// Windows of any length merge to what a single computation over all of them gives.
  @Test(arguments: [30, 60, 300] as [Int64], 1...4 as ClosedRange<UInt64>)
  func mergedWindowsAgreeWithTheFormulas(_ seconds: Int64, _ seed: UInt64) throws {
    var events = typing(seed &+ 50, strokes: 2_000)
    // Behind all that waits, enough to have it shown, in a window to itself.
    let start = ((events.last?.time ?? 0) / 600_000_000 + 1) * 600_000_000
    var last = RandomActivity(seed: seed, from: start)
    last.type(60)
    events += last.events(bursts: 0)
    let window = try #require(merged(events, windows: seconds))
    #expect(differences(window, KeyboardReference(events)) == [])
  }

  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func quantilesLieWithinOneBucketOfTheValues(_ seed: UInt64) throws {
    let events = typing(seed &+ 80, strokes: Int(seed) * 120)
    let window = try #require(merged(events, windows: 36_000))
    for (name, values) in KeyboardReference(events).quantities {
      let sorted = values.sorted()
      let isSigned = name == "kb.ud" || name == "kb.uu"
      for quantile in Quantile.allCases {
        let feature = try #require(window.feature("\(name).\(quantile.label)"))
        let seconds = isSigned ? sinh(feature) / 100 : exp(feature)
        // Between the neighbors of the rank, a bucket (2.2 %) to either side; about zero half a
        // millisecond is zero.
        let rank = quantile.rawValue * Double(sorted.count)
        let low = sorted[max(0, Int(rank.rounded(.down)) - 1)]
        let high = sorted[min(sorted.count - 1, Int(rank.rounded(.up)))]
        let slack = isSigned ? 0.000_5 : 1e-9
        #expect(seconds >= low - 0.022 * abs(low) - slack, "\(name).\(quantile.label)")
        #expect(seconds <= high + 0.022 * abs(high) + slack, "\(name).\(quantile.label)")
      }
    }
  }

  /// The reference says nothing of a feature that is never known.
  @Test func muchTypingShowsEveryFeature() throws {
    let events = typing(1, strokes: 6_000)
    let window = try #require(merged(events, windows: 36_000))
    let unknown = Self.names.filter { window.feature($0) == nil }
    #expect(unknown == [])
  }
}

/// What may not be told of a few keystrokes, for every feature that there is.
@Suite struct KeyboardMinimumTests {
  private static let features = FeatureTable.all.filter { $0.group == .keyboard }

  /// What counts or measures all keystrokes together, which are 50 at least.
  private static let ofTheWhole: Set<String> = [
    "kb.keystrokes", "kb.span", "kb.rate", "kb.active_share", "kb.typing_share", "kb.repeat_rate",
    "kb.switch_rate", "kb.tri_overlap",
    // These withhold small numbers themselves; tests of their own show it.
    "kb.max_down", "kb.shift.left_share",
  ]

  @Test func allButTheWholeTakesFiveOfItsKind() {
    for feature in Self.features where !Self.ofTheWhole.contains(feature.name) {
      #expect(feature.minimum >= KeyboardStatistics.minimumCell, "\(feature.name)")
    }
    #expect(Self.ofTheWhole.isSubset(of: Self.features.map(\.name)))
  }

  /// Statistics of `window` as if of so many keystrokes in all.
  @Test(arguments: [1, 49, 50])
  func fortyNineKeystrokesShowNothing(_ count: Int) throws {
    var typing = RandomTyping(seed: 3)
    var extraction = Extraction(window: 3_600)
    var presses = 0
    let events = typing.type(count + 20).prefix { event in
      if event.type == EventType.key, event.value == 1 { presses += 1 }
      return presses <= count
    }
    for event in events { extraction.feed(event) }
    // The pointer has the window delivered, with the keystrokes still waiting in it.
    let end = events.last?.time ?? 0
    extraction.move(3, 4, at: end)
    let window = try #require(extraction.stop(at: end + 1).first)
    #expect(window.keyboard.presses == UInt64(count))
    let shown = Self.features.filter { $0.value(of: window) != nil }
    #expect(shown.isEmpty == (count < 50))
  }

  /// Four of a kind are as good as none: no feature of the kind is told, with enough of all else.
  @Test(
    arguments: [
      ("kb.class.digit", [2, 7, 2, 7]), ("kb.correction", [14, 14, 14, 14]),
      ("kb.zone.f0", [16, 30, 44, 16]), ("kb.class.nav", [105, 106, 105, 106]),
      ("kb.dg.same_finger", []), ("kb.cdi.punct_space", [52, 52, 52, 52]),
    ] as [(String, [UInt16])])
  func fourOfAKindAreWithheld(_ prefix: String, _ codes: [UInt16]) throws {
    var extraction = Extraction(window: 3_600)
    var time: Int64 = 1_000_000
    func type(_ code: UInt16) {
      extraction.key(code, 1, at: time)
      extraction.key(code, 0, at: time + 80_000)
      time += 150_000
    }
    // Letters of alternating fingers, and the few in their midst.
    let letters: [UInt16] = [17, 18, 19, 21, 23, 24]
    for index in 0..<400 {
      type(letters[index % letters.count])
      if index % 90 == 89, index / 90 < codes.count { type(codes[index / 90]) }
      if index % 90 == 89, prefix.hasSuffix("_space") { type(57) }
    }
    let window = try #require(extraction.stop(at: time + 10_000_000).first)
    let cell = Self.features.filter { $0.name.hasPrefix(prefix + ".") }
    #expect(cell.count >= 3)
    for feature in cell { #expect(feature.value(of: window) == nil, "\(feature.name)") }
    #expect(window.feature("kb.class.letter.share") != nil)
  }

  @Test(
    arguments: [(4, 40, 0.0), (40, 4, 1), (4, 4, nil), (10, 30, 0.25)] as [(Int, Int, Double?)])
  func aRareSideOfShiftCountsAsNone(_ left: Int, _ right: Int, _ share: Double?) throws {
    var extraction = Extraction(window: 3_600)
    var time: Int64 = 1_000_000
    for (shift, count) in [(42, left), (54, right), (30, 60)] as [(UInt16, Int)] {
      for _ in 0..<count {
        extraction.key(shift, 1, at: time)
        extraction.key(shift, 0, at: time + 80_000)
        time += 150_000
      }
    }
    let window = try #require(extraction.stop(at: time).first)
    #expect(window.feature("kb.shift.left_share") == share)
  }

  @Test func theMostKeysDownAreThoseOfFivePresses() throws {
    var extraction = Extraction(window: 3_600)
    var time: Int64 = 1_000_000
    // Two down at 60 presses, three at 4.
    for round in 0..<60 {
      let codes: [UInt16] = round < 4 ? [30, 31, 32] : [30, 31]
      for code in codes {
        extraction.key(code, 1, at: time)
        time += 50_000
      }
      for code in codes { extraction.key(code, 0, at: time) }
      time += 100_000
    }
    let window = try #require(extraction.stop(at: time).first)
    #expect(window.feature("kb.max_down") == 2)
    #expect(isClose(window.feature("kb.tri_overlap"), 4.0 / 124))
  }
}
