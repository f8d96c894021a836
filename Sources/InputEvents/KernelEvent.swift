/// One `struct input_event` as a 64-bit kernel delivers it: same fields, same layout, 24 bytes.
///
/// It holds a key code, so it exists only where events are read (a device, a recording) and goes no
/// further than ``EventClassifier``.
public struct KernelEvent: BitwiseCopyable, Sendable, Equatable {
  public var seconds: Int
  public var microseconds: Int
  public var type: UInt16
  public var code: UInt16
  public var value: Int32

  public init(time: Int64, type: UInt16, code: UInt16, value: Int32) {
    seconds = Int(time / 1_000_000)
    microseconds = Int(time % 1_000_000)
    self.type = type
    self.code = code
    self.value = value
  }

  /// The kernel's stamp, in microseconds of whichever clock the descriptor was set to.
  @inline(__always)
  public var time: Int64 { Int64(seconds &* 1_000_000 &+ microseconds) }
}

/// Event types, from `linux/input-event-codes.h`.
public enum EventType {
  public static let synchronization: UInt16 = 0x00
  public static let key: UInt16 = 0x01
  public static let relative: UInt16 = 0x02
  public static let absolute: UInt16 = 0x03
  public static let miscellaneous: UInt16 = 0x04
}

/// The event codes that Tactus names, from `linux/input-event-codes.h`. Keys are in ``KeyKind``.
public enum EventCode {
  public static let synReport: UInt16 = 0
  public static let synDropped: UInt16 = 3

  public static let relX: UInt16 = 0x00
  public static let relY: UInt16 = 0x01
  public static let relHorizontalWheel: UInt16 = 0x06
  public static let relWheel: UInt16 = 0x08
  public static let relWheelHighResolution: UInt16 = 0x0b
  public static let relHorizontalWheelHighResolution: UInt16 = 0x0c

  public static let absX: UInt16 = 0x00
  public static let absY: UInt16 = 0x01

  public static let buttonLeft: UInt16 = 0x110
  public static let buttonTask: UInt16 = 0x117
  public static let toolPen: UInt16 = 0x140
  public static let toolFinger: UInt16 = 0x145
  public static let toolLens: UInt16 = 0x147
  public static let touch: UInt16 = 0x14a
  public static let stylus: UInt16 = 0x14b
  public static let toolDoubleTap: UInt16 = 0x14d
  public static let toolTripleTap: UInt16 = 0x14e
  public static let toolQuadrupleTap: UInt16 = 0x14f
  public static let toolQuintupleTap: UInt16 = 0x148
}
