public import FeatureLog

/// The page that `tactus status` shows, made of the document that the sensor sent.
public struct StatusPage {
  private let document: JSONValue

  public init(_ document: JSONValue) { self.document = document }

  /// An answer that is no status document.
  public struct Unreadable: Error, CustomStringConvertible {
    let path: String
    public init(path: String) { self.path = path }
    public var description: String { "\(path): the answer is not a sensor's" }
  }

  public func lines(style: TextStyle) -> [String] {
    rows.map { name, text in
      style.dim(DisplayText.leftAligned(name, to: 10)) + "  " + DisplayText.sanitized(text)
    } + verdict(style)
  }

  /// What each line tells, by its name, before the verdict.
  var rows: [(name: String, text: String)] {
    [
      ("sensor", sensor), ("priority", document["priority"]?.string ?? "being set"),
      ("devices", devices), ("windows", windows), ("events", events), ("gaps", gaps), ("log", log),
      ("heartbeat", heartbeat), ("beats", beats), ("last", last),
    ]
  }

  private func verdict(_ style: TextStyle) -> [String] {
    let problems = document["problems"]?.array?.compactMap(\.string) ?? []
    guard !problems.isEmpty else {
      return [style.dim(DisplayText.leftAligned("verdict", to: 10)) + "  all is well"]
    }
    return problems.enumerated().map { index, problem in
      style.dim(DisplayText.leftAligned(index == 0 ? "verdict" : "", to: 10)) + "  "
        + style.bold(DisplayText.sanitized(problem))
    }
  }

  private func count(_ path: String...) -> Int {
    var value: JSONValue? = document
    for name in path { value = value?[name] }
    return value?.integer ?? 0
  }

  private var sensor: String {
    let turns = document["sensing"]?.bool == true ? paused ?? "sensing" : "NOT sensing"
    return "\(turns), process \(count("pid")), up \(Self.length(count("uptime_s"))), "
      + "tactus \(document["program"]?.string ?? "?")"
  }

  /// Nil where it isn't.
  private var paused: String? {
    guard let pause = document["paused"], pause.members != nil else { return nil }
    if pause["reason"]?.string == "no_consent" { return "paused for want of consent" }
    return "paused until \(pause["until"]?.string ?? "'tactus resume'")"
  }

  private var devices: String {
    let devices = document["devices"]?.array ?? []
    guard !devices.isEmpty else { return paused == nil ? "none" : "all closed" }
    let names = devices.map { device in
      "\(device["name"]?.string ?? "?") (\(device["roles"]?.string ?? "?"), "
        + "\(device["provenance"]?.string ?? "?"))"
    }
    let shown = names.prefix(3).joined(separator: ", ")
    return names.count > 3 ? "\(shown) and \(names.count - 3) more" : shown
  }

  private var windows: String {
    "\(count("windows", "written")) written of \(count("windows", "made")) made, each of "
      + "\(count("windows", "length_s")) s; \(count("windows", "lost")) lost, "
      + "\(count("windows", "dropped")) dropped"
  }

  private func sum(_ prefix: String, _ suffix: String) -> Int {
    (document["counts"]?.members ?? []).reduce(0) { sum, member in
      member.name.hasPrefix(prefix) && member.name.hasSuffix(suffix)
        ? sum &+ (member.value.integer ?? 0) : sum
    }
  }

  private var events: String {
    let (read, used) = (sum("events.", ".read"), sum("events.", ".used"))
    return "\(read) read in those windows, \(used) used, \(read &- used) set aside"
  }

  private var gaps: String {
    let gaps = (document["counts"]?.members ?? []).compactMap { member -> String? in
      guard member.name.hasPrefix("gap."), let value = member.value.integer, value > 0 else {
        return nil
      }
      return "\(value) \(member.name.dropFirst(4))"
    }
    return gaps.isEmpty ? "none" : gaps.joined(separator: ", ")
  }

  private var log: String {
    let last = document["log"]?["sequence"]?.integer.map { "record \($0) is the last" }
    return "\(document["log"]?["folder"]?.string ?? "?"), \(last ?? "nothing written yet")"
  }

  private var heartbeat: String {
    guard let heartbeat = document["heartbeat"] else { return "?" }
    guard heartbeat["enabled"]?.bool == true else {
      return heartbeat["statistics"]?["running"]?.bool == true
        ? "by a service of its own" : "off"
    }
    let worker =
      heartbeat["worker"]?["pid"]?.integer.map { "process \($0)" }
      ?? heartbeat["worker"]?["problem"]?.string ?? "not started yet"
    return "\(heartbeat["target"]?.string ?? "?") every \(heartbeat["interval"]?.string ?? "?"), "
      + "\(worker), \(count("heartbeat", "worker", "restarts")) restarts"
  }

  private var statistics: JSONValue? { document["heartbeat"]?["statistics"]?["statistics"] }

  private var beats: String {
    guard let statistics else { return "no account yet" }
    func value(_ name: String) -> Int { statistics[name]?.integer ?? 0 }
    var text =
      "\(value("beats")) sent, \(value("succeeded")) succeeded, \(value("failed")) failed"
    for name in ["unfinished", "withheld", "missed"] where value(name) > 0 {
      text += ", \(value(name)) \(name)"
    }
    let rate = document["heartbeat"]?["statistics"]?["success_rate"]?.number ?? 0
    return "\(text); \(Self.tenths(rate)) %, \(value("attempts")) attempts"
  }

  private var last: String {
    guard let statistics else { return "–" }
    let file = document["heartbeat"]?["statistics"]
    var parts: [String] = []
    if let time = statistics["last_success"]?.number { parts.append("success \(Self.clock(time))") }
    if let failure = statistics["last_error"], let time = failure["time"]?.number {
      parts.append("error \(Self.clock(time)): \(failure["reason"]?.string ?? "?")")
    }
    if let p50 = file?["latency_p50_ms"]?.number, let p99 = file?["latency_p99_ms"]?.number {
      parts.append("latency p50 \(Self.tenths(p50)) ms, p99 \(Self.tenths(p99)) ms")
    }
    return parts.isEmpty ? "–" : parts.joined(separator: "; ")
  }

  private static func clock(_ seconds: Double) -> String {
    // Numbers are the heartbeat's, which the network may have got at: they may be any.
    guard (0..<1e11).contains(seconds) else { return "?" }
    let moment = Int64(seconds * 1e6)
    return CivilTime(microseconds: moment, utcOffset: WallClock.utcOffset(at: moment)).clockText
  }

  private static func tenths(_ value: Double) -> String {
    guard (0..<1e15).contains(value) else { return "?" }
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }

  /// `3d 4h`, `4h 5m`, `5m 6s`: the two largest units.
  static func length(_ seconds: Int) -> String {
    let units = [(seconds / 86_400, "d"), (seconds / 3_600 % 24, "h"), (seconds / 60 % 60, "m")]
    let parts = (units + [(seconds % 60, "s")]).drop { $0.0 == 0 }
    return parts.isEmpty ? "0s" : parts.prefix(2).map { "\($0.0)\($0.1)" }.joined(separator: " ")
  }
}
