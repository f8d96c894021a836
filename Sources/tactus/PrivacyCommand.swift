import CommandLineKit
import FeatureLog
import Glibc
import Sensor
import Settings

/// `tactus privacy`: what is recorded of the person at this machine, and what they can do about it.
enum PrivacyCommand {
  private struct Values: Sendable {
    var isJSON = false
    var config: String?
    var changes = ConfigurationChanges()
  }

  static let command = Command(
    "privacy",
    "say what is recorded of you, where it lies and who can read it, and what you can do",
    discussion: """
      Told from the configuration and the log folder, whether a sensor runs or not. Without --log-dir, of \
      this user's log and the system's. What this user may not look into is said to be so.
      """,
    Values(),
    [
      .flag("json", short: "j", \.isJSON, "write JSON for other programs"),
      .option("config", \.config, "FILE", "configuration file instead of /etc/tactus/tactus.yaml"),
    ] + Setting.parameters(\.changes)
  ) { values in
    let places = try SensorPlaces(config: values.config, changes: values.changes)
    let report = PrivacyReport(
      places.configuration, logFolders: places.logFolders, stateFolders: places.stateFolders)
    if values.isJSON {
      try StandardOutput.write(report.json.lines)
    } else {
      try StandardOutput.write(lines: report.lines(style: StandardOutput.style))
    }
    return 0
  }
}
