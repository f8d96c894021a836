import CLinux
import InputEvents

/// Which events a descriptor delivers (`EVIOCSMASK`). The kernel doesn't even wake the reader for a
/// frame that the mask leaves empty.
enum EventMask {
  /// What ``EventClassifier`` understands, and nothing else: no scan codes, lights, sounds, switches
  /// or single contacts of a touchpad.
  static let classified: [(type: UInt16, codes: [UInt16])] = [
    (EventType.key, Array(0..<768)),
    (
      EventType.relative,
      [
        EventCode.relX, EventCode.relY, EventCode.relWheel, EventCode.relHorizontalWheel,
        EventCode.relWheelHighResolution, EventCode.relHorizontalWheelHighResolution,
      ]
    ),
    (EventType.absolute, [EventCode.absX, EventCode.absY]),
  ]

  /// Lets through what the classifier uses. Returns 0, or the errno of the refusal: kernels before
  /// 4.4 have no masks, and the classifier sets the rest aside then.
  static func applyClassified(to descriptor: CInt) -> CInt {
    for (type, codes) in classified {
      let code = set(descriptor, type, codes)
      guard code == 0 else { return code }
    }
    return set(descriptor, 0, classified.map(\.type))
  }

  /// Lets nothing through.
  static func applyNothing(to descriptor: CInt) -> CInt { set(descriptor, 0, []) }

  private static func set(_ descriptor: CInt, _ type: UInt16, _ codes: [UInt16]) -> CInt {
    // As many bits as the largest type has (KEY_CNT, 768); the kernel takes what it needs.
    var bits = InlineArray<12, UInt64>(repeating: 0)
    for code in codes { bits[Int(code) / 64] |= 1 << UInt64(code % 64) }
    return withUnsafeBytes(of: &bits) { bytes in
      -clinux_input_set_mask(descriptor, UInt32(type), bytes.baseAddress, UInt32(bytes.count))
    }
  }
}
