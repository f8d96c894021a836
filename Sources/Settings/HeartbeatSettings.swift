public import CommandLineKit

/// What may be decided about the heartbeat: the section `heartbeat:` of the configuration, and the
/// options of the same names.
public struct HeartbeatSettings: Sendable, Equatable {
  /// Whether `tactus run` starts and watches a heartbeat worker.
  public var isEnabled = true
  public var url = "http://127.0.0.1:26002/heartbeat"
  /// From one beat to the next. 10 milliseconds to 1 day.
  public var interval = TimeSpan.seconds(30)
  /// For a request and its whole answer. 10 milliseconds to 1 hour.
  public var timeout = TimeSpan.seconds(10)
  /// The number that the receiver expects.
  public var type = 4
  /// The statuses that mean success.
  public var successStatuses = [200]
  /// What a beat tells beside its type.
  public var fields: [PayloadField] = []
  /// Whom the pseudonym stands for; empty for who runs the worker.
  public var user = ""
  /// The file that holds the secret of pseudonyms; empty for none.
  public var saltFile = ""
  public var retries = true
  /// Whether beats may go unencrypted to other machines.
  public var allowsInsecure = false
  /// The file in which the worker keeps its statistics; empty for `heartbeat.json` in the runtime folder.
  public var statisticsFile = ""

  public init() {}

  /// The place that beats go to.
  ///
  /// - Throws: what is wrong with the URL, without its secrets.
  public func target() throws(HeartbeatTargetError) -> HeartbeatTarget {
    try HeartbeatTarget(url, allowInsecure: allowsInsecure)
  }

  /// What is wrong with settings that are right each by itself; nil for nothing.
  var contradiction: String? {
    do throws(HeartbeatTargetError) {
      _ = try target()
    } catch {
      return error.description
    }
    if fields.contains(.userID), saltFile.isEmpty {
      return "the heartbeat's field user_id needs a salt file, for names are never sent as they are"
    }
    return nil
  }
}

/// What a beat may carry beside its type.
public enum PayloadField: String, ArgumentChoice {
  /// When the beat was made, by the wall clock, in UTC.
  case timestamp
  /// Who works here, as a pseudonym.
  case userID = "user_id"
  /// The name of the machine.
  case host
  /// How the beats before this one went.
  case statistics
}

extension Setting {
  private static let section = "heartbeat"

  /// The keys of the section `heartbeat:`.
  public static let heartbeat: [Setting] = [
    Setting(
      "enabled", \.heartbeat.isEnabled, in: section, option: "heartbeat", under: "Heartbeat",
      "CHOICE", "report that the sensor works, by a worker of its own"),
    Setting(
      "url", \.heartbeat.url, in: section, under: "Heartbeat", "URL",
      "where beats go; http only to this machine",
      Limits("a URL such as http://127.0.0.1:26002/heartbeat") { text in
        do {
          _ = try HeartbeatTarget(text, allowInsecure: true)
          return nil
        } catch { return "\(error)" }
      }),
    Setting(
      "interval", \.heartbeat.interval, in: section, under: "Heartbeat", "TIME",
      "from one beat to the next, 10ms to 1d", duration(.milliseconds(10), .days(1))),
    Setting(
      "timeout", \.heartbeat.timeout, in: section, under: "Heartbeat", "TIME",
      "for a request and its whole answer, 10ms to 1h", duration(.milliseconds(10), .hours(1))),
    Setting(
      "type", \.heartbeat.type, in: section, under: "Heartbeat", "N",
      "the number that the receiver expects"),
    Setting(
      "success_status", \.heartbeat.successStatuses, in: section, under: "Heartbeat", "N,...",
      "statuses that mean success",
      Limits("statuses from 200 to 599, separated by commas") {
        !$0.isEmpty && $0.allSatisfy { (200...599).contains($0) }
      }),
    Setting(
      "fields", \.heartbeat.fields, in: section, under: "Heartbeat", "NAME,...",
      "what else a beat tells: \(PayloadField.choices.joined(separator: ", "))"),
    Setting(
      "user", \.heartbeat.user, in: section, under: "Heartbeat", "NAME",
      "whom the pseudonym user_id stands for, if not who runs the worker"),
    Setting(
      "salt", \.heartbeat.saltFile, in: section, under: "Heartbeat", "FILE",
      "the secret of pseudonyms; made at the first use"),
    Setting(
      "retries", \.heartbeat.retries, in: section, under: "Heartbeat", "CHOICE",
      "try again what may heal, before the next beat"),
    Setting(
      "allow_insecure", \.heartbeat.allowsInsecure, in: section, under: "Heartbeat", "CHOICE",
      "send unencrypted beats to other machines"),
    Setting(
      "statistics", \.heartbeat.statisticsFile, in: section, under: "Heartbeat", "FILE",
      "where the worker keeps its statistics (default: heartbeat.json in the runtime folder)"),
  ]

  /// As the heartbeat's own program has it: `url`.
  public var optionOfHeartbeat: String { key.split(separator: "_").joined(separator: "-") }

  /// Whether it stands in the section `heartbeat:`.
  public var isOfHeartbeat: Bool { section == Self.section }

  /// The value in `settings`, as a configuration file or an option would have it.
  package func text(of settings: HeartbeatSettings) -> String {
    var configuration = Configuration(logDirectory: "")
    configuration.heartbeat = settings
    return text(configuration)
  }

  /// The settings in which two configurations differ.
  public static func differences(_ a: Configuration, _ b: Configuration) -> [Setting] {
    all.filter { $0.text(a) != $0.text(b) }
  }
}
