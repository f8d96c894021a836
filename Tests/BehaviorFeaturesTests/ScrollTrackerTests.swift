import Foundation
import InputEvents
import Testing

@testable import BehaviorFeatures

@Suite struct ScrollTrackerTests {
  private func statistics(_ events: [(time: Int64, units: Int32)]) -> ScrollStatistics {
    var tracker = ScrollTracker()
    var statistics = ScrollStatistics()
    for event in events {
      tracker.scroll(vertical: event.units, horizontal: 0, at: event.time, into: &statistics)
    }
    tracker.finish(into: &statistics)
    return statistics
  }

  @Test func burstsEndWhereTheWheelRests() {
    let statistics = statistics(
      [0, 50, 100, 399, 699, 750].map { (time: $0 * 1_000, units: 120) })
    #expect(statistics.bursts == 2)
    #expect(statistics.burstEvents.mean == 3)
    #expect(isClose(statistics.burstDuration.mean, (log(0.399) + log(0.051)) / 2))
    #expect(isClose(statistics.burstDetents.mean, (log(4) + log(2)) / 2))
    #expect(statistics.interval.count == 4)
  }

  /// Each interval is 0.8 of the one before.
  @Test func aWheelThatTurnsEverFasterAccelerates() {
    var (time, interval) = (0.0, 100_000.0)
    var events: [(time: Int64, units: Int32)] = []
    for _ in 0..<12 {
      events.append((Int64(time), -120))
      time += interval
      interval *= 0.8
    }
    #expect(isClose(statistics(events).acceleration.mean, -log(0.8), 1e-3))
    #expect(statistics(Array(events.prefix(4))).acceleration.count == 0)
  }

  @Test func aGapDropsTheBurst() {
    var tracker = ScrollTracker()
    var statistics = ScrollStatistics()
    tracker.scroll(vertical: 120, horizontal: 0, at: 0, into: &statistics)
    tracker.gap()
    tracker.scroll(vertical: -120, horizontal: 0, at: 10_000, into: &statistics)
    tracker.finish(into: &statistics)
    #expect(statistics.bursts == 1 && statistics.reversals == 0 && statistics.interval.count == 0)
  }

  @Test func aBurstAcrossTheEdgeBelongsToTheWindowItEndsIn() {
    var extraction = Extraction(window: 1)
    for time in [900_000, 1_100_000] as [Int64] {
      extraction.feed(EventType.relative, EventCode.relWheelHighResolution, 120, at: time)
      extraction.feed(EventType.synchronization, 0, 0, at: time)
    }
    let windows = extraction.stop(at: 3_000_000)
    #expect(windows.map(\.scroll.bursts) == [0, 1])
    #expect(windows.map(\.scroll.events) == [1, 1])
  }
}
