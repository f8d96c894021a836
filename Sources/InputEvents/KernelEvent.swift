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

extension KernelEvent {
  /// The value of a key's release that nobody made, in place of the kernel's 0.
  public static let forcedRelease: Int32 = -1

  /// Marks the releases that the kernel made itself among `events`, which end with a frame's end.
  ///
  /// When a device goes away or the machine goes to sleep, the kernel lets go of every key that is
  /// down, and ends the frame by a `SYN_REPORT` of 1 instead of 0 (`input_dev_release_keys`; frames of
  /// its own auto-repeat end like that too). No person let go of a key then.
  public static func markForcedReleases(in events: inout MutableSpan<KernelEvent>) {
    var isForced = false
    for index in events.indices.reversed() {
      let event = events[index]
      if event.type == EventType.synchronization {
        isForced = event.code == EventCode.synReport && event.value != 0
      } else if isForced, event.type == EventType.key, event.value == 0 {
        events[index].value = forcedRelease
      }
    }
  }
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
