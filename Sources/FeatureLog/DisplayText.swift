/// Text as a terminal shows it: how many cells it takes, and nothing in it that steers the terminal.
public enum DisplayText {
  /// `text` with every control, invisible format character (bidirectional ones too) and line
  /// separator replaced, for names in a log come from users and devices.
  public static func sanitized(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
        result.append("\u{FFFD}")
      default:
        result.append(scalar)
      }
    }
    return String(result)
  }

  /// Terminal cells: two for East Asian wide characters and emoji, none for combining marks.
  public static func width(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { $0 + width($1) }
  }

  private static func width(_ scalar: Unicode.Scalar) -> Int {
    if scalar.isASCII { return 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    let isWide =
      scalar.properties.isEmojiPresentation
      || wideRanges.contains { $0.contains(scalar.value) }
    return isWide ? 2 : 1
  }

  /// The blocks of Unicode's East Asian Width property W and F, emoji aside.
  private static let wideRanges: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
    0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD,
  ]

  public static func leftAligned(_ text: String, to width: Int) -> String {
    text + padding(text, to: width)
  }

  public static func rightAligned(_ text: String, to width: Int) -> String {
    padding(text, to: width) + text
  }

  private static func padding(_ text: String, to width: Int) -> String {
    String(repeating: " ", count: max(0, width - Self.width(text)))
  }

  /// `text` without the spaces that it ends in.
  public static func trimmed(_ text: String) -> String {
    String(text.reversed().drop { $0 == " " }.reversed())
  }

  /// Breaks `text` at its spaces into lines of at most `width` cells, longer words aside.
  public static func wrapped(_ text: String, to width: Int) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ").map(String.init) {
      if let last = lines.last, Self.width(last) + 1 + Self.width(word) <= width {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(word)
      }
    }
    return lines
  }
}

/// How to set text apart on the terminal, where it can.
public struct TextStyle: Sendable, Equatable {
  public var isEnabled: Bool

  public init(isEnabled: Bool) {
    self.isEnabled = isEnabled
  }

  /// Color on a terminal, unless the environment's `NO_COLOR` is set to anything.
  public init(noColor: String?, isTerminal: Bool) {
    isEnabled = isTerminal && (noColor ?? "").isEmpty
  }

  public func bold(_ text: String) -> String { isEnabled ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
  public func dim(_ text: String) -> String { isEnabled ? "\u{1B}[2m\(text)\u{1B}[0m" : text }
}
