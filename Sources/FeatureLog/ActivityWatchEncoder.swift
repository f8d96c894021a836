internal import BehaviorFeatures

/// Windows as a bucket file of ActivityWatch, an event each, as its own watcher of input would have made them:
/// `presses`, `clicks`, `scrollX` and `scrollY` under its names, and as `path` the length of the pointer's
/// way in `path_unit`. Its `deltaX` and `deltaY` are pixels an axis, which no log of Tactus has.
///
/// Key presses are told as the log tells them, of 50 and more together: those of an event may have come in
/// windows before it.
public struct ActivityWatchEncoder: Sendable {
  private static let client = "aw-watcher-input"
  private let host: String
  private var hasBegun = false

  /// - Parameter host: the machine that the bucket is of.
  public init(host: String) { self.host = host }

  /// What to write for the next window: the first one opens the bucket.
  public mutating func bytes(for window: LoggedWindow) -> [UInt8] {
    let event: JSONValue = [
      "timestamp": .string(window.start.iso8601), "duration": .number(window.duration),
      "data": .object(Self.data(of: window)),
    ]
    let lead = hasBegun ? Array(",\n".utf8) : opening(created: window.start)
    return lead + event.line.dropLast()
  }

  /// What to write at the end: the file is whole after it, without any window, too.
  public mutating func ending() -> [UInt8] {
    let lead = hasBegun ? [] : opening(created: CivilTime(microseconds: 0, utcOffset: 0))
    return lead + Array("\n]}}}\n".utf8)
  }

  private mutating func opening(created: CivilTime) -> [UInt8] {
    hasBegun = true
    let id = JSONValue.string("\(Self.client)_\(host)")
    let head: JSONValue = [
      "id": id, "type": "os.hid.input", "client": .string(Self.client), "hostname": .string(host),
      "created": .string(created.iso8601),
    ]
    return Array("{\"buckets\": {".utf8) + id.line.dropLast() + Array(": ".utf8)
      + head.line.dropLast(2) + Array(", \"events\": [\n".utf8)
  }

  private static func data(of window: LoggedWindow) -> [JSONValue.Member] {
    let detents = window[Highlight.scrolling.rawValue] ?? 0
    let sideways = detents * (window[FeatureName.horizontalShare.rawValue] ?? 0)
    return [
      .init("presses", .integer(Int(window[Highlight.keystrokes.rawValue] ?? 0))),
      .init("clicks", .integer(Int(window[Highlight.clicks.rawValue] ?? 0))),
      .init("scrollX", .number(sideways)), .init("scrollY", .number(detents - sideways)),
      .init("path", .number(window[Highlight.path.rawValue] ?? 0)),
      .init("path_unit", .optional(window.lengthUnit)),
    ]
  }
}
