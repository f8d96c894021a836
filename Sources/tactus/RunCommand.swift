import CommandLineKit
import OperationalLog
import Sensor
import Settings

/// `tactus run`: the sensor itself.
enum RunCommand {
  private struct Values: Sendable {
    var config: String?
    var changes = ConfigurationChanges()
    var examples: [String] = []
  }

  static let command = Command(
    "run", "sense, and write features to the log, until stopped",
    discussion: """
      Runs in the foreground until SIGTERM or Ctrl-C; SIGHUP reads the configuration anew. What it does is told on standard error and in \
      monitor_*.log in the log folder; features go to tactus.jsonl there. Options come before the \
      configuration file.
      """,
    Values(),
    [
      .option(
        "config", \.config, "FILE", "configuration file instead of /etc/tactus/tactus.yaml"),
      .options(
        "example", \.examples, "FILE",
        "recording to play where no input device is found, to see features without one (repeatable)"
      ),
    ] + Setting.parameters(\.changes)
  ) { values in
    let read: @Sendable () throws -> Configuration = {
      try Configuration.load(file: values.config, options: values.changes)
    }
    let configuration = try read()
    let log = OperationalLog(
      level: configuration.logLevel, folder: configuration.logDirectory)
    let sensor = try Sensor(configuration, examples: values.examples, log: log)
    log.info(
      """
      tactus \(Version.text) senses how someone types and moves, never what is typed; features go \
      to \(configuration.logDirectory)
      """)
    try sensor.run(reload: read)
    return 0
  }
}
