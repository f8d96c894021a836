import Foundation
import InputEvents
import InputEventsTestKit

@testable import BehaviorFeatures

/// Someone who types, points, clicks and scrolls at random, but as people do: log-normal times,
/// rollover, double letters, pauses, smooth strokes, double clicks, bursts of the wheel.
struct RandomActivity {
  private var generator: SeededGenerator
  private var events: [KernelEvent] = []
  /// Microseconds.
  private(set) var time: Int64

  init(seed: UInt64, from time: Int64 = 1_000_000) {
    generator = SeededGenerator(seed: seed)
    self.time = time
  }

  /// The statistics of windows of so many seconds, in which that activity is seen.
  static func windows(_ seconds: Int64, of events: [KernelEvent]) -> [WindowStatistics] {
    var extraction = Extraction(window: seconds)
    for event in events { extraction.feed(event) }
    return extraction.stop(at: (events.last?.time ?? 0) + 1_000_000)
  }

  /// Events in the order of their times.
  mutating func events(bursts: Int) -> [KernelEvent] {
    for _ in 0..<bursts {
      switch Int.random(in: 0..<6, using: &generator) {
      case 0...2: type(Int.random(in: 20...120, using: &generator))
      case 3: for _ in 0..<Int.random(in: 2...8, using: &generator) { stroke() }
      case 4:
        for _ in 0..<Int.random(in: 1...4, using: &generator) { click() }
        pointAndClick()
        drag()
      default: scroll(Int.random(in: 2...30, using: &generator))
      }
      pass(Double.random(in: 0.2...6, using: &generator))
    }
    defer { events = [] }
    // Stable: a frame's events have one time.
    return events.enumerated().sorted {
      ($0.element.time, $0.offset) < ($1.element.time, $1.offset)
    }.map(\.element)
  }

  /// Types so many keys of every kind; modifiers are held over the keys that follow.
  mutating func type(_ count: Int) {
    var code: UInt16 = 30
    var free: [UInt16: Int64] = [:]
    for _ in 0..<count {
      if Int.random(in: 0..<12, using: &generator) > 0 {
        code = Self.keys.randomElement(using: &generator) ?? code
      }
      // A key can't go down before it is up.
      time = max(time, free[code, default: 0] + 5_000)
      let isModifier = KeyKind(code: code)?.keyClass == .modifier
      let hold = exp(generator.normal(isModifier ? -1.2 : -2.4, 0.3))
      free[code] = time + Int64(hold * 1e6)
      key(code, 1, at: time)
      if Int.random(in: 0..<40, using: &generator) == 0 { key(code, 2, at: time + 1_000) }
      key(code, 0, at: time + Int64(hold * 1e6))
      pass(max(exp(generator.normal(-1.9, 0.6)), 0.02))
    }
    pass(0.5)
  }

  /// All keys, those that text is made of more often than others.
  private static let keys: [UInt16] =
    (1...127).filter { KeyKind(code: $0) != nil }
    + repeatElement((16...50).filter { KeyKind(code: $0)?.keyClass == .letter }, count: 3).joined()
    + [14, 57].flatMap { repeatElement($0, count: 20) } + [28, 42, 42, 54, 52, 52, 52]

  private mutating func stroke(thenRest rest: Double? = nil) {
    let angle = Double.random(in: 0..<(2 * .pi), using: &generator)
    let duration = exp(generator.normal(-0.9, 0.4))
    let length = exp(generator.normal(5, 0.8))
    let steps = max(6, Int(duration / 0.008))
    for step in 0..<steps {
      let s = Double(step) / Double(steps)
      // The minimum-jerk profile, bent a little and shaken.
      let speed = 30 * length / Double(steps) * (s * s - 2 * s * s * s + s * s * s * s)
      let bent = angle + 0.6 * s + generator.normal(0, 0.1)
      motion(Int32(speed * cos(bent)), Int32(speed * sin(bent)), at: time + Int64(step) * 8_000)
    }
    pass(duration + (rest ?? Double.random(in: 0.05...0.9, using: &generator)))
  }

  private mutating func click() {
    let button = EventCode.buttonLeft + [0, 0, 0, 1, 2, 3].randomElement(using: &generator)!
    for _ in 0..<(Bool.random(using: &generator) ? 2 : 1) {
      let hold = exp(generator.normal(-2.5, 0.2))
      key(button, 1, at: time)
      key(button, 0, at: time + Int64(hold * 1e6))
      pass(hold + exp(generator.normal(-2.2, 0.3)))
    }
    pass(0.7)
  }

  /// A stroke and, where it leads to, a click that slips; now and then with Shift down.
  private mutating func pointAndClick() {
    let isShifted = Bool.random(using: &generator)
    for _ in 0..<3 {
      if isShifted { key(42, 1, at: time) }
      stroke(thenRest: 0.1)
      key(EventCode.buttonLeft, 1, at: time)
      motion(1, 0, at: time + 20_000)
      key(EventCode.buttonLeft, 0, at: time + 80_000)
      pass(0.2)
      if isShifted { key(42, 0, at: time) }
      pass(0.1)
    }
  }

  private mutating func drag() {
    for _ in 0..<3 {
      key(EventCode.buttonLeft, 1, at: time)
      pass(0.1)
      stroke(thenRest: 0.1)
      key(EventCode.buttonLeft, 0, at: time)
      pass(0.4)
    }
  }

  private mutating func scroll(_ count: Int) {
    for _ in 0..<count {
      let units: Int32 = Int.random(in: 0..<9, using: &generator) == 0 ? 60 : 120
      let sign: Int32 = Int.random(in: 0..<5, using: &generator) == 0 ? -1 : 1
      add(EventType.relative, EventCode.relWheelHighResolution, sign * units, at: time)
      add(EventType.synchronization, 0, 0, at: time)
      pass(exp(generator.normal(-3, 0.4)))
    }
  }

  /// Does nothing for a while.
  mutating func pause(_ seconds: Double) { pass(seconds) }

  private mutating func pass(_ seconds: Double) { time += Int64(seconds * 1e6) }

  private mutating func motion(_ x: Int32, _ y: Int32, at time: Int64) {
    guard x != 0 || y != 0 else { return }
    add(EventType.relative, EventCode.relX, x, at: time)
    add(EventType.relative, EventCode.relY, y, at: time)
    add(EventType.synchronization, 0, 0, at: time)
  }

  private mutating func key(_ code: UInt16, _ value: Int32, at time: Int64) {
    add(EventType.key, code, value, at: time)
    add(EventType.synchronization, 0, 0, at: time)
  }

  private mutating func add(_ type: UInt16, _ code: UInt16, _ value: Int32, at time: Int64) {
    events.append(KernelEvent(time: time, type: type, code: code, value: value))
  }
}
