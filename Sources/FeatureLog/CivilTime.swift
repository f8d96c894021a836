import Glibc

/// A date and time of day as people write them (ISO 8601), with the offset from UTC where given.
package struct CivilTime: Equatable {
  package var year = 1970
  package var month = 1
  package var day = 1
  package var hour = 0
  package var minute = 0
  package var second = 0
  var microsecond = 0
  /// Seconds east of Greenwich; nil where the text names no offset.
  var utcOffset: Int?

  /// The moment in microseconds since 1970; local time of this machine where no offset is given.
  package var microsecondsSince1970: Int64? {
    var parts = tm()
    parts.tm_year = Int32(year - 1900)
    parts.tm_mon = Int32(month - 1)
    parts.tm_mday = Int32(day)
    parts.tm_hour = Int32(hour)
    parts.tm_min = Int32(minute)
    parts.tm_sec = Int32(second)
    // Whether daylight saving holds is for the time zone to say.
    parts.tm_isdst = -1
    let seconds = utcOffset.map { timegm(&parts) - $0 } ?? mktime(&parts)
    let (scaled, overflow) = Int64(seconds).multipliedReportingOverflow(by: 1_000_000)
    return overflow ? nil : scaled + Int64(microsecond)
  }

  package init(microseconds: Int64, utcOffset: Int) {
    self.utcOffset = utcOffset
    let (seconds, fraction) = microseconds.quotientAndModulus(dividingBy: 1_000_000)
    microsecond = Int(fraction)
    var shifted = time_t(seconds) + time_t(utcOffset)
    var parts = tm()
    gmtime_r(&shifted, &parts)
    year = Int(parts.tm_year) + 1900
    month = Int(parts.tm_mon) + 1
    day = Int(parts.tm_mday)
    hour = Int(parts.tm_hour)
    minute = Int(parts.tm_min)
    second = Int(parts.tm_sec)
  }
}

// MARK: - Writing

extension CivilTime {
  /// `2026-11-23`.
  package var dateText: String {
    "\(Self.padded(year, to: 4))-\(Self.padded(month, to: 2))-\(Self.padded(day, to: 2))"
  }

  /// `23:05:00`.
  package var clockText: String {
    [hour, minute, second].map { Self.padded($0, to: 2) }.joined(separator: ":")
  }

  /// `+01:00`.
  var offsetText: String {
    let minutes = abs(utcOffset ?? 0) / 60
    let sign = (utcOffset ?? 0) < 0 ? "-" : "+"
    return "\(sign)\(Self.padded(minutes / 60, to: 2)):\(Self.padded(minutes % 60, to: 2))"
  }

  /// `2026-11-23T23:05:00.000+01:00`: milliseconds, for windows start on a coarse grid.
  package var iso8601: String {
    "\(dateText)T\(clockText).\(Self.padded(microsecond / 1000, to: 3))\(offsetText)"
  }

  static func padded(_ number: Int, to width: Int) -> String {
    let digits = String(abs(number))
    let zeros = String(repeating: "0", count: max(0, width - digits.count))
    return (number < 0 ? "-" : "") + zeros + digits
  }
}

// MARK: - Reading

extension CivilTime {
  /// Reads `YYYY-MM-DD`, then perhaps `T` or a space and `HH:MM[:SS[.ffffff]]`, then perhaps `Z`,
  /// `±HH:MM`, `±HHMM` or `±HH`. Nil for anything else, and for days that no calendar has.
  package init?(iso8601 text: some StringProtocol) {
    var scanner = DigitScanner(text)
    guard let year = scanner.number(digits: 4), scanner.skip("-"),
      let month = scanner.number(digits: 2), (1...12).contains(month), scanner.skip("-"),
      let day = scanner.number(digits: 2),
      (1...Self.days(inMonth: month, of: year)).contains(day)
    else { return nil }
    self.year = year
    self.month = month
    self.day = day
    if !scanner.isAtEnd {
      guard scanner.skip("T") || scanner.skip("t") || scanner.skip(" "),
        readClock(&scanner), readOffset(&scanner), scanner.isAtEnd
      else { return nil }
    }
  }

  private mutating func readClock(_ scanner: inout DigitScanner) -> Bool {
    guard let hour = scanner.number(digits: 2), hour < 24, scanner.skip(":"),
      let minute = scanner.number(digits: 2), minute < 60
    else { return false }
    self.hour = hour
    self.minute = minute
    guard scanner.skip(":") else { return true }
    // 60 is a leap second.
    guard let second = scanner.number(digits: 2), second <= 60 else { return false }
    self.second = second
    guard scanner.skip(".") || scanner.skip(",") else { return true }
    guard let fraction = scanner.fraction(digits: 6) else { return false }
    microsecond = fraction
    return true
  }

  private mutating func readOffset(_ scanner: inout DigitScanner) -> Bool {
    if scanner.isAtEnd { return true }
    if scanner.skip("Z") || scanner.skip("z") {
      utcOffset = 0
      return true
    }
    let sign = scanner.skip("+") ? 1 : scanner.skip("-") ? -1 : 0
    guard sign != 0, let hours = scanner.number(digits: 2), hours < 24 else { return false }
    var minutes = 0
    if !scanner.isAtEnd {
      _ = scanner.skip(":")
      guard let number = scanner.number(digits: 2), number < 60 else { return false }
      minutes = number
    }
    utcOffset = sign * (hours * 3600 + minutes * 60)
    return true
  }

  private static func days(inMonth month: Int, of year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

/// Takes ASCII digits and marks off the front of a text.
struct DigitScanner {
  private var rest: ArraySlice<UInt8>

  init(_ text: some StringProtocol) {
    rest = ArraySlice(text.utf8)
  }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func skip(_ mark: Unicode.Scalar) -> Bool {
    guard let first = rest.first, UInt32(first) == mark.value else { return false }
    rest.removeFirst()
    return true
  }

  /// A number of exactly so many digits.
  mutating func number(digits: Int) -> Int? {
    guard rest.count >= digits else { return nil }
    var number = 0
    for byte in rest.prefix(digits) {
      guard let digit = Self.digit(byte) else { return nil }
      number = number * 10 + digit
    }
    rest.removeFirst(digits)
    return number
  }

  /// One digit or more as a fraction, in units of 10 to the minus `digits`; finer ones are cut off.
  mutating func fraction(digits: Int) -> Int? {
    var (number, count) = (0, 0)
    while let first = rest.first, let digit = Self.digit(first) {
      if count < digits { number = number * 10 + digit }
      count += 1
      rest.removeFirst()
    }
    guard count > 0 else { return nil }
    for _ in min(count, digits)..<digits { number *= 10 }
    return number
  }

  private static func digit(_ byte: UInt8) -> Int? {
    (0x30...0x39).contains(byte) ? Int(byte - 0x30) : nil
  }
}

extension Int64 {
  /// Division that rounds down, so that the rest is never negative.
  func quotientAndModulus(dividingBy divisor: Int64) -> (quotient: Int64, modulus: Int64) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}
