internal import OperationalLog

/// A value of a YAML document, and where it stands.
struct YAMLNode: Equatable {
  enum Content: Equatable {
    /// Text as written. What it means is for the reader of the key to say: `off` is a word here,
    /// and only a truth value where one is expected.
    case scalar(String)
    case sequence([YAMLNode])
    case mapping([Entry])
  }

  struct Entry: Equatable {
    var key: String
    var keyPosition: YAMLPosition
    var value: YAMLNode
  }

  var content: Content
  var position: YAMLPosition
}

/// Line and column, both counted from 1; a column is a character (a Unicode scalar).
struct YAMLPosition: Hashable {
  var line: Int
  var column: Int

  static let start = YAMLPosition(line: 1, column: 1)
}

/// A mistake in a YAML document.
struct YAMLError: Error, Equatable {
  var position: YAMLPosition
  var message: String
}

/// Text of a file as a message shows it: in quotes, on one line, and not at length.
func quoted(_ text: String) -> String {
  let longest = 60
  let shown =
    text.unicodeScalars.count > longest ? String(text.unicodeScalars.prefix(longest)) + "…" : text
  return "'\(LogLine.escaped(shown))'"
}

/// The same at the end of "expected …, found …".
func found(_ text: String) -> String { text.isEmpty ? "nothing" : quoted(text) }
