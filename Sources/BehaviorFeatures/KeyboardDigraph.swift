internal import InputEvents

extension KeyKind {
  /// Whether the key puts a character on the screen: letters, digits, marks and the space bar.
  var isPrinting: Bool {
    switch keyClass {
    case .letter, .digit, .punctuation, .space: true
    default: false
    }
  }

  /// The hand that touch typing assigns; `nil` for the thumbs' keys.
  var hand: Hand? {
    switch zone {
    case .f0, .f1, .f2, .f3: .left
    case .f4, .f5, .f6, .f7: .right
    case .thumb: nil
    }
  }
}

enum Hand: UInt8, CaseIterable, Sendable {
  case left, right

  var label: String { self == .left ? "left" : "right" }
}

/// How two printing keys, struck one after the other, are shared among the hands.
///
/// Of digits and marks the zone tells the hand, but not always the finger (see ``KeyKind``), so only
/// letters can share a finger; two letters that do count there and not to the hand's pairs.
enum HandDigraph: UInt8, CaseIterable, Sendable {
  case sameKey, sameFinger, leftLeft, rightRight, leftRight, rightLeft, thumbFinger, fingerThumb

  init?(from first: KeyKind, to second: KeyKind, sameKey: Bool) {
    guard first.isPrinting, second.isPrinting else { return nil }
    if sameKey {
      self = .sameKey
      return
    }
    switch (first.hand, second.hand) {
    case (nil, .some): self = .thumbFinger
    case (.some, nil): self = .fingerThumb
    case (.left, .right): self = .leftRight
    case (.right, .left): self = .rightLeft
    case (.some(let hand), .some):
      if first.keyClass == .letter, second == first {
        self = .sameFinger
      } else {
        self = hand == .left ? .leftLeft : .rightRight
      }
    // Two different keys for the thumbs, of which there is but one that prints.
    case (nil, nil): return nil
    }
  }

  var label: String {
    switch self {
    case .sameKey: "same_key"
    case .sameFinger: "same_finger"
    case .leftLeft: "left_left"
    case .rightRight: "right_right"
    case .leftRight: "left_right"
    case .rightLeft: "right_left"
    case .thumbFinger: "thumb_finger"
    case .fingerThumb: "finger_thumb"
    }
  }
}

/// Which classes of keys follow each other; those pairs that text is full of.
enum ClassDigraph: UInt8, CaseIterable, Sendable {
  case letterLetter, letterSpace, spaceLetter, eraseErase, modifierLetter, punctuationSpace
  case letterPunctuation

  init?(from first: KeyKind, to second: KeyKind) {
    switch (first.keyClass, second.keyClass) {
    case (.letter, .letter): self = .letterLetter
    case (.letter, .space): self = .letterSpace
    case (.space, .letter): self = .spaceLetter
    case (.erase, .erase): self = .eraseErase
    case (.modifier, .letter): self = .modifierLetter
    case (.punctuation, .space): self = .punctuationSpace
    case (.letter, .punctuation): self = .letterPunctuation
    default: return nil
    }
  }

  var label: String { "\(classes.first.label)_\(classes.second.label)" }

  var classes: (first: KeyClass, second: KeyClass) {
    switch self {
    case .letterLetter: (.letter, .letter)
    case .letterSpace: (.letter, .space)
    case .spaceLetter: (.space, .letter)
    case .eraseErase: (.erase, .erase)
    case .modifierLetter: (.modifier, .letter)
    case .punctuationSpace: (.punctuation, .space)
    case .letterPunctuation: (.letter, .punctuation)
    }
  }
}
