import Glibc

/// Numbers as people read them: three digits that count, thousands apart, times in their usual units.
enum NumberText {
  /// `12,345`.
  static func whole(_ number: Double) -> String {
    guard number.isFinite, abs(number) < 1e15 else { return "–" }
    let digits = String(Int(abs(number).rounded()))
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(",") }
      text.append(digit)
    }
    return (number <= -0.5 ? "−" : "") + text
  }

  /// So many digits after the point.
  static func fixed(_ number: Double, _ decimals: Int) -> String {
    guard number.isFinite, abs(number) < 1e12 else { return "–" }
    guard decimals > 0 else { return whole(number) }
    let scale = (0..<decimals).reduce(1.0) { scale, _ in scale * 10 }
    let units = Int((abs(number) * scale).rounded())
    let fraction = String(units % Int(scale))
    let zeros = String(repeating: "0", count: decimals - fraction.count)
    let sign = number < 0 && units > 0 ? "−" : ""
    return sign + whole(Double(units / Int(scale))) + "." + zeros + fraction
  }

  /// Three digits that count, or all before the point.
  static func short(_ number: Double) -> String {
    let size = abs(number)
    if size == 0 || size >= 99.95 { return whole(number) }
    return fixed(number, size >= 9.995 ? 1 : 2)
  }

  /// `45 s`, `12 min`, `7 h 05 min`, `1,234 h`.
  static func duration(_ seconds: Double) -> String {
    if seconds < 59.5 { return "\(whole(seconds)) s" }
    let minutes = Int((seconds / 60).rounded())
    if minutes < 60 { return "\(minutes) min" }
    if minutes >= 6000 { return "\(whole(Double(minutes) / 60)) h" }
    let rest = minutes % 60
    return "\(minutes / 60)\u{A0}h" + (rest > 0 ? "\u{A0}\(rest < 10 ? "0" : "")\(rest) min" : "")
  }

  /// `820 mm`, `12.3 m`, `4.56 km`; counts stay counts.
  static func length(_ length: Double, unit: String) -> String {
    guard unit == "mm" else { return "\(whole(length)) \(unit)" }
    if length < 1000 { return "\(short(length)) mm" }
    return length < 1e6 ? "\(short(length / 1000)) m" : "\(short(length / 1e6)) km"
  }

  /// `3 days`, `1 day`.
  static func counted(_ number: Int, _ noun: String) -> String {
    "\(whole(Double(number))) \(noun)\(number == 1 ? "" : "s")"
  }
}
