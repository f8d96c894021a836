import CommandLineKit

/// What one source, a file or a command line, says of the configuration, in the order it says it.
public struct ConfigurationChanges: Sendable {
  typealias Change = @Sendable (inout Configuration) -> Void

  private var changes: [Change] = []

  public init() {}

  public var isEmpty: Bool { changes.isEmpty }

  /// False, and nothing is changed, where `text` isn't what the setting expects.
  public mutating func set(_ setting: Setting, to text: String) -> Bool {
    guard case .change(let change) = setting.read(text) else { return false }
    changes.append(change)
    return true
  }

  public func apply(to configuration: inout Configuration) {
    for change in changes { change(&configuration) }
  }
}

extension ConfigurationChanges: Decodable {
  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let sections = Setting.all.compactMap(\.section).reduce(into: [String]()) { names, name in
      if !names.contains(name) { names.append(name) }
    }
    // All are asked for before any is read, so that a hint knows them all.
    let given = sections.filter { container.contains(Key(stringValue: $0)) }
    try take(nil, container)
    for section in given {
      let key = Key(stringValue: section)
      try take(section, try container.nestedContainer(keyedBy: Key.self, forKey: key))
    }
  }

  private mutating func take(
    _ section: String?, _ container: KeyedDecodingContainer<Key>
  ) throws {
    let given = Setting.all.filter {
      $0.section == section && container.contains(Key(stringValue: $0.key))
    }
    for setting in given {
      let key = Key(stringValue: setting.key)
      let text = try Self.text(of: setting, key, container)
      switch setting.read(text) {
      case .change(let change): changes.append(change)
      case .refusal(let reason):
        throw DecodingError.dataCorruptedError(
          forKey: key, in: container,
          debugDescription: reason ?? "expected \(setting.expectation), found \(found(text))"
            + hint(for: text, among: setting.choices))
      }
    }
  }

  /// A list may be written as YAML has lists, or in one word with commas.
  private static func text(
    of setting: Setting, _ key: Key, _ container: KeyedDecodingContainer<Key>
  ) throws -> String {
    if setting.isList, var list = try? container.nestedUnkeyedContainer(forKey: key) {
      var words: [String] = []
      while !list.isAtEnd { words.append(try list.decode(String.self)) }
      return words.joined(separator: ",")
    }
    return try container.decode(String.self, forKey: key)
  }
}
