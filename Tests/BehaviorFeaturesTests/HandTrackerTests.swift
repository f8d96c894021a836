import Foundation
import InputEvents
import Testing

@testable import BehaviorFeatures

@Suite struct HandTrackerTests {
  /// Types 60 letters, the last one up at the time that is returned.
  private func type(_ count: Int = 60, from start: Int64, _ extraction: inout Extraction) -> Int64 {
    for index in 0..<Int64(count) {
      extraction.key(30, 1, at: start + index * 100_000)
      extraction.key(30, 0, at: start + index * 100_000 + 60_000)
    }
    return start + Int64(count - 1) * 100_000 + 60_000
  }

  @Test func theWayFromKeyboardToPointerAndBack() throws {
    var extraction = Extraction(window: 600)
    var time: Int64 = 1_000_000
    for _ in 0..<6 {
      time = type(from: time, &extraction)
      extraction.move(5, 0, at: time + 400_000)
      extraction.move(5, 0, at: time + 500_000)
      time += 1_200_000
    }
    _ = type(from: time, &extraction)
    let window = try #require(extraction.stop(at: 600_000_000).first)
    #expect(window.keyboard.switches == 12)
    #expect(isClose(window.feature("kb.to_pointer.mean"), log(0.4)))
    #expect(isClose(window.feature("kb.to_keyboard.mean"), log(0.7)))
    #expect(isClose(window.feature("kb.to_pointer.p50"), log(0.4), 0.02))
  }

  /// Each of these tells that a key was struck, and when: few keystrokes show none of them.
  @Test func fewKeystrokesTellNothingOfTheHand() throws {
    var extraction = Extraction(window: 600)
    var time: Int64 = 1_000_000
    for _ in 0..<7 {
      time = type(7, from: time, &extraction)
      extraction.key(42, 1, at: time + 100_000)
      extraction.key(0x110, 1, at: time + 400_000)
      extraction.key(0x110, 0, at: time + 450_000)
      extraction.key(42, 0, at: time + 500_000)
      time += 900_000
    }
    var window = try #require(extraction.stop(at: 600_000_000).first)
    #expect(window.keyboard.presses == 56)
    #expect(window.feature("kb.to_pointer.mean") != nil)
    #expect(window.feature("kb.modified_use_share") == nil)
    window.keyboard.presses = 49
    for feature in FeatureTable.homing { #expect(feature.value(of: window) == nil) }
    #expect(!Sketch(of: window).entries.contains { $0.name.hasPrefix("kb.") })
  }

  @Test func usesWithAModifierDownAreTold() throws {
    var extraction = Extraction(window: 600)
    var time = type(from: 1_000_000, &extraction)
    for index in 0..<20 {
      if index < 5 { extraction.key(29, 1, at: time + 10_000) }
      extraction.key(0x110, 1, at: time + 20_000)
      extraction.key(0x110, 0, at: time + 30_000)
      if index < 5 { extraction.key(29, 0, at: time + 40_000) }
      time += 1_000_000
    }
    let window = try #require(extraction.stop(at: 600_000_000).first)
    #expect(window.feature("kb.modified_use_share") == 0.25)
  }

  @Test func timesBetweenMovementPressAndWheel() throws {
    var extraction = Extraction()
    extraction.move(5, 0, at: 1_000_000)
    extraction.key(0x110, 1, at: 1_200_000)
    extraction.key(0x110, 0, at: 1_280_000)
    extraction.move(5, 0, at: 1_680_000)
    for time in [1_980_000, 2_030_000] as [Int64] {
      extraction.feed(EventType.relative, EventCode.relWheelHighResolution, 120, at: time)
      extraction.feed(EventType.synchronization, 0, 0, at: time)
    }
    extraction.move(5, 0, at: 2_630_000)
    // Too long ago to have to do with it; but the pointer was left alone.
    extraction.key(0x110, 1, at: 14_630_000)
    let window = try #require(extraction.stop(at: 60_000_000).first)
    #expect(isClose(window.feature("click.dwell.mean"), log(0.2)))
    #expect(isClose(window.feature("click.latency.mean"), log(0.4)))
    #expect(isClose(window.feature("scroll.onset.mean"), log(0.3)))
    #expect(isClose(window.feature("scroll.latency.mean"), log(0.6)))
    #expect(window.clicks.dwell.count == 1)
    #expect(window.feature("activity.idle.n") == 1)
    #expect(isClose(window.feature("activity.idle.mean"), log(12)))
  }
}
