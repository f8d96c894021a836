import Foundation
import InputEvents
import Testing

@testable import BehaviorFeatures

@Suite struct KeyboardTrackerTests {
  private let letter = KeyKind(.letter, .f3)

  /// Presses and releases of letters by number: microseconds.
  private func statistics(
    _ events: [(number: UInt32, press: Int64, release: Int64?)]
  ) -> KeyboardStatistics {
    var statistics = KeyboardStatistics()
    var tracker = KeyboardTracker()
    let moments = events.flatMap { event in
      [(event.press, event, true)] + (event.release.map { [($0, event, false)] } ?? [])
    }.sorted { $0.0 < $1.0 }
    for (time, event, isPress) in moments {
      if isPress {
        tracker.press(
          letter, number: event.number, sameKey: false, at: time, into: &statistics)
      } else {
        tracker.release(
          letter, number: event.number, pressedAt: event.press, at: time, into: &statistics)
      }
    }
    return statistics
  }

  @Test func flightsArePairedInWhicheverOrderKeysComeUp() {
    // The second key comes up before the first, the third last of all.
    let statistics = statistics([
      (1, 100_000, 400_000), (2, 200_000, 300_000), (3, 350_000, 500_000),
    ])
    #expect(statistics.hold.count == 3)
    #expect(statistics.upDown.count == 2 && statistics.upUp.count == 2)
    #expect(statistics.downUp.count == 2 && statistics.trigraph.count == 1)
    #expect(statistics.rhythm.rollovers.part == 1 && statistics.rhythm.rollovers.total == 2)
    #expect(isClose(statistics.rhythm.overlap.mean, log(0.2)))
    let exact = [-0.1, 0.2].map(SignedTimeDistribution.scaled)
    #expect(isClose(statistics.upUp.moments.mean, (exact[0] + exact[1]) / 2))
  }

  /// Keys that go up and down in one report of the keyboard don't overlap.
  @Test func equalTimesAreNoRollover() {
    let statistics = statistics([(1, 100_000, 200_000), (2, 200_000, 300_000)])
    #expect(statistics.rhythm.rollovers.total == 1 && statistics.rhythm.rollovers.part == 0)
    #expect(isClose(statistics.upDown.moments.mean, 0))
  }

  /// A key held over sixteen others has its hold, and no flight.
  @Test(arguments: [15, 16, 17] as [UInt32])
  func flightsAreKnownOfSixteenPresses(_ others: UInt32) {
    let last = 100_000 + Int64(others) * 50_000 + 40_000
    var events: [(UInt32, Int64, Int64?)] = [(1, 100_000, last)]
    for number in 2..<(2 + others) {
      let press = 100_000 + Int64(number - 1) * 50_000
      events.append((number, press, press + 30_000))
    }
    let statistics = statistics(events)
    #expect(statistics.hold.count == Int(others) + 1)
    #expect(statistics.downDown.count == Int(others))
    #expect(statistics.upDown.count == Int(others) - (others > 15 ? 1 : 0))
  }

  /// A release that never comes: the key counts as down for sixteen presses at most.
  @Test func aLostReleaseIsForgotten() {
    var events: [(UInt32, Int64, Int64?)] = [(1, 100_000, nil)]
    for number in 2...101 as ClosedRange<UInt32> {
      let press = Int64(number) * 100_000
      events.append((number, press, press + 50_000))
    }
    let statistics = statistics(events)
    #expect(statistics.presses(withKeysDown: 2) == 15)
    #expect(statistics.presses(withKeysDown: 1) == 101)
  }

  /// A burst counts to the window in which a second has passed since its last press.
  @Test(arguments: [(58.9, 1, 0), (59.1, 0, 1)] as [(Double, Double, Double)])
  func aBurstBelongsToTheWindowInWhichItsEndIsKnown(
    _ end: Double, _ first: Double, _ second: Double
  ) {
    var extraction = Extraction(window: 60)
    for index in 0..<60 as Range<Int64> {
      let press = Int64(end * 1e6) - (59 - index) * 100_000
      extraction.key(30 + UInt16(index % 8), 1, at: press)
      extraction.key(30 + UInt16(index % 8), 0, at: press + 60_000)
    }
    for index in 0..<60 as Range<Int64> {
      let press = 90_000_000 + index * 1_500_000
      extraction.key(30, 1, at: press)
      extraction.key(30, 0, at: press + 60_000)
    }
    let windows = extraction.stop(at: 300_000_000)
    #expect(windows.map(\.keyboard.bursts.length.count).prefix(2) == [first, second])
    #expect(windows.map(\.keyboard.bursts.length.count).reduce(0, +) == 1)
    #expect(isClose(windows[first == 1 ? 0 : 1].keyboard.bursts.length.mean, log(60)))
  }
}
