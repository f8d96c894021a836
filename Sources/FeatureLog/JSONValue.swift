/// A small JSON document, for what commands tell other programs. Members keep their order.
public enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([Member])

  public struct Member: Sendable, Equatable {
    public var name: String
    public var value: JSONValue

    public init(_ name: String, _ value: JSONValue) {
      self.name = name
      self.value = value
    }
  }

  public static func optional(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }
  public static func optional(_ number: Int?) -> JSONValue {
    number.map(JSONValue.integer) ?? .null
  }

  /// The document on one line, newline included.
  public var line: [UInt8] {
    var text = JSONText()
    write(to: &text)
    text.append("\n")
    return text.bytes
  }

  /// An array with one element a line, that people can read too; anything else as ``line``.
  public var lines: [UInt8] {
    guard case .array(let elements) = self, !elements.isEmpty else { return line }
    var text = JSONText()
    for (index, element) in elements.enumerated() {
      text.append(index == 0 ? "[\n  " : ",\n  ")
      element.write(to: &text)
    }
    text.append("\n]\n")
    return text.bytes
  }

  /// The document for people to read too: what is short stays on one line.
  public var document: [UInt8] {
    var text = JSONText()
    write(to: &text, indent: "")
    text.append("\n")
    return text.bytes
  }

  private static let longestLine = 96

  private func write(to text: inout JSONText, indent: String) {
    var short = JSONText()
    write(to: &short)
    let isShort = short.bytes.count <= Self.longestLine - indent.utf8.count
    let inner = indent + "  "
    switch self {
    case .array(let elements) where !isShort:
      for (index, element) in elements.enumerated() {
        text.append((index == 0 ? "[\n" : ",\n").utf8)
        text.append(inner.utf8)
        element.write(to: &text, indent: inner)
      }
      text.append("\n\(indent)]".utf8)
    case .object(let members) where !isShort:
      for (index, member) in members.enumerated() {
        text.append((index == 0 ? "{\n" : ",\n").utf8)
        text.append(inner.utf8)
        text.append(string: member.name)
        text.append(": ")
        member.value.write(to: &text, indent: inner)
      }
      text.append("\n\(indent)}".utf8)
    default: text.append(short.bytes)
    }
  }

  private func write(to text: inout JSONText) {
    switch self {
    case .null: text.append("null")
    case .bool(let value): text.append(bool: value)
    case .integer(let value): text.append(integer: value)
    case .number(let value): text.append(number: value)
    case .string(let value): text.append(string: value)
    case .array(let elements):
      text.append("[")
      for (index, element) in elements.enumerated() {
        if index > 0 { text.append(", ") }
        element.write(to: &text)
      }
      text.append("]")
    case .object(let members):
      text.append("{")
      for (index, member) in members.enumerated() {
        if index > 0 { text.append(", ") }
        text.append(string: member.name)
        text.append(": ")
        member.value.write(to: &text)
      }
      text.append("}")
    }
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByDictionaryLiteral {
  public init(stringLiteral text: String) { self = .string(text) }

  public init(dictionaryLiteral members: (String, JSONValue)...) {
    self = .object(members.map { Member($0.0, $0.1) })
  }
}
