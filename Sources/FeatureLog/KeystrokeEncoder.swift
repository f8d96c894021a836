public import BehaviorFeatures

/// Turns the keystrokes of a recording into lines of JSON, an object each: `class`, `zone`, and the
/// seconds of `hold`, `dd`, `ud`, `uu` and `du`, to the microsecond; null where a time is unknown.
public struct KeystrokeEncoder: Sendable {
  private var text = JSONText()

  public init() {}

  /// The line for `keystroke`, newline included.
  public mutating func encode(_ keystroke: KeystrokeTimes) -> [UInt8] {
    text.removeAll()
    text.append("{\"class\":")
    text.append(string: keystroke.keyClass)
    text.append(",\"zone\":")
    text.append(string: keystroke.zone)
    append(",\"hold\":", keystroke.hold)
    append(",\"dd\":", keystroke.downDown)
    append(",\"ud\":", keystroke.upDown)
    append(",\"uu\":", keystroke.upUp)
    append(",\"du\":", keystroke.downUp)
    text.append("}\n")
    return text.bytes
  }

  /// Microseconds as seconds with six digits: exact, as no double is.
  private mutating func append(_ key: StaticString, _ microseconds: Int64?) {
    text.append(key)
    guard let microseconds else { return text.append("null") }
    if microseconds < 0 { text.append("-") }
    let (seconds, rest) = microseconds.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
    text.append(String(seconds).utf8)
    text.append(".")
    text.append(String(1_000_000 + rest).utf8.dropFirst())
  }
}
