internal import CJansson

extension JSONValue {
  /// The document that `bytes` hold, and nothing after it.
  ///
  /// - Returns: nil where they hold no JSON, or a key twice.
  public init?(parsing bytes: some Collection<UInt8>) {
    let flags = Int(JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL | JSON_DECODE_ANY)
    let root = Array(bytes).withUnsafeBytes { json_loadb($0.baseAddress, $0.count, flags, nil) }
    guard let root else { return nil }
    defer { json_decref(root) }
    self.init(root)
  }

  private init(_ value: UnsafeMutablePointer<json_t>) {
    switch value.pointee.type {
    case JSON_TRUE: self = .bool(true)
    case JSON_FALSE: self = .bool(false)
    case JSON_INTEGER: self = .integer(Int(json_integer_value(value)))
    case JSON_REAL: self = .number(json_real_value(value))
    case JSON_STRING: self = .string(Self.text(json_string_value(value), json_string_length(value)))
    case JSON_ARRAY:
      self = .array(
        (0..<json_array_size(value)).compactMap { json_array_get(value, $0).map { JSONValue($0) } })
    case JSON_OBJECT: self = .object(Self.members(of: value))
    default: self = .null
    }
  }

  private static func members(of object: UnsafeMutablePointer<json_t>) -> [Member] {
    var members: [Member] = []
    var iterator = json_object_iter(object)
    while let entry = iterator {
      if let key = json_object_iter_key(entry), let value = json_object_iter_value(entry) {
        members.append(Member(String(cString: key), JSONValue(value)))
      }
      iterator = json_object_iter_next(object, entry)
    }
    return members
  }

  private static func text(_ start: UnsafePointer<CChar>?, _ length: Int) -> String {
    String(decoding: UnsafeRawBufferPointer(start: start, count: length), as: UTF8.self)
  }
}

/// What a document holds, for who knows its shape: nil stands for what isn't there or is something else.
extension JSONValue {
  public subscript(_ name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }

  public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  public var integer: Int? { if case .integer(let value) = self { value } else { nil } }
  public var string: String? { if case .string(let value) = self { value } else { nil } }
  public var array: [JSONValue]? { if case .array(let values) = self { values } else { nil } }
  public var members: [Member]? { if case .object(let members) = self { members } else { nil } }

  /// Whole numbers, too.
  public var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }
}
