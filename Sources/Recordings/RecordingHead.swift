import InputEvents

/// The lines before the first event, read into a header.
struct RecordingHead {
  /// What a line of the head may begin with.
  static let letters: Set<UInt8> = Set("NIPBALS".utf8)

  var header: RecordingHeader
  private var device = DeviceDescription(name: "")
  private var seen: Set<String> = []
  /// The next bit of each type: every further line of a type describes the next 64.
  private var nextCode: [UInt16: Int] = [:]
  private var nextProperty = 0

  /// Reads up to the first event, gap or end and leaves the scanner at that line's beginning.
  init(_ scanner: inout LineScanner) throws(RecordingError) {
    header = RecordingHeader(device: device, isObfuscated: false)
    while try scanner.advance() {
      if scanner.first == UInt8(ascii: "E") { break }
      if scanner.first == UInt8(ascii: "#") {
        if scanner.skip("# tactus: gap=") || scanner.skip("# tactus: end at=") { break }
        do { try comment(&scanner) } catch { throw scanner.error(error) }
      } else if scanner.first != 0 {
        do { try line(&scanner) } catch { throw scanner.error(error) }
      }
    }
    scanner.restartLine()
    if !seen.contains("N") { device.name = scanner.path }
    header.device = device
  }

  private typealias Problem = RecordingError.Problem

  // MARK: evemu's lines

  private mutating func line(_ scanner: inout LineScanner) throws(Problem) {
    let letter = scanner.first
    guard Self.letters.contains(letter), scanner.skip(letter), scanner.skip(": ") else {
      throw .unknownLine
    }
    switch letter {
    case UInt8(ascii: "N"):
      try once("N")
      device.name = scanner.rest()
    case UInt8(ascii: "I"): try identity(&scanner)
    case UInt8(ascii: "P"): try properties(&scanner)
    case UInt8(ascii: "B"): try codes(&scanner)
    case UInt8(ascii: "A"): try axis(&scanner)
    // The state of LEDs and switches says nothing that an event's meaning depends on.
    default: _ = scanner.rest()
    }
  }

  private mutating func once(_ what: String) throws(Problem) {
    guard seen.insert(what).inserted else { throw .duplicate(what) }
  }

  private mutating func identity(_ scanner: inout LineScanner) throws(Problem) {
    try once("I")
    guard let bus = scanner.hexadecimal(), scanner.skip(UInt8(ascii: " ")),
      let vendor = scanner.hexadecimal(), scanner.skip(UInt8(ascii: " ")),
      let product = scanner.hexadecimal(), scanner.skip(UInt8(ascii: " ")),
      let version = scanner.hexadecimal(), scanner.endsHere()
    else { throw .malformed(line: "I", form: "I: bus vendor product version") }
    (device.bus, device.vendor) = (bus, vendor)
    (device.product, device.version) = (product, version)
  }

  private mutating func properties(_ scanner: inout LineScanner) throws(Problem) {
    let first = nextProperty
    for bit in try bits(&scanner, line: "P", form: "P: eight bytes") {
      device.properties.insert(UInt16(first + bit))
    }
    nextProperty += 64
    guard nextProperty <= 64 else { throw .duplicate("P") }
  }

  private mutating func codes(_ scanner: inout LineScanner) throws(Problem) {
    let form = "B: type and eight bytes"
    guard let type = scanner.hexadecimal(), scanner.skip(UInt8(ascii: " ")) else {
      throw .malformed(line: "B", form: form)
    }
    let first = nextCode[type, default: 0]
    nextCode[type] = first + 64
    let count = RecordingFormat.codeCounts.first { $0.type == type }?.count ?? 0
    guard first < max(count, 1) else { throw .codeOutOfRange(type: type, code: first) }
    for bit in try bits(&scanner, line: "B", form: form) {
      guard first + bit < count else { throw .codeOutOfRange(type: type, code: first + bit) }
      // The end of a frame is no ability of the device.
      guard type != EventType.synchronization else { continue }
      device.codes[type, default: []].insert(UInt16(first + bit))
    }
  }

  /// Eight bytes, the lowest bit of the first one first.
  private func bits(
    _ scanner: inout LineScanner, line: String, form: String
  ) throws(Problem) -> [Int] {
    var bits: [Int] = []
    for index in 0..<8 {
      guard index == 0 || scanner.skip(UInt8(ascii: " ")), let byte = scanner.hexadecimal(),
        byte < 256
      else { throw .malformed(line: line, form: form) }
      bits += (0..<8).filter { byte >> $0 & 1 == 1 }.map { index * 8 + $0 }
    }
    guard scanner.endsHere() else { throw .malformed(line: line, form: form) }
    return bits
  }

  private mutating func axis(_ scanner: inout LineScanner) throws(Problem) {
    let form = "A: code minimum maximum fuzz flat resolution"
    guard let code = scanner.hexadecimal(), code < 0x40 else {
      throw .malformed(line: "A", form: form)
    }
    try once("A: \(code)")
    var numbers: [Int32] = []
    while scanner.skip(UInt8(ascii: " ")), let number = scanner.integer() { numbers.append(number) }
    // Before version 1.2 axes had no resolution.
    guard numbers.count == 4 || numbers.count == 5, scanner.endsHere() else {
      throw .malformed(line: "A", form: form)
    }
    device.axes[code] = AbsoluteAxis(
      minimum: numbers[0], maximum: numbers[1], fuzz: numbers[2], flat: numbers[3],
      resolution: numbers.count == 5 ? numbers[4] : 0)
  }

  // MARK: Comments, and our lines among them

  private mutating func comment(_ scanner: inout LineScanner) throws(Problem) {
    if scanner.lineNumber == 1, scanner.skip("# EVEMU ") {
      let version = scanner.rest()
      guard version.hasPrefix("1.") else { throw .unsupportedVersion("EVEMU \(version)") }
    } else if scanner.skip(RecordingFormat.directive) {
      while scanner.skip(UInt8(ascii: " ")) {
        let parts = scanner.word().split(
          separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else {
          throw .malformed(line: "tactus", form: "# tactus: key=value")
        }
        try pair(key: String(parts[0]), value: String(parts[1]))
      }
      guard scanner.endsHere() else {
        throw .malformed(line: "tactus", form: "# tactus: key=value")
      }
    }
  }

  private mutating func pair(key: String, value: String) throws(Problem) {
    try once("'\(key)'")
    switch key {
    case "version":
      guard value == String(RecordingFormat.version) else {
        throw .unsupportedVersion("recording version \(value)")
      }
    case "start": header.start = try number(value, of: key, upTo: 1 << 60)
    case "order": header.order = try number(value, of: key, upTo: 1 << 30)
    case "dpi": device.dotsPerInch = try number(value, of: key, upTo: 1 << 20)
    case "wall":
      header.wall = try some(
        WallTime(value), of: key, expected: "a time such as 2026-03-29T01:59:59.000000+01:00")
    case "obfuscated":
      header.isObfuscated = try some(
        ["yes": true, "no": false][value], of: key, expected: "yes or no")
    case "provenance":
      let names = Provenance.allCases.map(\.label).joined(separator: ", ")
      header.provenance = try some(
        Provenance(label: value), of: key, expected: "one of \(names)")
    case "seat": header.seat = try some(value.isEmpty ? nil : value, of: key, expected: "a name")
    default: throw .unknownKey(key)
    }
  }

  private func number<Number: FixedWidthInteger>(
    _ text: String, of key: String, upTo limit: Number
  ) throws(Problem) -> Number {
    let number = Number(text).flatMap { 0 <= $0 && $0 <= limit ? $0 : nil }
    return try some(number, of: key, expected: "a whole number from 0 to \(limit)")
  }

  private func some<Value>(
    _ value: Value?, of key: String, expected: String
  ) throws(Problem) -> Value {
    guard let value else { throw .invalidValue(key: key, expected: expected) }
    return value
  }
}
