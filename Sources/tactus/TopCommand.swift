import CommandLineKit
import OperationalLog
import Sensor
import Settings

/// `tactus top`: the running sensor, live on the terminal.
enum TopCommand {
  private struct Values: Sendable {
    var interval = TimeSpan.seconds(2)
    var config: String?
    var changes = ConfigurationChanges()
  }

  static let command = Command(
    "top", "show the running sensor live: devices, activity, features, gaps, heartbeat",
    discussion: """
      Asks the sensor as `tactus status` does and follows its feature log, which takes the right to \
      read it. Activity is drawn a bar a window, as the log has it, and keys only where 50 are told \
      together: nothing here is finer than the log.

      `q` or Ctrl-C ends it. Where the output is no terminal it writes a page, and then a line at \
      each refresh. It shows no color where NO_COLOR is set.
      """,
    Values(),
    [
      .option("interval", short: "i", \.interval, "TIME", "how often to ask the sensor"),
      .option("config", \.config, "FILE", "configuration file instead of /etc/tactus/tactus.yaml"),
    ] + Setting.parameters(of: Setting.places, \.changes)
  ) { values in
    guard values.interval >= .milliseconds(100) else {
      throw UsageError("--interval takes at least 100ms", command: "top")
    }
    let places = try SensorPlaces(config: values.config, changes: values.changes)
    let view = try TopView(
      sockets: places.sockets, logDirectory: places.configuration.logDirectory,
      interval: values.interval, style: StandardOutput.style)
    let isDumb = environmentVariable("TERM") == "dumb"
    try view.run(isScreen: StandardOutput.isTerminal && !isDumb) {
      try StandardOutput.write($0)
    }
    return 0
  }
}
