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

  private static let names = FeatureTable.all.map(\.name).filter { $0.hasPrefix("kb.") }

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
