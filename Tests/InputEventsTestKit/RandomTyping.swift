import Foundation
public import InputEvents

/// Someone who types text, as a keyboard sends it: words and sentences, capitals and shortcuts with
/// their modifiers held, double letters, corrections, rollover, pauses; and ways to the mouse and back,
/// if wanted.
public struct RandomTyping {
  private var generator: SeededGenerator
  private var events: [KernelEvent] = []
  /// Microseconds.
  private var time: Int64
  /// When each key is up again.
  private var free: [UInt16: Int64] = [:]
  private var previous: UInt16 = 30
  private let reachesForMouse: Bool

  private static let letters = Self.codes { $0.keyClass == .letter }
  private static let digits = Self.codes { $0.keyClass == .digit }
  private static let marks = Self.codes { $0.keyClass == .punctuation }
  private static let shortcuts = Self.codes { $0.keyClass == .modifier && $0.zone == .thumb }
  private static let others = Self.codes { [.navigation, .other, .enter].contains($0.keyClass) }

  private static func codes(where matches: (KeyKind) -> Bool) -> [UInt16] {
    (1..<128).filter { KeyKind(code: $0).map(matches) == true }
  }

  public init(seed: UInt64, from time: Int64 = 1_000_000, reachesForMouse: Bool = false) {
    generator = SeededGenerator(seed: seed)
    self.time = time
    self.reachesForMouse = reachesForMouse
  }

  /// The events of about so many keystrokes, in the order of their times.
  public mutating func type(_ keystrokes: Int) -> [KernelEvent] {
    while events.count < 4 * keystrokes {
      if reachesForMouse, Int.random(in: 0..<12, using: &generator) == 0 { reach() }
      switch Int.random(in: 0..<100, using: &generator) {
      case 0..<70: word()
      case 70..<78: correct()
      case 78..<84: shortcut()
      case 84..<90: for _ in 0..<3 { tap(any(Self.digits)) }
      case 90..<93: tap(28)
      case 93..<96: for _ in 0..<2 { tap(any(Self.others)) }
      default: time += Int64.random(in: 1_100_000..<9_000_000, using: &generator)
      }
    }
    defer { events = [] }
    return events.enumerated().sorted {
      ($0.element.time, $0.offset) < ($1.element.time, $1.offset)
    }.map(\.element)
  }

  private mutating func word() {
    if Int.random(in: 0..<4, using: &generator) == 0 {
      let shift: UInt16 = Bool.random(using: &generator) ? 42 : 54
      over(shift) { $0.tap($0.any(Self.letters)) }
    }
    for _ in 0..<Int.random(in: 1...8, using: &generator) {
      let isDouble = Int.random(in: 0..<8, using: &generator) == 0
      tap(isDouble ? previous : any(Self.letters))
    }
    if Int.random(in: 0..<4, using: &generator) == 0 { tap(any(Self.marks)) }
    tap(57)
  }

  private mutating func correct() {
    for _ in 0..<Int.random(in: 1...4, using: &generator) {
      tap(Int.random(in: 0..<5, using: &generator) == 0 ? 111 : 14)
    }
    for _ in 0..<2 { tap(any(Self.letters)) }
  }

  private mutating func shortcut() {
    over(any(Self.shortcuts)) { $0.tap($0.any(Self.letters)) }
  }

  /// Takes the mouse, moves it and clicks, at times with a modifier held.
  private mutating func reach() {
    let letter = previous
    defer { previous = letter }
    time += about(400_000)
    for _ in 0..<Int.random(in: 5...60, using: &generator) {
      add(
        [(EventType.relative, EventCode.relX, 3), (EventType.relative, EventCode.relY, -2)],
        at: time)
      time += 8_000
    }
    if Int.random(in: 0..<3, using: &generator) == 0 {
      over(any(Self.shortcuts)) { $0.tap(0x110) }
    } else {
      tap(0x110)
    }
    time += about(500_000)
  }

  /// Holds a modifier over what `body` types, or lets go of it a little early.
  private mutating func over(_ modifier: UInt16, _ body: (inout Self) -> Void) {
    let start = max(time, free[modifier, default: 0] + 5_000)
    time = start + about(80_000)
    body(&self)
    let end = max(start + 20_000, time + about(60_000) - 70_000)
    key(modifier, from: start, to: end)
    time = max(time, start + 1_000)
  }

  private mutating func tap(_ code: UInt16) {
    // A key can't go down before it is up.
    time = max(time, free[code, default: 0] + 5_000)
    let hold = about(95_000)
    key(code, from: time, to: time + hold)
    if Int.random(in: 0..<50, using: &generator) == 0 { add(code, 2, at: time + hold / 2) }
    previous = code
    time += about(140_000)
  }

  private mutating func key(_ code: UInt16, from press: Int64, to release: Int64) {
    free[code] = release
    add(code, 1, at: press)
    add(code, 0, at: release)
  }

  private mutating func add(_ code: UInt16, _ value: Int32, at time: Int64) {
    add([(EventType.key, code, value)], at: time)
  }

  private mutating func add(_ report: [(type: UInt16, code: UInt16, value: Int32)], at time: Int64)
  {
    for (type, code, value) in report + [(EventType.synchronization, 0, 0)] {
      events.append(KernelEvent(time: time, type: type, code: code, value: value))
    }
  }

  private mutating func any(_ codes: [UInt16]) -> UInt16 {
    codes.randomElement(using: &generator) ?? 30
  }

  /// A time about that, spread as people's are.
  private mutating func about(_ median: Double) -> Int64 {
    let spread = (0..<4).map { _ in Double.random(in: -1...1, using: &generator) }.reduce(0, +)
    return Int64(median * exp(0.35 * spread))
  }
}
