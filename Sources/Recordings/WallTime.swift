/// A moment of the wall clock with its offset from UTC, written as ISO 8601 to the microsecond.
public struct WallTime: Sendable, Equatable, CustomStringConvertible {
  /// Microseconds since 1970-01-01T00:00:00Z.
  public var microseconds: Int64
  public var utcOffsetSeconds: Int

  public init(microseconds: Int64, utcOffsetSeconds: Int) {
    self.microseconds = microseconds
    self.utcOffsetSeconds = utcOffsetSeconds
  }

  /// `2026-03-29T01:59:59.000000+01:00`.
  public var description: String {
    let local = microseconds + Int64(utcOffsetSeconds) * 1_000_000
    let (days, rest) = local.flooredDivision(by: 86_400_000_000)
    let (year, month, day) = Self.date(daysSince1970: Int(days))
    let seconds = Int(rest / 1_000_000)
    let offset = abs(utcOffsetSeconds) / 60
    let sign = utcOffsetSeconds < 0 ? "-" : "+"
    return "\(padded(year, 4))-\(padded(month))-\(padded(day))"
      + "T\(padded(seconds / 3600)):\(padded(seconds / 60 % 60)):\(padded(seconds % 60))"
      + ".\(padded(Int(rest % 1_000_000), 6))\(sign)\(padded(offset / 60)):\(padded(offset % 60))"
  }

  /// Reads just the form that ``description`` has; nil for anything else.
  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count == 32 else { return nil }
    var numbers: [Int] = []
    for (range, allowed) in Self.fields {
      var number = 0
      for byte in bytes[range] {
        guard (0x30...0x39).contains(byte) else { return nil }
        number = number * 10 + Int(byte - 0x30)
      }
      guard allowed.contains(number) else { return nil }
      numbers.append(number)
    }
    let days = Self.daysSince1970(year: numbers[0], month: numbers[1], day: numbers[2])
    let sign = bytes[26] == UInt8(ascii: "-") ? -1 : 1
    let offset = sign * (numbers[7] * 3600 + numbers[8] * 60)
    let seconds = days * 86_400 + numbers[3] * 3600 + numbers[4] * 60 + numbers[5] - offset
    self.init(
      microseconds: Int64(seconds) * 1_000_000 + Int64(numbers[6]), utcOffsetSeconds: offset)
    // What doesn't come out as it went in had a wrong separator or a day that its month lacks.
    guard description == text else { return nil }
  }

  /// Where each number stands, and what it may be.
  private static let fields: [(Range<Int>, ClosedRange<Int>)] = [
    (0..<4, 0...9999), (5..<7, 1...12), (8..<10, 1...31), (11..<13, 0...23), (14..<16, 0...59),
    (17..<19, 0...59), (20..<26, 0...999_999), (27..<29, 0...23), (30..<32, 0...59),
  ]

  // The proleptic Gregorian calendar in years that begin on 1 March, which puts the leap day last:
  // 400 of them have 146 097 days, and the months up to any of them have (153 m + 2) / 5 days.

  private static func daysSince1970(year: Int, month: Int, day: Int) -> Int {
    let (cycle, yearOfCycle) = (month > 2 ? year : year - 1).flooredDivision(by: 400)
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    let dayOfCycle = yearOfCycle * 365 + yearOfCycle / 4 - yearOfCycle / 100 + dayOfYear
    return cycle * 146_097 + dayOfCycle - 719_468
  }

  private static func date(daysSince1970 days: Int) -> (year: Int, month: Int, day: Int) {
    let (cycle, dayOfCycle) = (days + 719_468).flooredDivision(by: 146_097)
    let leapDays = dayOfCycle / 1460 - dayOfCycle / 36_524 + dayOfCycle / 146_096
    let yearOfCycle = (dayOfCycle - leapDays) / 365
    let dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    let year = cycle * 400 + yearOfCycle + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
  }
}

private func padded(_ number: Int, _ width: Int = 2) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

extension SignedInteger {
  fileprivate func flooredDivision(by divisor: Self) -> (quotient: Self, remainder: Self) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}
