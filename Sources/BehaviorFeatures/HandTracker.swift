internal import Glibc
internal import InputEvents

/// Times the hand's ways: from movement to a press or the wheel and back, from keyboard to pointer and
/// back, and how long the pointer is left alone.
struct HandTracker: BitwiseCopyable {
  private var lastMotion = Int64.min
  /// A release and a turn of the wheel after which the pointer has not moved yet.
  private var releasedAt = Int64.min
  private var turnedAt = Int64.min
  /// The last movement, press, release or turn of the wheel; the last press or release of a key.
  private var lastPointer = Int64.min
  private var lastKey = Int64.min
  private var isTurning = false
  private var side: EventSide?
  private var modifiersDown = 0

  mutating func gap() { self = HandTracker() }

  @inline(__always)
  mutating func move(at time: Int64, into window: inout WindowStatistics) {
    reach(at: time, into: &window)
    if releasedAt != .min || turnedAt != .min { goOn(at: time, into: &window) }
    isTurning = false
    lastMotion = time
    lastPointer = time
  }

  private mutating func goOn(at time: Int64, into window: inout WindowStatistics) {
    if let latency = Self.latency(from: releasedAt, to: time) { window.clicks.latency.add(latency) }
    if let latency = Self.latency(from: turnedAt, to: time) { window.scroll.latency.add(latency) }
    releasedAt = .min
    turnedAt = .min
  }

  mutating func press(at time: Int64, into window: inout WindowStatistics) {
    reach(at: time, into: &window)
    if let dwell = Self.latency(from: lastMotion, to: time) { window.clicks.dwell.add(dwell) }
    window.keyboard.homing.use(withModifier: modifiersDown > 0)
    lastPointer = time
  }

  mutating func release(at time: Int64) {
    releasedAt = time
    lastPointer = time
  }

  mutating func scroll(at time: Int64, into window: inout WindowStatistics) {
    reach(at: time, into: &window)
    // The first of a burst alone follows the movement.
    if !isTurning, let onset = Self.latency(from: lastMotion, to: time) {
      window.scroll.onset.add(onset)
    }
    window.keyboard.homing.use(withModifier: modifiersDown > 0)
    isTurning = true
    turnedAt = time
    lastPointer = time
  }

  mutating func keyPress(_ kind: KeyKind, at time: Int64, into window: inout WindowStatistics) {
    if side == .pointer, lastPointer != .min {
      window.keyboard.switches &+= 1
      window.keyboard.homing.toKeyboard.add(seconds: time - lastPointer)
    }
    side = .keyboard
    lastKey = time
    if kind.keyClass == .modifier { modifiersDown += 1 }
  }

  mutating func keyRelease(_ kind: KeyKind, at time: Int64) {
    lastKey = time
    if kind.keyClass == .modifier { modifiersDown = max(0, modifiersDown - 1) }
  }

  /// Something happened on the pointer's side.
  @inline(__always)
  private mutating func reach(at time: Int64, into window: inout WindowStatistics) {
    if side == .keyboard, lastKey != .min {
      window.keyboard.switches &+= 1
      window.keyboard.homing.toPointer.add(seconds: time - lastKey)
    }
    side = .pointer
    if lastPointer != .min, time - lastPointer >= PointerStatistics.idleness {
      window.pointer.idle.add(seconds(time - lastPointer))
    }
  }

  /// ln s; nil where too long ago, or never.
  private static func latency(from start: Int64, to end: Int64) -> Double? {
    guard start != .min, end >= start, end - start <= ClickStatistics.longestLatency else {
      return nil
    }
    return log(max(seconds(end - start), ClickStatistics.shortestTime))
  }
}

/// The hand's way between keyboard and pointer.
///
/// It belongs to the keyboard's statistics, and is withheld and carried over with them: each of these
/// tells that a key was struck, and when the hand left for it.
public struct HomingStatistics: BitwiseCopyable, Sendable {
  /// Seconds from the last key's press or release to the pointer, and from there to the next press,
  /// within ten.
  public var toPointer = TimeDistribution()
  public var toKeyboard = TimeDistribution()
  /// Presses of buttons and turns of the wheel, and those with a modifier key down.
  public var uses: UInt64 = 0
  public var modifiedUses: UInt64 = 0

  public init() {}

  mutating func use(withModifier isModified: Bool) {
    uses &+= 1
    if isModified { modifiedUses &+= 1 }
  }

  /// The one listing of these accumulators; see ``AccumulatorVisitor``.
  mutating func visit(_ visitor: inout some AccumulatorVisitor, with other: HomingStatistics) {
    visitor.visit("to_pointer", &toPointer, other.toPointer)
    visitor.visit("to_keyboard", &toKeyboard, other.toKeyboard)
    visitor.visit("uses", &uses, other.uses)
    visitor.visit(
      "modified_uses", &modifiedUses, other.modifiedUses,
      minimum: KeyboardStatistics.minimumCell)
  }
}

extension TimeDistribution {
  /// A time in microseconds, within what a hand's way takes.
  fileprivate mutating func add(seconds microseconds: Int64) {
    guard microseconds <= ClickStatistics.longestLatency else { return }
    add(max(BehaviorFeatures.seconds(microseconds), ClickStatistics.shortestTime))
  }
}
