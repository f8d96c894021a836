import CommandLineKit
import Glibc
import Heartbeat
import OperationalLog
import Settings

/// What the command line says, and with the configuration file makes of a worker.
struct CommandLineValues: Sendable {
  enum Mode { case worker, once, continuous }

  var config: String?
  var changes = ConfigurationChanges()
  var isOnce = false
  var isContinuous = false
  var sensorSocket: String?
  var statisticsFile: String?
  var renewalAfter = HeartbeatWorker.Options().renewalAfter
  var parent: Int?
  var logLevel = LogLevel.info
  var logFolder: String?
  var shell: Shell?
  var wantsReference = false

  var mode: Mode { isOnce ? .once : isContinuous ? .continuous : .worker }

  static let parameters: [Parameter<CommandLineValues>] =
    group(
      "Trying it",
      [
        .flag("once", \.isOnce, "send one beat and show what came of it"),
        .flag("continuous", \.isContinuous, "show every beat until Ctrl-C"),
      ])
    + Setting.parameters(of: beats, name: { $0.optionOfHeartbeat }, \.changes)
    + group(
      "As a worker",
      [
        .option(
          "config", \.config, "FILE", "configuration file instead of /etc/tactus/tactus.yaml"),
        .option(
          "sensor", \.sensorSocket, "SOCKET",
          "beat only while the sensor that answers there says that it is sensing"),
        .option("statistics", \.statisticsFile, "FILE", "keep statistics there, beyond a crash"),
        .option("renew-after", \.renewalAfter, "N", "begin anew after so many requests"),
        .option("die-with-parent", \.parent, "PID", "end when that process, the parent, does"),
        .option("log-level", \.logLevel, "LEVEL", "least severity to tell"),
        .option("log-dir", \.logFolder, "DIR", "folder for a log file as well"),
      ])
    + group(
      "About itself",
      [
        .option("completions", \.shell, "SHELL", "write completions for that shell, and exit"),
        .flag("reference", \.wantsReference, "write this in Markdown, and exit"),
      ])

  /// Whether to run at all and where statistics are kept is asked otherwise here.
  private static let beats = Setting.heartbeat.filter {
    !["enabled", "statistics"].contains($0.key)
  }

  /// - Throws: what can't be, or can't be together.
  func check() throws(UsageError) {
    if isOnce, isContinuous { throw UsageError("--once and --continuous exclude each other") }
    if renewalAfter < 1 { throw UsageError("--renew-after takes at least 1") }
  }

  func settings() throws(ConfigurationError) -> HeartbeatSettings {
    try Configuration.loadHeartbeat(file: config, options: changes)
  }

  func workerOptions(_ settings: HeartbeatSettings) throws -> HeartbeatWorker.Options {
    var options = HeartbeatWorker.Options()
    options.interval = settings.interval
    options.timeout = settings.timeout
    options.successStatuses = Set(settings.successStatuses)
    options.payload = try payload(settings)
    if !settings.retries || mode == .once { options.retries = RetryPolicy(pauses: []) }
    options.statisticsFile = mode == .worker ? statisticsFile : nil
    options.renewalAfter = renewalAfter
    switch mode {
    case .once:
      options.beats = 1
      // The timeout alone limits a single beat.
      options.interval = max(
        settings.interval, TimeSpan(microseconds: settings.timeout.microseconds * 2))
    case .continuous: break
    case .worker:
      options.checkBeforeReload = {
        do throws(ConfigurationError) {
          _ = try self.settings()
          return nil
        } catch { return error.message }
      }
    }
    return options
  }

  private func payload(_ settings: HeartbeatSettings) throws -> Payload {
    var payload = Payload(
      type: settings.type, fields: Set(settings.fields), host: Self.hostName())
    if payload.fields.contains(.userID) {
      let user = settings.user.isEmpty ? Self.userName() : settings.user
      payload.userID = try Pseudonym(of: user, saltFile: settings.saltFile).text
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
