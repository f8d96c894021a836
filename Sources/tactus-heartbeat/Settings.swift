import CommandLineKit
import Glibc
import Heartbeat
import OperationalLog

/// What the command line says.
struct Settings: Sendable {
  enum Mode { case worker, once, continuous }

  var url =
    environmentVariable("TACTUS_HEARTBEAT_URL") ?? "http://127.0.0.1:26002/heartbeat"
  var interval = TimeSpan.seconds(30)
  var timeout = TimeSpan.seconds(10)
  var type = 4
  var successStatuses: [Int] = []
  var fields: [Payload.Field] = []
  var user: String?
  var saltFile: String?
  var allowsInsecure = false
  var isOnce = false
  var isContinuous = false
  var statisticsFile: String?
  var renewalAfter = HeartbeatWorker.Options().renewalAfter
  var retries = true
  var parent: Int?
  var logLevel = LogLevel.info
  var logFolder: String?

  var mode: Mode { isOnce ? .once : isContinuous ? .continuous : .worker }

  static let parameters: [Parameter<Settings>] =
    group(
      "Trying it",
      [
        .flag("once", \.isOnce, "send one beat and show what came of it"),
        .flag("continuous", \.isContinuous, "show every beat until Ctrl-C"),
      ])
    + group(
      "Beats",
      [
        .option(
          "url", "URL", "where to; http only to this machine",
          default: "http://127.0.0.1:26002/heartbeat", expectation: "a URL"
        ) { settings, word in
          settings.url = word
          return true
        },
        .option("interval", \.interval, "TIME", "from one beat to the next"),
        .option("timeout", \.timeout, "TIME", "for a request and its whole answer"),
        .option("type", \.type, "N", "the number that the receiver expects"),
        .options(
          "success-status", \.successStatuses, "N", "a status that means success, if not 200"),
        .options(
          "field", \.fields, "NAME", "what else a beat tells: \(Payload.Field.choices.alternatives)"
        ),
        .option(
          "user", \.user, "NAME", "whom the pseudonym user_id stands for, if not who runs this"),
        .option("salt", \.saltFile, "FILE", "the secret of pseudonyms; made at the first use"),
        .flag(
          "retries", \.retries, "try again what may heal, before the next beat", negatable: true),
        .flag("allow-insecure", \.allowsInsecure, "send unencrypted beats to other machines"),
      ])
    + group(
      "As a worker",
      [
        .option("statistics", \.statisticsFile, "FILE", "keep statistics there, beyond a crash"),
        .option("renew-after", \.renewalAfter, "N", "begin anew after so many requests"),
        .option("die-with-parent", \.parent, "PID", "end when that process, the parent, does"),
        .option("log-level", \.logLevel, "LEVEL", "least severity to tell"),
        .option("log-dir", \.logFolder, "DIR", "folder for a log file as well"),
      ])

  /// - Throws: what can't be, or can't be together.
  func check() throws(UsageError) {
    if isOnce, isContinuous { throw UsageError("--once and --continuous exclude each other") }
    if interval < .milliseconds(10) { throw UsageError("--interval takes at least 10ms") }
    if timeout < .milliseconds(10) { throw UsageError("--timeout takes at least 10ms") }
    if renewalAfter < 1 { throw UsageError("--renew-after takes at least 1") }
    if let wrong = successStatuses.first(where: { !(200...599).contains($0) }) {
      throw UsageError("--success-status takes 200 to 599, not \(wrong)")
    }
    if fields.contains(.userID), saltFile == nil {
      throw UsageError("--field=user_id needs --salt, for names are never sent as they are")
    }
  }

  func workerOptions() throws -> HeartbeatWorker.Options {
    var options = HeartbeatWorker.Options()
    options.interval = interval
    options.timeout = timeout
    if !successStatuses.isEmpty { options.successStatuses = Set(successStatuses) }
    options.payload = try payload()
    if !retries || mode == .once { options.retries = RetryPolicy(pauses: []) }
    options.statisticsFile = mode == .worker ? statisticsFile : nil
    options.renewalAfter = renewalAfter
    if mode == .once {
      options.beats = 1
      // The timeout alone limits a single beat.
      options.interval = max(interval, TimeSpan(microseconds: timeout.microseconds * 2))
    }
    return options
  }

  private func payload() throws -> Payload {
    var payload = Payload(type: type, fields: Set(fields), host: Self.hostName())
    if let saltFile, payload.fields.contains(.userID) {
      payload.userID = try Pseudonym(of: user ?? Self.userName(), saltFile: saltFile).text
    }
    return payload
  }

  private static func hostName() -> String {
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, name.count - 1)
    return name.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
  }

  private static func userName() -> String {
    getpwuid(getuid()).map { String(cString: $0.pointee.pw_name) } ?? String(getuid())
  }
}
