public import InputEvents

/// Takes finished windows: a ring to another thread, a recording's output, a test.
public protocol WindowSink: ~Copyable {
  mutating func take(_ window: borrowing WindowStatistics)

  /// Takes a pointer's action. Only who plays recordings wants them: one by one, and in order, they
  /// tell too much.
  mutating func take(_ action: borrowing PointerAction)
}

extension WindowSink where Self: ~Copyable {
  @inline(__always)
  public mutating func take(_ action: borrowing PointerAction) {}
}

/// Turns what a person does into window statistics, one event at a time.
///
/// Windows lie on a grid of the monotonic clock, so that a window's edge tells nothing about an
/// event's time, and the same events give the same windows live and from a recording. Nothing here
/// allocates, locks or asks for the time.
public struct FeatureExtractor: ~Copyable, Sendable {
  /// Microseconds.
  public let windowLength: Int64

  private var window = WindowStatistics()
  private var isOpen = false
  private var keyboard = KeyboardTracker()
  private var pointer = PointerTracker()
  private var clicks = ClickTracker()
  private var scroll = ScrollTracker()
  private var hand = HandTracker()

  /// - Parameter windowLength: in microseconds, a whole number of seconds.
  public init(windowLength: Int64) {
    precondition(windowLength > 0 && windowLength % 1_000_000 == 0, "windows are whole seconds")
    self.windowLength = windowLength
  }

  /// When the open window ends; `nil` while none is open, which is when no timer need run.
  public var deadline: Int64? { isOpen ? window.end : nil }

  /// Whether keystrokes are waiting for more to be shown with.
  public var withholdsKeystrokes: Bool { window.keyboard.presses > 0 }

  /// Takes what became of one kernel event of `device`, which came at `time`.
  ///
  /// Each window that this closes goes to `sink`.
  @inline(__always)
  public mutating func consume(
    _ outcome: EventClassifier.Outcome, side: EventSide, device: UInt32, provenance: Provenance,
    unit: LengthUnit, at time: Int64, into sink: inout some WindowSink & ~Copyable
  ) {
    if case .frameEnd = outcome { return }
    open(at: time, into: &sink)
    if case .motion = outcome {
      window.provenances |= 1 << provenance.rawValue
    } else if side == .keyboard {
      window.keyboard.provenances |= 1 << provenance.rawValue
    } else {
      window.provenances |= 1 << provenance.rawValue
    }
    switch outcome {
    case .motion(let event):
      act(event, device, unit, provenance, into: &sink)
    case .part:
      countUsed(side)
    case .action(let event):
      countUsed(side)
      act(event, device, unit, provenance, into: &sink)
    case .setAside(let cause):
      countSetAside(cause, side)
    case .gap(let cause):
      // The event at which a device's clock ran backwards is itself the first one lost.
      if cause == .clock { countSetAside(.brokenFrame, side) }
      gap(cause)
    case .frameEnd: break
    }
  }

  /// Notes a hole in the stream at `time`, after which nothing is paired with what was before.
  public mutating func noteGap(
    _ cause: GapCause, at time: Int64, into sink: inout some WindowSink & ~Copyable
  ) {
    open(at: time, into: &sink)
    gap(cause)
  }

  /// Closes the open window if it has ended by `time`.
  public mutating func advance(to time: Int64, into sink: inout some WindowSink & ~Copyable) {
    while isOpen, time >= window.end { close(into: &sink) }
  }

  /// Closes the open window at `time`, before its end, and forgets what was withheld.
  public mutating func stop(at time: Int64, into sink: inout some WindowSink & ~Copyable) {
    advance(to: time, into: &sink)
    if isOpen {
      if pointer.finish(into: &window.pointer, &sink) { window.hasContent = true }
      if scroll.finish(into: &window.scroll) { window.hasContent = true }
      keyboard.settle(by: time, into: &window.keyboard)
      window.end = max(time, window.start)
      window.isComplete = false
      deliver(into: &sink)
      isOpen = false
    }
    window = WindowStatistics()
    keyboard.gap()
    clicks.gap()
    hand.gap()
  }

  @inline(__always)
  private mutating func open(at time: Int64, into sink: inout some WindowSink & ~Copyable) {
    if isOpen {
      if time < window.end { return }
      advance(to: time, into: &sink)
      if isOpen { return }
    }
    begin(at: time)
  }

  private mutating func begin(at time: Int64) {
    // Floor, so that the grid is even for times before zero too.
    var index = time / windowLength
    if time % windowLength < 0 { index -= 1 }
    window.start = index * windowLength
    window.end = window.start + windowLength
    isOpen = true
  }

  private mutating func close(into sink: inout some WindowSink & ~Copyable) {
    if pointer.settle(by: window.end, into: &window.pointer, &sink) { window.hasContent = true }
    if scroll.settle(by: window.end, into: &window.scroll) { window.hasContent = true }
    keyboard.settle(by: window.end, into: &window.keyboard)
    let end = window.end
    deliver(into: &sink)
    isOpen = false
    // What crosses the edge belongs to the window in which it ends.
    if pointer.isPending || scroll.isPending { begin(at: end) }
  }

  /// Hands the window over and begins afresh; the keyboard's part goes on until it may be shown.
  private mutating func deliver(into sink: inout some WindowSink & ~Copyable) {
    window.keyboard.span += window.length
    let shows = window.keyboard.isReleasable
    if shows || window.hasContent { sink.take(window) }
    let kept = window.keyboard
    window = WindowStatistics()
    if !shows { window.keyboard = kept }
  }

  @inline(__always)
  private mutating func act(
    _ event: InputEvent, _ device: UInt32, _ unit: LengthUnit, _ provenance: Provenance,
    into sink: inout some WindowSink & ~Copyable
  ) {
    switch event.action {
    case .motion(let dx, let dy):
      hand.move(at: event.time, into: &window)
      window.hasContent = true
      window.pointer.units |= 1 << unit.rawValue
      pointer.move(
        dx, dy, device: device, unit: unit, provenance: provenance, at: event.time,
        into: &window.pointer, &sink)
    case .keyPress(let kind, let press, let sameKey):
      hand.keyPress(kind, at: event.time, into: &window)
      keyboard.press(
        kind, number: press, sameKey: sameKey, at: event.time, into: &window.keyboard)
    case .keyRelease(let kind, let press, let pressedAt):
      hand.keyRelease(kind, at: event.time)
      keyboard.release(
        kind, number: press, pressedAt: pressedAt, at: event.time, into: &window.keyboard)
    case .keyRepeat:
      window.keyboard.repeats &+= 1
    case .buttonPress(let button):
      hand.press(at: event.time, into: &window)
      pointer.press(button, at: event.time, into: &window.pointer, &sink)
      clicks.press(
        button, at: event.time, travelled: pointer.travelled, into: &window.clicks)
    case .buttonRelease(let button, let pressedAt):
      hand.release(at: event.time)
      pointer.release(button, at: event.time, into: &window.pointer, &sink)
      clicks.release(
        button, pressedAt: pressedAt, at: event.time, travelled: pointer.travelled, unit: unit,
        into: &window.clicks)
    case .scroll(let vertical, let horizontal):
      hand.scroll(at: event.time, into: &window)
      scroll.scroll(
        vertical: vertical, horizontal: horizontal, at: event.time, into: &window.scroll)
    }
  }

  private mutating func gap(_ cause: GapCause) {
    window.gaps[cause] &+= 1
    window.hasContent = true
    keyboard.gap()
    pointer.gap(into: &window.pointer)
    clicks.gap()
    scroll.gap()
    hand.gap()
  }

  @inline(__always)
  private mutating func countUsed(_ side: EventSide) {
    if side == .keyboard {
      window.keyboard.ledger.used &+= 1
    } else {
      window.pointer.ledger.used &+= 1
      window.hasContent = true
    }
  }

  private mutating func countSetAside(_ cause: SetAsideCause, _ side: EventSide) {
    if side == .keyboard {
      window.keyboard.ledger.setAside(cause)
    } else {
      window.pointer.ledger.setAside(cause)
      window.hasContent = true
    }
  }
}
