/// Turns one device's kernel events into what a person did: the place where key codes end.
///
/// It pairs releases with presses, joins the axes of a report into one movement, keeps high and low
/// resolution wheels apart and repairs the stream after the kernel dropped events. A key's code stays
/// in the table of keys that are down until its release; the code of the press before stays until the
/// next press, to tell a double letter. Nothing else remembers it, and no result holds it.
public struct EventClassifier: ~Copyable, Sendable {
  /// What became of one kernel event.
  public enum Outcome: BitwiseCopyable, Sendable, Equatable {
    /// An action, complete with this event.
    case action(InputEvent)
    /// The frame's movement, complete with the frame's end.
    case motion(InputEvent)
    /// Part of a movement that the frame's end will complete, or of the device's own state.
    case part
    case setAside(SetAsideCause)
    /// The end of a frame without movement.
    case frameEnd
    /// The stream has a hole here; everything held was forgotten.
    case gap(GapCause)
  }

  /// The unit of this device's movements.
  public let unit: LengthUnit

  private let coarseWheel: Axes
  private let scaleX: Float
  private let scaleY: Float
  private let isTouchpad: Bool

  private var held = InlineArray<32, HeldKey>(repeating: HeldKey())
  /// The code of the press before, 0 where it was set aside, and its number.
  private var previousPress: UInt16 = 0
  private var previousNumber: UInt32 = 0
  private var buttonPressedAt = InlineArray<8, Int64>(repeating: .min)
  private var lastTime = Int64.min
  private var skipsToFrameEnd = false

  private var dx: Int = 0
  private var dy: Int = 0
  private var x = AbsolutePosition()
  private var y = AbsolutePosition()
  private var touchBegan = false
  private var multiFingerTools: MultiFingerTools = []
  /// Whether it is unknown how many fingers are on the touchpad: after a gap, until it tells.
  private var fingersUnknown = false

  private struct HeldKey: BitwiseCopyable {
    var code: UInt16 = 0
    var press: UInt32 = 0
    var pressedAt: Int64 = 0
  }

  private struct AbsolutePosition: BitwiseCopyable {
    var current: Int = 0
    var previous: Int = 0
    var isKnown = false

    mutating func move(to value: Int) {
      if !isKnown { previous = value }
      current = value
      isKnown = true
    }

    /// The distance since the last frame, which it ends.
    mutating func step() -> Int {
      defer { previous = current }
      return current - previous
    }
  }

  /// The kernel's words for two, three, four and five fingers. When the number of fingers changes,
  /// one frame ends a tool and begins another, in the order of their numbers.
  private struct MultiFingerTools: OptionSet {
    let rawValue: UInt8

    static func tool(_ code: UInt16) -> MultiFingerTools {
      MultiFingerTools(rawValue: 1 << UInt8(truncatingIfNeeded: code & 7))
    }
  }

  private struct Axes: OptionSet {
    let rawValue: UInt8
    static let vertical = Axes(rawValue: 1)
    static let horizontal = Axes(rawValue: 2)
  }

  public init(_ device: DeviceDescription) {
    var coarse: Axes = []
    if device.has(EventType.relative, EventCode.relWheelHighResolution) { coarse.insert(.vertical) }
    if device.has(EventType.relative, EventCode.relHorizontalWheelHighResolution) {
      coarse.insert(.horizontal)
    }
    coarseWheel = coarse
    isTouchpad = device.isTouchpad
    (scaleX, scaleY, unit) = device.scale
  }

  /// Which half of the bookkeeping an event belongs to. What isn't plainly the pointer's counts to the
  /// keyboard, the side that is withheld.
  @inline(__always)
  public static func side(of event: KernelEvent) -> EventSide {
    switch event.type {
    case EventType.relative, EventType.absolute: .pointer
    case EventType.key: KeyKind(code: event.code) == nil ? .pointer : .keyboard
    default: .keyboard
    }
  }

  /// Forgets everything held and half-read: nothing is computed across a gap.
  public mutating func forget() {
    for index in held.indices { held[index] = HeldKey() }
    previousPress = 0
    for index in buttonPressedAt.indices { buttonPressedAt[index] = .min }
    dx = 0
    dy = 0
    x.isKnown = false
    y.isKnown = false
    touchBegan = false
    multiFingerTools = []
    fingersUnknown = isTouchpad
  }

  /// Takes the next event of the device. `presses` is the sensor's count of key presses so far.
  @inline(__always)
  public mutating func classify(_ event: KernelEvent, presses: inout UInt32) -> Outcome {
    let time = event.time
    if event.type == EventType.synchronization { return endFrame(event.code, at: time) }
    if skipsToFrameEnd { return .setAside(.brokenFrame) }
    guard time >= lastTime else { return stepBack() }
    lastTime = time
    switch event.type {
    case EventType.relative: return relative(event.code, event.value, at: time)
    case EventType.key:
      if event.value == KernelEvent.forcedRelease { return letGo(event.code) }
      guard let kind = KeyKind(code: event.code) else {
        return button(event.code, event.value, at: time)
      }
      return key(kind, event.code, event.value, at: time, presses: &presses)
    case EventType.absolute: return absolute(event.code, event.value)
    default: return .setAside(.unused)
    }
  }

  private mutating func endFrame(_ code: UInt16, at time: Int64) -> Outcome {
    switch code {
    case EventCode.synReport:
      if skipsToFrameEnd {
        skipsToFrameEnd = false
        return .frameEnd
      }
      return endMovement(at: time)
    case EventCode.synDropped:
      forget()
      skipsToFrameEnd = true
      lastTime = .min
      return .gap(.dropped)
    // The end of a contact, not of the frame, or a sign that the kernel keeps for itself.
    default: return skipsToFrameEnd ? .setAside(.brokenFrame) : .part
    }
  }

  /// Times are only compared within a device, whose stamps must not run backwards.
  private mutating func stepBack() -> Outcome {
    forget()
    skipsToFrameEnd = true
    lastTime = .min
    return .gap(.clock)
  }

  @inline(__always)
  private mutating func endMovement(at time: Int64) -> Outcome {
    if x.isKnown || y.isKnown {
      let step = (x.step(), y.step())
      if !touchBegan && !isGesture {
        dx += step.0
        dy += step.1
      }
    }
    touchBegan = false
    guard dx != 0 || dy != 0 else { return .frameEnd }
    defer {
      dx = 0
      dy = 0
    }
    return .motion(
      InputEvent(time: time, action: .motion(dx: Float(dx) * scaleX, dy: Float(dy) * scaleY)))
  }

  @inline(__always)
  private mutating func relative(_ code: UInt16, _ value: Int32, at time: Int64) -> Outcome {
    switch code {
    case EventCode.relX:
      dx += Int(value)
      return .part
    case EventCode.relY:
      dy += Int(value)
      return .part
    case EventCode.relWheelHighResolution:
      return scroll(vertical: value, horizontal: 0, at: time)
    case EventCode.relHorizontalWheelHighResolution:
      return scroll(vertical: 0, horizontal: value, at: time)
    case EventCode.relWheel:
      if coarseWheel.contains(.vertical) { return .setAside(.coarseWheel) }
      return scroll(vertical: value &* 120, horizontal: 0, at: time)
    case EventCode.relHorizontalWheel:
      if coarseWheel.contains(.horizontal) { return .setAside(.coarseWheel) }
      return scroll(vertical: 0, horizontal: value &* 120, at: time)
    default: return .setAside(.unused)
    }
  }

  private func scroll(vertical: Int32, horizontal: Int32, at time: Int64) -> Outcome {
    .action(InputEvent(time: time, action: .scroll(vertical: vertical, horizontal: horizontal)))
  }

  /// Follows the position through gestures too: when they end, the kernel tells only what changed.
  private mutating func absolute(_ code: UInt16, _ value: Int32) -> Outcome {
    switch code {
    case EventCode.absX: x.move(to: Int(value))
    case EventCode.absY: y.move(to: Int(value))
    default: return .setAside(.unused)
    }
    return isGesture ? .setAside(.gesture) : .part
  }

  /// Several fingers move no pointer; neither counts what may be several.
  private var isGesture: Bool { fingersUnknown || !multiFingerTools.isEmpty }

  private mutating func key(
    _ kind: KeyKind, _ code: UInt16, _ value: Int32, at time: Int64, presses: inout UInt32
  ) -> Outcome {
    switch value {
    case 0:
      for index in held.indices where held[index].code == code {
        let press = held[index]
        held[index] = HeldKey()
        return .action(
          InputEvent(
            time: time,
            action: .keyRelease(kind, press: press.press, pressedAt: press.pressedAt)))
      }
      return .setAside(.unpairedRelease)
    case 1:
      // Of another keyboard's press in between, this device knows by the number alone.
      let sameKey = previousPress == code && previousNumber == presses
      // A press of a key that is down already replaces it: its release was lost.
      var free = held.firstIndex { $0.code == code }
      if free == nil { free = held.firstIndex { $0.code == 0 } }
      guard let free else {
        previousPress = 0
        return .setAside(.tableFull)
      }
      presses &+= 1
      previousPress = code
      previousNumber = presses
      held[free] = HeldKey(code: code, press: presses, pressedAt: time)
      return .action(
        InputEvent(time: time, action: .keyPress(kind, press: presses, sameKey: sameKey)))
    default:
      return .action(InputEvent(time: time, action: .keyRepeat(kind)))
    }
  }

  /// The kernel let go of the key or button: it is down no more, but nobody held it until then.
  private mutating func letGo(_ code: UInt16) -> Outcome {
    for index in held.indices where held[index].code == code { held[index] = HeldKey() }
    if (EventCode.buttonLeft...EventCode.buttonTask).contains(code) {
      buttonPressedAt[Int(code - EventCode.buttonLeft)] = .min
    } else if KeyKind(code: code) == nil {
      _ = button(code, 0, at: lastTime)
    }
    return .setAside(.forcedRelease)
  }

  private mutating func button(_ code: UInt16, _ value: Int32, at time: Int64) -> Outcome {
    switch code {
    case EventCode.buttonLeft...EventCode.buttonTask:
      let index = Int(code - EventCode.buttonLeft)
      let button = PointerButton(rawValue: UInt8(min(index, 3))) ?? .auxiliary
      switch value {
      case 0:
        let pressedAt = buttonPressedAt[index]
        guard pressedAt != .min else { return .setAside(.unpairedRelease) }
        buttonPressedAt[index] = .min
        return .action(
          InputEvent(time: time, action: .buttonRelease(button, pressedAt: pressedAt)))
      case 1:
        buttonPressedAt[index] = time
        return .action(InputEvent(time: time, action: .buttonPress(button)))
      // The kernel repeats buttons too where the device has keys that it repeats.
      default: return .setAside(.unused)
      }
    case EventCode.touch, EventCode.toolPen...EventCode.toolLens:
      touchBegan = true
      fingersUnknown = false
      return .part
    case EventCode.toolDoubleTap, EventCode.toolTripleTap, EventCode.toolQuadrupleTap,
      EventCode.toolQuintupleTap:
      let tool = MultiFingerTools.tool(code)
      if isTouchpad && value != 0 {
        multiFingerTools.insert(tool)
      } else {
        multiFingerTools.remove(tool)
      }
      touchBegan = true
      fingersUnknown = false
      return .part
    default: return .setAside(.unused)
    }
  }
}

extension InlineArray {
  @inline(__always)
  fileprivate func firstIndex(where matches: (Element) -> Bool) -> Int?
  where Element: BitwiseCopyable {
    for index in indices where matches(self[index]) { return index }
    return nil
  }
}

extension DeviceDescription {
  /// A pad that a finger moves on, as the kernel describes it: finger tool, no pen.
  public var isTouchpad: Bool {
    has(EventType.key, EventCode.toolFinger) && !has(EventType.key, EventCode.stylus)
  }

  /// Millimetres per unit where the resolution is known on both axes, else 1.
  fileprivate var scale: (x: Float, y: Float, unit: LengthUnit) {
    if has(EventType.relative, EventCode.relX) {
      guard let dotsPerInch, dotsPerInch > 0 else { return (1, 1, .counts) }
      let scale = Float(25.4) / Float(dotsPerInch)
      return (scale, scale, .millimeters)
    }
    guard let x = axes[EventCode.absX]?.resolution, let y = axes[EventCode.absY]?.resolution,
      x > 0, y > 0
    else { return (1, 1, .counts) }
    return (1 / Float(x), 1 / Float(y), .millimeters)
  }
}
