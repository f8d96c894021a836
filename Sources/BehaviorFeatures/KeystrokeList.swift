public import InputEvents

/// The times of one keystroke and of its way to the next, for research on recordings.
public struct KeystrokeTimes: Sendable, Equatable {
  /// The labels of the key's class and finger zone.
  public let keyClass: String
  public let zone: String
  /// Microseconds; `nil` where there was a gap, no next key, or no release.
  public internal(set) var hold: Int64?
  public internal(set) var downDown: Int64?
  public internal(set) var upDown: Int64?
  public internal(set) var upUp: Int64?
  public internal(set) var downUp: Int64?

  init(_ kind: KeyKind) {
    keyClass = kind.keyClass.label
    zone = kind.zone.label
  }
}

/// Lists keystrokes one by one, in the order of their presses, from the pairing that window statistics
/// are made by.
///
/// Such a list in the order of typing tells what was typed to whoever studies it long enough. It is made
/// of recordings alone, which hold as much; the sensor has no use for it.
public struct KeystrokeList {
  private var pairing = KeystrokePairing()
  private var sink = Sink()

  public init() {}

  /// Takes what became of an event.
  public mutating func consume(_ outcome: EventClassifier.Outcome) {
    switch outcome {
    case .action(let event): act(event)
    case .gap: gap()
    default: break
    }
  }

  /// Nothing that follows is paired with anything before.
  public mutating func gap() { pairing.gap() }

  /// Removes and returns the keystrokes of which no more will be known; all of them at the end.
  public mutating func takeFinished(atEnd: Bool = false) -> [KeystrokeTimes] {
    sink.takeFinished(atEnd: atEnd)
  }

  private mutating func act(_ event: InputEvent) {
    switch event.action {
    case .keyPress(let kind, let press, let sameKey):
      var key = Keystroke(number: press, kind: kind, isSameKey: sameKey, pressedAt: event.time)
      _ = pairing.press(&key, into: &sink)
    case .keyRelease(let kind, let press, let pressedAt):
      _ = pairing.release(
        kind, number: press, pressedAt: pressedAt, at: event.time, into: &sink)
    default: break
    }
  }

  private struct Sink: KeystrokeSink {
    private var strokes: [KeystrokeTimes] = []
    /// The number of the first one in the list.
    private var first: UInt32 = 1
    /// A key that is held longer than for so many others is listed without its release.
    private static let longest = 4_096
    /// What pairing remembers: of older presses no flight becomes known.
    private static let remembered = 16

    mutating func takeFinished(atEnd: Bool) -> [KeystrokeTimes] {
      guard atEnd || strokes.count > 2 * Self.remembered else { return [] }
      let candidates = atEnd ? strokes.count : strokes.count - Self.remembered - 1
      let isTooLong = atEnd || strokes.count > Self.longest
      let count =
        strokes.prefix(candidates).firstIndex { $0.hold == nil && !isTooLong } ?? candidates
      defer {
        strokes.removeFirst(count)
        first &+= UInt32(count)
      }
      return Array(strokes.prefix(count))
    }

    mutating func pressed(_ key: Keystroke, after previous: Keystroke?) {
      strokes.append(KeystrokeTimes(key.kind))
      if let previous { update(previous.number) { $0.downDown = key.interval } }
    }

    mutating func held(_ kind: KeyKind, number: UInt32, for hold: Int64, log logHold: Double) {
      update(number) { $0.hold = hold }
    }

    mutating func flew(from first: Keystroke, to second: Keystroke) {
      update(first.number) { $0.upDown = second.pressedAt - first.releasedAt }
    }

    mutating func reached(_ second: Keystroke, from first: Keystroke) {
      update(first.number) { $0.downUp = second.releasedAt - first.pressedAt }
    }

    mutating func released(_ first: Keystroke, _ second: Keystroke, before third: Keystroke?) {
      update(first.number) { $0.upUp = second.releasedAt - first.releasedAt }
    }

    private mutating func update(_ number: UInt32, _ change: (inout KeystrokeTimes) -> Void) {
      let index = Int(number) - Int(first)
      if strokes.indices.contains(index) { change(&strokes[index]) }
    }
  }
}
