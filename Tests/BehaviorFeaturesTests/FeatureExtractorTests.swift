import Foundation
import InputEvents
import InputEventsTestKit
import Testing

@testable import BehaviorFeatures

@Suite struct FeatureExtractorTests {
  /// Types `count` letters, each held `hold` and pressed `gap` after the one before, in microseconds.
  private func type(
    _ count: Int, hold: Int64 = 80_000, gap: Int64 = 120_000, from start: Int64,
    into extraction: inout Extraction
  ) {
    var actions: [(time: Int64, code: UInt16, value: Int32)] = []
    for index in 0..<count {
      let code = UInt16(16 + index % 10)
      let time = start + Int64(index) * gap
      actions.append((time, code, 1))
      actions.append((time + hold, code, 0))
    }
    for action in actions.sorted(by: { $0.time < $1.time }) {
      extraction.key(action.code, action.value, at: action.time)
    }
  }

  /// Types enough, inside one window of any length, that nothing before it stays withheld.
  private func release(after events: [KernelEvent], _ extraction: inout Extraction) -> Int64 {
    let last = events.map(\.time).max() ?? 0
    let start = (last / 3_600_000_000 + 1) * 3_600_000_000 + 100_000
    type(50, hold: 3_000, gap: 5_000, from: start, into: &extraction)
    return start
  }

  @Test func holdsAndFlightsAreTheTypistsOwn() throws {
    var extraction = Extraction()
    type(100, hold: 80_000, gap: 120_000, from: 1_000_000, into: &extraction)
    let window = try #require(extraction.stop(at: 60_000_000).first)
    #expect(isClose(window.feature("kb.hold.mean"), log(0.08)))
    #expect(isClose(window.feature("kb.dd.mean"), log(0.12)))
    #expect(isClose(window.feature("kb.ud.mean"), asinh(0.04 / 0.01)))
    #expect(isClose(window.feature("kb.uu.mean"), asinh(0.12 / 0.01)))
    #expect(isClose(window.feature("kb.du.mean"), log(0.2)))
    #expect(window.feature("kb.rollover_rate") == 0)
    #expect(window.feature("kb.keystrokes") == 100)
    #expect(window.feature("kb.hold.sd").map { $0 < 1e-6 } == true)
  }

  @Test func flightIsNegativeWhereKeysOverlap() throws {
    var extraction = Extraction()
    type(100, hold: 150_000, gap: 120_000, from: 1_000_000, into: &extraction)
    let window = try #require(extraction.stop(at: 60_000_000).first)
    #expect(isClose(window.feature("kb.ud.mean"), asinh(-0.03 / 0.01)))
    #expect(window.keyboard.rhythm.rollovers.part == 99)
    #expect(window.feature("kb.rollover_rate") == 1)
    #expect(isClose(window.feature("kb.uu.mean"), asinh(0.12 / 0.01)))
  }

  @Test func aFewKeystrokesShowNothingAtAll() {
    var extraction = Extraction(window: 1)
    type(49, gap: 30_000, from: 1_000_000, into: &extraction)
    extraction.move(3, 4, at: 2_900_000)
    for window in extraction.stop(at: 5_000_000) {
      #expect(!window.keyboard.isReleasable)
      for feature in FeatureTable.all where feature.group == .keyboard {
        #expect(feature.value(of: window) == nil, "\(feature.name)")
      }
    }
  }

  @Test func typingAloneMakesNoWindowUntilThereIsEnough() throws {
    var extraction = Extraction(window: 1)
    type(30, gap: 100_000, from: 1_000_000, into: &extraction)
    extraction.advance(to: 10_000_000)
    #expect(extraction.windows.isEmpty)
    type(30, gap: 100_000, from: 20_000_000, into: &extraction)
    extraction.advance(to: 30_000_000)
    let window = try #require(extraction.windows.first)
    #expect(extraction.windows.count == 1)
    #expect(window.keyboard.presses >= 50)
    #expect(window.keyboard.span > 2)
  }

  @Test func windowsLieOnTheGridOfTheClock() {
    var extraction = Extraction(window: 60)
    for time in [61_234_567, 130_000_001, 3_599_000_000] as [Int64] {
      extraction.move(1, 1, at: time)
    }
    let windows = extraction.stop(at: 3_600_000_000)
    #expect(windows.map(\.start) == [60_000_000, 120_000_000, 3_540_000_000])
    #expect(windows.allSatisfy { $0.isComplete && $0.length == 60 })
  }

  @Test func nothingIsPairedAcrossAGap() throws {
    var extraction = Extraction()
    type(60, from: 1_000_000, into: &extraction)
    extraction.key(30, 1, at: 10_000_000)
    extraction.key(0x110, 1, at: 10_000_100)
    extraction.gap(.dropped, at: 10_000_200)
    extraction.key(30, 0, at: 10_050_000)
    extraction.key(0x110, 0, at: 10_050_100)
    extraction.key(31, 1, at: 10_060_000)
    extraction.key(31, 0, at: 10_140_000)
    let window = try #require(extraction.stop(at: 60_000_000).first)
    #expect(window.gaps[.dropped] == 1)
    // 61 holds of 62 presses, one flight less than without the gap, no click.
    #expect(window.keyboard.presses == 62)
    #expect(window.keyboard.hold.count == 61)
    #expect(window.keyboard.downDown.count == 59)
    #expect(window.clicks.holds.count == 0)
    #expect(window.keyboard.ledger.setAside(by: .unpairedRelease) == 1)
    #expect(window.pointer.ledger.setAside(by: .unpairedRelease) == 1)
  }

  /// A stroke's shape from its definition: 1 m/s to the right with a given turn.
  @Test func aStrokeHasTheShapeOfTheMovement() throws {
    var extraction = Extraction()
    var time: Int64 = 5_000_000
    for _ in 0..<100 {
      extraction.move(3, 0, at: time)
      time += 8_000
    }
    for _ in 0..<100 {
      extraction.move(0, 3, at: time)
      time += 8_000
    }
    let window = try #require(extraction.stop(at: 60_000_000).first)
    #expect(window.pointer.strokes == 1)
    #expect(window.feature("ptr.path") == 600)
    #expect(isClose(window.pointer.straightness.mean, 300 * 2.0.squareRoot() / 600))
    #expect(isClose(window.pointer.duration.moments.mean, log(199 * 0.008)))
    #expect(isClose(window.pointer.speed.moments.mean, log(3 / 0.008)))
    #expect(window.pointer.directions[1] == 600)
  }

  @Test(arguments: [1, 2, 4, 8])
  func reportRateDoesNotChangeWhatIsMeasured(_ divisor: Int64) throws {
    var extraction = Extraction()
    // The same movement: 16 counts in 8 ms, in one to eight reports.
    for bin in 0..<200 as Range<Int64> {
      for part in 0..<divisor {
        let time = 1_000_000 + bin * 8_000 + part * 8_000 / divisor
        extraction.move(Int32(16 / divisor), 0, at: time)
      }
    }
    let window = try #require(extraction.stop(at: 60_000_000).first)
    #expect(window.feature("ptr.path") == 3_200)
    #expect(isClose(window.pointer.speed.moments.mean, log(16 / 0.008)))
    #expect(window.pointer.speed.count == 200)
    #expect(window.pointer.strokes == 1)
  }

  @Test func strokesEndAtPausesAndClicks() throws {
    var extraction = Extraction()
    func stroke(from start: Int64, _ extraction: inout Extraction) -> Int64 {
      for step in 0..<20 as Range<Int64> { extraction.move(5, 5, at: start + step * 10_000) }
      return start + 190_000
    }
    var end = stroke(from: 1_000_000, &extraction)
    end = stroke(from: end + 299_000, &extraction)
    end = stroke(from: end + 301_000, &extraction)
    extraction.key(0x110, 1, at: end + 10_000)
    extraction.key(0x110, 0, at: end + 90_000)
    _ = stroke(from: end + 100_000, &extraction)
    let window = try #require(extraction.stop(at: 60_000_000).first)
    #expect(window.pointer.strokes == 3)
    #expect(isClose(window.clicks.hold[0].moments.mean, log(0.08)))
  }

  @Test func aStrokeAcrossTheEdgeBelongsToTheWindowItEndsIn() {
    var extraction = Extraction(window: 1)
    for step in 0..<40 as Range<Int64> { extraction.move(5, 0, at: 1_800_000 + step * 10_000) }
    let windows = extraction.stop(at: 8_000_000)
    #expect(windows.map(\.start) == [1_000_000, 2_000_000, 5_000_000])
    #expect(windows.map(\.pointer.strokes) == [0, 1, 0])
    // The action rests for three seconds before it has ended.
    #expect(windows.map(\.pointer.actions.count) == [0, 0, 1])
    #expect(windows.map(\.pointer.path).reduce(0, +) == 200)
  }

  @Test func doubleClicksAreTwoPressesOfOneButton() throws {
    var extraction = Extraction()
    func click(_ button: UInt16, at time: Int64, _ extraction: inout Extraction) {
      extraction.key(button, 1, at: time)
      extraction.key(button, 0, at: time + 60_000)
    }
    click(0x110, at: 1_000_000, &extraction)
    click(0x110, at: 1_200_000, &extraction)  // double
    click(0x110, at: 1_400_000, &extraction)  // third: begins anew
    click(0x110, at: 5_000_000, &extraction)
    click(0x110, at: 5_500_001, &extraction)  // too late
    click(0x111, at: 5_600_000, &extraction)  // another button
    let window = try #require(extraction.stop(at: 60_000_000).first)
    #expect(window.clicks.doubles == 1)
    #expect(isClose(window.clicks.doubleInterval.mean, log(0.2)))
    #expect(isClose(window.clicks.doubleSecondHold.mean, log(0.06)))
    #expect(window.clicks.presses[0] == 5 && window.clicks.presses[1] == 1)
  }

  @Test func aHighResolutionWheelCountsOnce() throws {
    var extraction = Extraction()
    for step in 0..<10 as Range<Int64> {
      let time = 1_000_000 + step * 50_000
      extraction.feed(EventType.relative, EventCode.relWheelHighResolution, -120, at: time)
      extraction.feed(EventType.relative, EventCode.relWheel, -1, at: time)
      extraction.feed(EventType.synchronization, 0, 0, at: time)
    }
    let window = try #require(extraction.stop(at: 60_000_000).first)
    #expect(window.feature("scroll.detents") == 10)
    #expect(window.feature("scroll.up_share") == 0)
    #expect(window.scroll.bursts == 1)
    #expect(window.pointer.ledger.setAside(by: .coarseWheel) == 10)
  }

  /// Whatever a device sends: events read = used + set aside, and nothing is lost on the way.
  @Test(arguments: 0..<20)
  func everyEventIsAccountedFor(_ seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    let events = RandomStream(keys: Array(16...25)).events(20_000, using: &generator)
    var extraction = Extraction(window: 10)
    for event in events { extraction.feed(event) }
    // Released by 50 more keystrokes, so that nothing stays withheld.
    let end = release(after: events, &extraction)
    let windows = extraction.stop(at: end + 3_600_000_000)
    let read = windows.map { window in
      (window.keyboard.isReleasable ? window.keyboard.ledger.read : 0) + window.pointer.ledger.read
    }.reduce(0, +)
    let sent = events.count { $0.type != EventType.synchronization } + 100
    #expect(read == UInt64(sent))
    for window in windows {
      for value in FeatureTable.values(of: window) { #expect(value?.isFinite != false) }
    }
  }

  /// Cutting time into windows loses no click, path or keystroke.
  @Test(arguments: [1, 7, 60, 3600] as [Int64])
  func sumsDontDependOnTheWindow(_ length: Int64) {
    var generator = SeededGenerator(seed: 99)
    var stream = RandomStream(keys: Array(30...38))
    stream.stepsBack = 0
    let events = stream.events(30_000, using: &generator)
    func sums(_ length: Int64) -> [Double] {
      var extraction = Extraction(window: length)
      for event in events { extraction.feed(event) }
      let end = release(after: events, &extraction)
      let windows = extraction.stop(at: end + 7_200_000_000)
      let typed = windows.filter(\.keyboard.isReleasable)
      return [
        windows.map(\.pointer.path).reduce(0, +).rounded(),
        Double(windows.map(\.pointer.strokes).reduce(0, +)),
        Double(windows.map(\.clicks.total).reduce(0, +)),
        Double(windows.map { $0.scroll.up + $0.scroll.down }.reduce(0, +)),
        Double(typed.map(\.keyboard.presses).reduce(0, +)),
        Double(typed.map { $0.keyboard.hold.count }.reduce(0, +)),
        Double(windows.map { $0.gaps[.dropped] }.reduce(0, +)),
      ]
    }
    #expect(sums(length) == sums(600))
  }
}
