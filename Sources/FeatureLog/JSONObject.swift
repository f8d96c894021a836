import CJansson

/// A JSON object as libjansson reads it. Owned by one place at a time, freed with it.
final class JSONObject {
  /// Where and why a text is no JSON object; columns count from 1.
  struct Fault: Error, Equatable {
    var column: Int
    var message: String
  }

  private let root: UnsafeMutablePointer<json_t>

  /// Reads one object and nothing after it. A key that stands twice is a fault.
  init(parsing bytes: some Collection<UInt8>) throws(Fault) {
    var error = json_error_t()
    let flags = JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL
    let parsed = Array(bytes).withUnsafeBytes { buffer in
      json_loadb(buffer.baseAddress, buffer.count, Int(flags), &error)
    }
    guard let parsed else {
      let message = withUnsafeBytes(of: error.text) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      throw Fault(column: max(1, Int(error.column)), message: message)
    }
    guard parsed.pointee.type == JSON_OBJECT else {
      json_decref(parsed)
      throw Fault(column: 1, message: "not a JSON object")
    }
    root = parsed
  }

  /// Shares `value`, which stays while either does.
  private init(sharing value: UnsafeMutablePointer<json_t>) {
    root = json_incref(value)
  }

  deinit {
    json_decref(root)
  }

  func object(_ key: String) -> JSONObject? {
    guard let value = json_object_get(root, key), value.pointee.type == JSON_OBJECT else {
      return nil
    }
    return JSONObject(sharing: value)
  }

  func integer(_ key: String) -> Int? {
    guard let value = json_object_get(root, key), value.pointee.type == JSON_INTEGER else {
      return nil
    }
    return Int(json_integer_value(value))
  }

  func number(_ key: String) -> Double? {
    json_object_get(root, key).flatMap(Self.number)
  }

  func bool(_ key: String) -> Bool? {
    switch json_object_get(root, key)?.pointee.type {
    case JSON_TRUE: true
    case JSON_FALSE: false
    default: nil
    }
  }

  func string(_ key: String) -> String? {
    json_object_get(root, key).flatMap(Self.string)
  }

  /// The strings of an array; what isn't a string is passed over.
  func strings(_ key: String) -> [String]? {
    guard let array = json_object_get(root, key), array.pointee.type == JSON_ARRAY else {
      return nil
    }
    return (0..<json_array_size(array)).compactMap { index in
      json_array_get(array, index).flatMap(Self.string)
    }
  }

  /// The numbers of an array of nothing else.
  func list(_ key: String) -> [Double]? {
    guard let array = json_object_get(root, key), array.pointee.type == JSON_ARRAY else {
      return nil
    }
    var numbers: [Double] = []
    for index in 0..<json_array_size(array) {
      guard let number = json_array_get(array, index).flatMap(Self.number) else { return nil }
      numbers.append(number)
    }
    return numbers
  }

  enum Kind: Equatable { case null, number, integer, other }

  /// The object's keys, in order, with what their values are.
  func entries() -> [(key: String, kind: Kind)] {
    var entries: [(String, Kind)] = []
    entries.reserveCapacity(json_object_size(root))
    var iterator = json_object_iter(root)
    while let entry = iterator {
      if let key = json_object_iter_key(entry), let value = json_object_iter_value(entry) {
        let kind: Kind =
          switch value.pointee.type {
          case JSON_NULL: .null
          case JSON_INTEGER: .integer
          case JSON_REAL: .number
          default: .other
          }
        entries.append((String(cString: key), kind))
      }
      iterator = json_object_iter_next(root, entry)
    }
    return entries
  }

  /// Every number of the object by its key.
  func numbers() -> [String: Double] {
    var numbers: [String: Double] = [:]
    numbers.reserveCapacity(json_object_size(root))
    var iterator = json_object_iter(root)
    while let entry = iterator {
      if let key = json_object_iter_key(entry), let value = json_object_iter_value(entry),
        let number = Self.number(value)
      {
        numbers[String(cString: key)] = number
      }
      iterator = json_object_iter_next(root, entry)
    }
    return numbers
  }

  func value(_ key: String) -> UnsafeMutablePointer<json_t>? { json_object_get(root, key) }

  static func number(_ value: UnsafeMutablePointer<json_t>) -> Double? {
    switch value.pointee.type {
    case JSON_INTEGER, JSON_REAL: json_number_value(value)
    default: nil
    }
  }

  private static func string(_ value: UnsafeMutablePointer<json_t>) -> String? {
    guard value.pointee.type == JSON_STRING, let start = json_string_value(value) else {
      return nil
    }
    let bytes = UnsafeRawBufferPointer(start: start, count: json_string_length(value))
    return String(decoding: bytes, as: UTF8.self)
  }
}
