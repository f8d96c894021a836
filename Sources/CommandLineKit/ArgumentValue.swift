/// A value that can be read from one word of a command line, or one scalar of a configuration.
public protocol ArgumentValue: Sendable {
  /// What a good value is, to end the sentence "expected …".
  static var expectation: String { get }
  /// The words that it takes, where they are few; else none.
  static var choices: [String] { get }
  /// Nil where `argument` isn't such a value.
  init?(argument: String)
  /// The value as a person would write it; reads back as the same value.
  var argument: String { get }
}

extension ArgumentValue {
  public static var choices: [String] { [] }
}

extension String: ArgumentValue {
  public static var expectation: String { "text" }
  public init?(argument: String) { self = argument }
  public var argument: String { self }
}

extension Int: ArgumentValue {
  public static var expectation: String { "a whole number" }
  public init?(argument: String) { self.init(argument) }
  public var argument: String { String(self) }
}

/// Finite numbers only: infinity and not-a-number are never what a person meant.
extension Double: ArgumentValue {
  public static var expectation: String { "a number" }
  public init?(argument: String) {
    guard let value = Double(argument), value.isFinite else { return nil }
    self = value
  }
  public var argument: String { String(self) }
}

extension Bool: ArgumentValue {
  public static var expectation: String { choices.alternatives }
  public static var choices: [String] { ["true", "false"] }

  /// `true` and `false`, and the other words that YAML once had for them.
  public init?(argument: String) {
    switch argument {
    case "true", "yes", "on": self = true
    case "false", "no", "off": self = false
    default: return nil
    }
  }
  public var argument: String { String(self) }
}

/// Several values in one word, with commas between; none in an empty one.
extension Array: ArgumentValue where Element: ArgumentValue {
  public static var expectation: String { "\(Element.expectation), or several with commas between" }
  public static var choices: [String] { Element.choices }

  public init?(argument: String) {
    var values: [Element] = []
    guard !argument.isEmpty else {
      self = values
      return
    }
    for word in argument.split(separator: ",", omittingEmptySubsequences: false) {
      guard let value = Element(argument: String(word)) else { return nil }
      values.append(value)
    }
    self = values
  }
  public var argument: String { map(\.argument).joined(separator: ",") }
}

/// A value out of a few words: conform an enumeration of strings to it.
public protocol ArgumentChoice: ArgumentValue, CaseIterable, RawRepresentable<String> {}

extension ArgumentChoice {
  public static var choices: [String] { allCases.map(\.rawValue) }
  public static var expectation: String { choices.alternatives }
  public init?(argument: String) { self.init(rawValue: argument) }
  public var argument: String { rawValue }
}

extension [String] {
  /// `a`, `a or b`, `a, b or c`.
  public var alternatives: String {
    guard let last, count > 1 else { return first ?? "" }
    return dropLast().joined(separator: ", ") + " or " + last
  }
}
