import Foundation
import InputEvents
import InputEventsTestKit
import Testing

@testable import BehaviorFeatures

/// Keeps actions too, as a recording's replay does.
private struct ActionList: WindowSink {
  var windows: [WindowStatistics] = []
  var actions: [PointerAction] = []

  mutating func take(_ window: borrowing WindowStatistics) { windows.append(copy window) }
  mutating func take(_ action: borrowing PointerAction) { actions.append(copy action) }
}

@Suite struct PointerTrackerTests {
  /// Plays what `script` does and gives the actions.
  private func actions(_ script: (inout Hand) -> Void) -> [PointerAction] {
    var hand = Hand()
    script(&hand)
    return hand.stop().actions
  }

  /// A mouse of 125 Hz that goes right by 4 counts a report.
  private struct Hand: ~Copyable {
    var time: Int64 = 1_000_000
    private var extractor = FeatureExtractor(windowLength: 60_000_000)
    private var list = ActionList()
    private var pressedAt: Int64 = 0

    init() {}

    private mutating func act(_ action: InputEvent.Action) {
      let event = InputEvent(time: time, action: action)
      extractor.consume(
        .action(event), side: .pointer, device: 1, provenance: .usb, unit: .counts, at: time,
        into: &list)
    }

    mutating func move(_ steps: Int, by x: Float = 4, device: UInt32 = 1) {
      for _ in 0..<steps {
        let event = InputEvent(time: time, action: .motion(dx: x, dy: 0))
        extractor.consume(
          .motion(event), side: .pointer, device: device, provenance: .bluetooth, unit: .counts,
          at: time, into: &list)
        time += 8_000
      }
    }

    mutating func press(_ button: PointerButton = .left) {
      pressedAt = time
      act(.buttonPress(button))
    }

    mutating func release(_ button: PointerButton = .left) {
      act(.buttonRelease(button, pressedAt: pressedAt))
    }

    mutating func rest(_ milliseconds: Int64) { time += milliseconds * 1_000 }
    mutating func gap() { extractor.noteGap(.dropped, at: time, into: &list) }

    consuming func stop() -> (windows: [WindowStatistics], actions: [PointerAction]) {
      extractor.stop(at: time + 10_000_000, into: &list)
      return (list.windows, list.actions)
    }
  }

  @Test func movementUpToAClickIsAClick() throws {
    let all = actions { hand in
      hand.move(50)
      hand.rest(112)
      hand.press()
      hand.rest(30)
      hand.move(1, by: 3)
      hand.rest(62)
      hand.release()
    }
    let action = try #require(all.first)
    #expect(all.count == 1 && action.kind == .click)
    #expect(action[.path] == 200 && isClose(action[.duration], 0.4))
    // The last report came 8 ms before the rest began.
    #expect(isClose(action[.dwell], 0.12) && isClose(action[.hold], 0.1))
    #expect(action[.slip] == 3 && action[.sincePrevious] == nil)
  }

  @Test func movementWithTheButtonDownIsADragAndWhatWasBeforeAMove() throws {
    let all = actions { hand in
      hand.move(50)
      hand.press()
      hand.rest(200)
      hand.move(25)
      hand.release()
      hand.rest(500)
      hand.move(10)
    }
    #expect(all.map(\.kind) == [.move, .drag, .move])
    #expect(all.map { $0[.path] } == [200, 100, 40])
    #expect(isClose(all[1][.hold], 0.4))
    // From the release, not from the movement's end.
    #expect(isClose(all[2][.sincePrevious], 0.5))
  }

  @Test func aDragFromRestIsADrag() {
    let all = actions { hand in
      hand.press()
      hand.rest(100)
      hand.move(25)
      hand.rest(50)
      hand.release()
    }
    #expect(all.map(\.kind) == [.drag])
  }

  @Test func aPressWithoutMovementIsNoAction() {
    let all = actions { hand in
      hand.press()
      hand.rest(80)
      hand.release()
      hand.move(3)
      hand.press()
      hand.release()
    }
    #expect(all.isEmpty)
  }

  @Test func aRestEndsAnActionAndAPauseDoesNot() {
    let all = actions { hand in
      hand.move(20)
      hand.rest(2_900)
      hand.move(20)
      hand.rest(3_000)
      hand.move(20)
      hand.rest(3_100)
      hand.press()
      hand.release()
    }
    #expect(all.map(\.kind) == [.move, .move])
    #expect(all.map { $0[.pauses] } == [1, 0])
  }

  /// A second button, before the first one is up, is part of the same.
  @Test func theLastReleaseEndsTheAction() {
    let all = actions { hand in
      hand.move(20)
      hand.press(.left)
      hand.press(.right)
      hand.release(.left)
      hand.move(1, by: 2)
      hand.release(.right)
    }
    #expect(all.map(\.kind) == [.click])
    #expect(all.first?[.slip] == 2)
  }

  @Test func anotherPointerEndsAnAction() {
    let all = actions { hand in
      hand.move(20)
      hand.move(10, device: 2)
    }
    #expect(all.map { $0[.path] } == [80, 40])
  }

  @Test func afterAGapNobodyKnowsHowItWentOn() {
    let all = actions { hand in
      hand.move(20)
      hand.press()
      hand.gap()
      hand.move(10)
    }
    #expect(all.map(\.kind) == [.move])
    #expect(all.first?[.path] == 40)
  }

  /// The path has room for 16.4 s; a longer movement is several.
  @Test func aLongMovementIsCut() {
    let all = actions { hand in hand.move(5_000) }
    #expect(all.map { $0[.steps] } == [2_048, 2_048, 904])
    #expect(all.compactMap { $0[.path] }.reduce(0, +) == 20_000)
  }

  @Test func aWindowThatIsToldAnActionKnowsItsUnitAndSource() throws {
    var hand = Hand()
    hand.time = 59_800_000
    hand.move(20)
    let windows = hand.stop().windows
    #expect(windows.map(\.pointer.actions.count) == [0, 1])
    let last = try #require(windows.last)
    // The step under way at the edge ends behind it.
    #expect(last.pointer.path <= 4 && last.pointer.strokes == 1)
    #expect(last.pointer.units == 1 << LengthUnit.counts.rawValue)
    #expect(last.provenance == [.bluetooth])
  }

  // MARK: - What windows make of actions

  /// Statistics of a window's actions against exact ones of the actions themselves.
  @Test func windowsSumUpActionsExactly() throws {
    var hand = Hand()
    var generator = SeededGenerator(seed: 11)
    for _ in 0..<300 {
      for _ in 0..<Int.random(in: 4...80, using: &generator) {
        hand.move(1, by: Float.random(in: -3...20, using: &generator).rounded())
      }
      hand.rest(.random(in: 0...250, using: &generator))
      if Bool.random(using: &generator) {
        hand.press()
        hand.rest(90)
        hand.release()
      } else {
        hand.rest(3_100)
      }
    }
    let (windows, actions) = hand.stop()
    #expect(actions.count > 200)
    var merged = windows[0]
    for window in windows.dropFirst() { merged.merge(window) }
    let statistics = merged.pointer.actions
    #expect(statistics.count == UInt64(actions.count))
    for measure in ActionMeasure.all {
      let isLogarithmic = measure.value.scale == .logarithmic
      let values = actions.compactMap { $0[measure.value] }
        .filter { $0 > 0 || !isLogarithmic }.map { isLogarithmic ? log($0) : $0 }
      let moments = statistics.moments(measure.value)
      #expect(moments.count == Double(values.count), "\(measure.name)")
      guard values.count > 4 else { continue }
      let exact = ExactMoments(values)
      #expect(isClose(moments.mean, exact.mean, 1e-8), "\(measure.name)")
      #expect(isClose(moments.deviation, exact.deviation, 1e-6), "\(measure.name)")
      guard Int(measure.value.rawValue) < ActionValue.quantiled else { continue }
      let sorted = values.sorted()
      for p in [0.1, 0.5, 0.9] {
        let estimate = try #require(statistics.quantile(p, of: measure.value))
        // Within a bucket, 9.1 % wide, of one of the neighbors of that rank.
        let rank = p * Double(sorted.count)
        let low = sorted[max(0, Int(rank.rounded(.down)) - 1)]
        let high = sorted[min(sorted.count - 1, Int(rank.rounded(.up)))]
        let slack =
          measure.value.scale == .linear ? 0.091 * max(abs(low), abs(high)) + 1e-5 : 0.091
        #expect(estimate >= low - slack && estimate <= high + slack, "\(measure.name) \(p)")
      }
    }
  }

  @Test func everyValueIsDeclaredOnceAndInOrder() {
    #expect(ActionMeasure.all.map(\.value) == ActionValue.allCases)
    #expect(ActionValue.allCases.count == ActionValue.count)
    #expect(Set(ActionMeasure.all.map(\.name)).count == ActionValue.count)
  }

  // MARK: - What stays in memory

  private static let steps: [Float] = [1_017, 2_039, 4_093, 8_191, 509, 16_381, 3_067, 1_531]

  /// However an action ends, none of its steps stays in the tracker.
  @Test(arguments: ["rest", "click", "drag", "gap"])
  func noStepStaysInMemory(_ end: String) throws {
    var tracker = PointerTracker()
    var statistics = PointerStatistics()
    var list = ActionList()
    var time: Int64 = 1_000_000
    func move(_ steps: [Float]) {
      for step in steps {
        tracker.move(
          step, 0, device: 1, unit: .counts, provenance: .usb, at: time, into: &statistics, &list)
        time += 8_000
      }
    }
    func held() -> Int {
      withUnsafeBytes(of: tracker) { bytes in
        let (paths, work) = (bytes.bindMemory(to: Float.self), bytes.bindMemory(to: Double.self))
        return Self.steps.count { paths.contains($0) || work.contains(Double($0)) }
      }
    }
    move(Self.steps)
    // All but the one under way, which isn't in the path yet.
    try #require(held() >= Self.steps.count - 1)
    switch end {
    case "rest": time += 3_000_000
    case "gap": tracker.gap(into: &statistics)
    default:
      tracker.press(.left, at: time, into: &statistics, &list)
      if end == "drag" { move(Self.steps) }
      tracker.release(.left, at: time + 80_000, into: &statistics, &list)
    }
    _ = tracker.settle(by: time, into: &statistics, &list)
    #expect(list.actions.count == ["rest": 1, "click": 1, "drag": 2, "gap": 0][end])
    #expect(held() == 0)
  }
}
