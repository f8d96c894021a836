import CommandLineKit

/// What one source, a file or a command line, says of the configuration, in the order it says it.
public struct ConfigurationChanges: Sendable {
  typealias Change = @Sendable (inout Configuration) -> Void

  private var changes: [Change] = []

  public init() {}

  /// False, and nothing is changed, where `text` isn't what the setting expects.
  public mutating func set(_ setting: Setting, to text: String) -> Bool {
    guard let change = setting.read(text) else { return false }
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
    // All are asked for before any is read, so that a hint knows them all.
    let given = Setting.all.filter { container.contains(Key(stringValue: $0.key)) }
    for setting in given {
      let key = Key(stringValue: setting.key)
      let text = try container.decode(String.self, forKey: key)
      if !set(setting, to: text) {
        throw DecodingError.dataCorruptedError(
          forKey: key, in: container,
          debugDescription: "expected \(setting.expectation), found \(found(text))"
            + hint(for: text, among: setting.choices))
      }
    }
  }
}
