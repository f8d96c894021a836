/// Windows as comma-separated values (RFC 4180), a row each, under a header.
public struct CSVEncoder: Sendable {
  private let columns: [String]

  /// - Parameter columns: the keys of a record, in the order of the columns.
  public init(columns: [String]) { self.columns = columns }

  public var header: [UInt8] { Self.line(columns) }

  /// The window's record; columns that it hasn't are empty, as those that are null.
  public func row(for window: LoggedWindow) -> [UInt8] {
    // Read from a log, its line is an object.
    let object = try? JSONObject(parsing: window.line)
    return Self.line(columns.map { object?.text($0) ?? "" })
  }

  private static func line(_ fields: [String]) -> [UInt8] {
    var bytes: [UInt8] = []
    for (index, field) in fields.enumerated() {
      if index > 0 { bytes.append(0x2C) }
      bytes.append(contentsOf: quoted(field).utf8)
    }
    return bytes + [0x0D, 0x0A]
  }

  private static func quoted(_ field: String) -> String {
    let isPlain = field.utf8.allSatisfy { ![0x22, 0x2C, 0x0A, 0x0D].contains($0) }
    if isPlain { return field }
    return "\""
      + field.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }
}

extension JSONObject {
  /// The value as a person would write it: strings without quotes, arrays of them joined by commas.
  /// Nil for null and for objects.
  fileprivate func text(_ key: String) -> String? {
    if let string = string(key) { return string }
    if let integer = integer(key) { return String(integer) }
    if let number = number(key) { return number.description }
    if let bool = bool(key) { return String(bool) }
    return strings(key)?.joined(separator: ",")
  }
}
