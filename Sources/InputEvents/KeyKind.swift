/// What a key is for: nine classes, the finest meaning that leaves the read site.
public enum KeyClass: UInt8, CaseIterable, Sendable {
  case letter, digit, punctuation, space, erase, enter, modifier, navigation, other

  /// The short name that feature names use.
  public var label: String {
    switch self {
    case .letter: "letter"
    case .digit: "digit"
    case .punctuation: "punct"
    case .space: "space"
    case .erase: "bksp"
    case .enter: "enter"
    case .modifier: "mod"
    case .navigation: "nav"
    case .other: "other"
    }
  }
}

/// The finger that touch typing assigns to a key's position: `f0` (left little finger) to `f7`
/// (right little finger), and the thumbs.
public enum FingerZone: UInt8, CaseIterable, Sendable {
  case f0, f1, f2, f3, f4, f5, f6, f7, thumb

  public var label: String { self == .thumb ? "thumb" : "f\(rawValue)" }
}

/// A key's class and finger zone: all that Tactus ever knows about which key it was.
///
/// The zone follows the key's physical position (kernel key codes are positions on a US board,
/// whatever the keymap says they type). Of the modifiers, Shift counts to the little fingers and
/// the bottom row (Ctrl, Alt, Super, Menu) to the thumb zone, which tells capitals from shortcuts
/// without telling which modifier it was.
///
/// No kind of a letter, digit or mark has but one key, for that kind would be the key: P counts with
/// its neighbours O and L, the comma with the dot, and digits by hand.
public struct KeyKind: BitwiseCopyable, Sendable, Hashable {
  private let packed: UInt8

  public init(_ keyClass: KeyClass, _ zone: FingerZone) {
    packed = keyClass.rawValue << 4 | zone.rawValue
  }

  // Both raw values come from a valid case, so the lookup can't fail; the default keeps the
  // optimiser from emitting a trap on the hot path.
  @inline(__always)
  public var keyClass: KeyClass { KeyClass(rawValue: packed >> 4) ?? .other }
  @inline(__always)
  public var zone: FingerZone { FingerZone(rawValue: packed & 15) ?? .f7 }

  /// The kind of a kernel key code, or `nil` for a code that is no key (buttons, tools, switches).
  @inline(__always)
  public init?(code: UInt16) {
    guard code != 0, code < 0x100 || (0x160..<0x2c0).contains(code),
      // A gamepad's directions and grips, amid the keys.
      !(0x220...0x227).contains(code)
    else { return nil }
    self = code < 128 ? Self.table[Int(code)] : KeyKind(.other, .f7)
  }

  /// Codes 1 to 127 of `linux/input-event-codes.h`; whatever is not named is `other`, `f7`.
  private static let table: InlineArray<128, KeyKind> = {
    var table = InlineArray<128, KeyKind>(repeating: KeyKind(.other, .f7))
    for (kind, codes) in assignments {
      for code in codes { table[code] = kind }
    }
    return table
  }()

  /// Which codes have which kind. Obfuscation draws replacements from the same lists.
  static let assignments: [(KeyKind, [Int])] = [
    (KeyKind(.letter, .f0), [16, 30, 44]),  // Q A Z
    (KeyKind(.letter, .f1), [17, 31, 45]),  // W S X
    (KeyKind(.letter, .f2), [18, 32, 46]),  // E D C
    (KeyKind(.letter, .f3), [19, 33, 47, 20, 34, 48]),  // R F V T G B
    (KeyKind(.letter, .f4), [21, 35, 49, 22, 36, 50]),  // Y H N U J M
    (KeyKind(.letter, .f5), [23, 37]),  // I K
    (KeyKind(.letter, .f6), [24, 38, 25]),  // O L P
    (KeyKind(.digit, .f2), [2, 3, 4, 5, 6]),  // 1 to 5
    // 6 to 0, keypad
    (KeyKind(.digit, .f5), [7, 8, 9, 10, 11, 71, 72, 73, 75, 76, 77, 79, 80, 81, 82]),
    (KeyKind(.punctuation, .f0), [41, 86]),  // grave, 102nd
    (KeyKind(.punctuation, .f6), [51, 52, 83, 121]),  // comma, dot, keypad dot and comma
    // minus equal [ ] ; ' \ / Ro Yen, keypad * - + / =
    (KeyKind(.punctuation, .f7), [12, 13, 26, 27, 39, 40, 43, 53, 89, 124, 55, 74, 78, 98, 117]),
    (KeyKind(.space, .thumb), [57]),
    (KeyKind(.erase, .f7), [14, 111]),  // backspace, delete
    (KeyKind(.enter, .f7), [28, 96]),
    (KeyKind(.modifier, .f0), [42]),  // left shift
    (KeyKind(.modifier, .f7), [54]),  // right shift
    (KeyKind(.modifier, .thumb), [29, 56, 97, 100, 125, 126, 127]),  // Ctrl Alt Super Menu
    // home up page-up left right end down page-down insert
    (KeyKind(.navigation, .f7), [102, 103, 104, 105, 106, 107, 108, 109, 110]),
    (KeyKind(.other, .f0), [1, 15, 58, 59, 60, 61, 62, 63]),  // Esc Tab CapsLock F1 to F5
  ]

  /// Every kernel code below 128 that has this kind, in ascending order.
  public var codes: [UInt16] {
    (1..<128).map(UInt16.init).filter { KeyKind(code: $0) == self }
  }
}
