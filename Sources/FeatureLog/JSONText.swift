import Glibc

/// Bytes of JSON (RFC 8259) in a buffer that is used again and again.
struct JSONText {
  /// How many digits of a feature are written: its relative error is below 5e-10, counts below a
  /// thousand million are exact.
  static let significantDigits: CInt = 9

  private(set) var bytes: [UInt8] = []

  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
  }

  /// Appends what is JSON already: punctuation, or text that ``escaped(_:)`` made.
  mutating func append(_ json: some Sequence<UInt8>) {
    bytes.append(contentsOf: json)
  }

  mutating func append(_ json: StaticString) {
    json.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  /// The shortest decimal that reads back as the same number, always with a point or an exponent:
  /// readers that infer a column's type must not take it for integers. Null if not finite, for
  /// JSON knows no infinities.
  mutating func append(number: Double?) {
    guard let number, number.isFinite else { return append("null") }
    append(number.description.utf8)
  }

  /// As ``append(number:)``, rounded to ``significantDigits``.
  mutating func append(rounded number: Double?) {
    guard let number, number.isFinite else { return append("null") }
    var digits = [CChar](repeating: 0, count: 32)
    let length = withVaList([Self.significantDigits, number]) {
      vsnprintf(&digits, digits.count, "%.*g", $0)
    }
    let text = digits.prefix(Int(length)).map { UInt8(bitPattern: $0) }
    append(text)
    if !text.contains(where: { $0 == 0x2E || $0 == 0x65 }) { append(".0") }
  }

  /// Every digit of the number; whole ones without a point.
  mutating func append(exact number: Double) {
    if let whole = Int(exactly: number), abs(number) < 0x1p53 {
      append(String(whole).utf8)
    } else {
      append(number: number)
    }
  }

  mutating func append(integer: Int?) {
    guard let integer else { return append("null") }
    append(String(integer).utf8)
  }

  mutating func append(bool: Bool) {
    append(bool ? "true" : "false")
  }

  mutating func append(string: String?) {
    guard let string else { return append("null") }
    append(Self.escaped(string))
  }

  /// A JSON string, quotes included. Beyond what JSON asks for, whatever some reader takes for the
  /// end of a line (NEL, line and paragraph separator) and terminal controls are escaped too: a
  /// user's name must not break a line or steer a terminal.
  static func escaped(_ string: String) -> [UInt8] {
    var json: [UInt8] = [0x22]
    for scalar in string.unicodeScalars {
      switch scalar.value {
      case 0x22, 0x5C:
        json.append(0x5C)
        json.append(UInt8(scalar.value))
      case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029:
        let digits = String(scalar.value, radix: 16)
        json.append(contentsOf: "\\u".utf8)
        json.append(contentsOf: repeatElement(0x30, count: 4 - digits.utf8.count))
        json.append(contentsOf: digits.utf8)
      default:
        json.append(contentsOf: String(scalar).utf8)
      }
    }
    json.append(0x22)
    return json
  }
}
