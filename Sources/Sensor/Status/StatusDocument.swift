internal import CommandLineKit
internal import FeatureLog
internal import InputDevices
internal import Settings

/// What a running sensor tells of itself, by the status socket: facts, and what is wrong just now.
///
/// Version 1. Members are added, never changed in meaning.
struct StatusDocument {
  var board: StatusBoard.Contents
  var devices: [DeviceRegistry.Entry]
  /// Why nothing is sensed although all is well; nil where it is.
  var pause: Pause? = nil
  /// Windows that found the way to the writer full.
  var windowsDropped: Int
  /// Why the sensor can't be said to be sensing; nil where it can.
  var silence: String?
  /// What the heartbeat's worker left in its file; nil where it left nothing.
  var statistics: JSONValue?
  var configuration: Configuration
  var identity: Identity
  /// Microseconds of the clock that counts since the machine started, sleep included: how long this
  /// sensor has run, and now.
  var uptime: Int64
  var now: Int64

  /// What doesn't change while a sensor runs.
  struct Identity: Sendable {
    var processID: Int32
    var bootID: String
    var runID: String
    /// Microseconds since 1970.
    var started: Int64
    var kernel: String
  }

  var json: JSONValue {
    let problems = problems
    return [
      "version": .integer(1),
      "sensing": .bool(silence == nil),
      "reason": .optional(silence),
      "paused": pause.map(Self.told) ?? .null,
      "healthy": .bool(problems.isEmpty),
      "problems": .array(problems.map { .string($0) }),
      "program": .string(Version.text),
      "kernel": .string(identity.kernel),
      "pid": .integer(Int(identity.processID)),
      "boot": .string(identity.bootID),
      "run": .string(identity.runID),
      "started": .string(
        CivilTime(
          microseconds: identity.started,
          utcOffset: WallClock.utcOffset(at: identity.started) / 60 * 60
        ).iso8601),
      "uptime_s": .integer(Int(uptime / 1_000_000)),
      "started_s": .number(Double(identity.started) / 1e6),
      "memory_bytes": .optional(ProcessMemory.resident),
      "priority": .optional(board.priority),
      "realtime_priority": .integer(
        RealtimeBrake.state == .untouched ? board.realtimePriority : 0),
      "devices": .array(devices.map(Self.device)),
      "windows": windows,
      "counts": .object(board.counts.map { JSONValue.Member($0.name, .integer($0.sum)) }),
      "log": [
        "folder": .string(configuration.logDirectory),
        "sequence": .optional(board.lastSequence),
        "problem": .optional(board.logProblem),
        "refusals": refusals,
      ],
      "heartbeat": heartbeat,
    ]
  }

  static func told(_ pause: Pause) -> JSONValue {
    [
      "reason": .string(pause.reason == .asked ? "asked" : "no_consent"),
      "since": .optional(pause.since.map(WallClock.iso8601)),
      "until": .optional(pause.until.map(WallClock.iso8601)),
    ]
  }

  private static func device(_ device: DeviceRegistry.Entry) -> JSONValue {
    [
      "node": .string(device.node), "name": .string(device.name),
      "roles": .string(device.roles.description), "provenance": .string(device.provenance),
      "seat": .string(device.seat),
    ]
  }

  private var windows: JSONValue {
    [
      "length_s": .integer(Int(configuration.window.microseconds / 1_000_000)),
      "made": .integer(board.written + board.lost + windowsDropped),
      "written": .integer(board.written),
      "lost": .integer(board.lost),
      "dropped": .integer(windowsDropped),
      "losses": losses,
    ]
  }

  /// Windows lost and dropped, by every cause there is.
  private var losses: JSONValue {
    .object(
      LossCause.allCases.map { cause in
        let count = cause == .behind ? windowsDropped : board.losses[cause] ?? 0
        return JSONValue.Member(cause.rawValue, .integer(count))
      })
  }

  private var refusals: JSONValue {
    .object(
      board.refusals.map { JSONValue.Member($0.key.name, .integer($0.value)) }
        .sorted { $0.name < $1.name })
  }

  private var heartbeat: JSONValue {
    let settings = configuration.heartbeat
    return [
      "enabled": .bool(settings.isEnabled),
      "target": .optional((try? settings.target())?.description),
      "interval": .string(settings.interval.description),
      "worker": [
        "pid": .optional(board.worker.processID.map { Int($0) }),
        "restarts": .integer(board.worker.restarts),
        "problem": .optional(board.worker.problem),
      ],
      "statistics": told ?? .null,
    ]
  }

  /// The worker's account less the latencies one by one, which nobody but the next worker needs.
  private var told: JSONValue? {
    guard let members = statistics?.members else { return nil }
    return .object(
      members.map { member in
        guard member.name == "statistics", let counts = member.value.members else { return member }
        return JSONValue.Member(
          member.name, .object(counts.filter { $0.name != "latencies" }))
      })
  }
}

extension StatusDocument {
  /// What is wrong now, most serious first. What went wrong once and is over is in the counts.
  private var problems: [String] {
    var problems: [String] = []
    if let silence { problems.append(silence) }
    if let problem = board.logProblem { problems.append("the log can't be written: \(problem)") }
    if board.hasSettled, devices.isEmpty, pause == nil {
      problems.append("no input device is read")
    }
    if let problem = heartbeatProblem { problems.append(problem) }
    return problems
  }

  private var heartbeatProblem: String? {
    if configuration.heartbeat.isEnabled, let problem = board.worker.problem { return problem }
    // A worker of another service leaves its statistics too, and nobody else would tell of it here.
    guard let left = statistics, left["running"]?.bool == true else { return nil }
    if !configuration.heartbeat.isEnabled, let silence = silence(since: left) { return silence }
    guard let counts = left["statistics"], let failure = counts["last_error"],
      let failedAt = failure["time"]?.number
    else { return nil }
    guard failedAt > counts["last_success"]?.number ?? 0 else { return nil }
    return "heartbeats fail: \(failure["reason"]?.string ?? "unknown")"
  }

  /// A worker that was killed and not started again leaves an account that looks well for ever.
  private func silence(since left: JSONValue) -> String? {
    guard left["boot"]?.string == identity.bootID, let interval = left["interval_us"]?.integer,
      let next = left["next_us"]?.integer
    else { return nil }
    let (late, isAbsurd) = Int(now).subtractingReportingOverflow(next)
    guard !isAbsurd, late > interval, late > Int(HangDetector.shortest.microseconds) else {
      return nil
    }
    return
      "the heartbeat's service is silent: a beat was due \(StatusPage.length(late / 1_000_000)) ago"
  }
}
