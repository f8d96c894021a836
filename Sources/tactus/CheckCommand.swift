import CommandLineKit
import FeatureLog
import Sensor
import Settings

/// `tactus check`: whether everything is right on this machine.
enum CheckCommand {
  private struct Values: Sendable {
    var config: String?
    var changes = ConfigurationChanges()
    var isJSON = false
  }

  static let command = Command(
    "check", "say whether everything is right on this machine, and what to do where it isn't",
    discussion: """
      Looks at devices and who may read or write them, the udev rule, groups, swap, kernel, clocks, \
      priority, limits, the log folder with its file system and what is to be kept there, metrics and \
      where heartbeats go, as the user who runs it, and changes nothing. Give it the options that \
      `tactus run` gets. The exit status is 0 where there is no problem, and 69 else; warnings are \
      no problems.
      """,
    Values(),
    [
      .flag("json", short: "j", \.isJSON, "write JSON for other programs"),
      .option(
        "config", \.config, "FILE", "configuration file instead of /etc/tactus/tactus.yaml"),
    ] + Setting.parameters(\.changes)
  ) { values in
    let findings = Inspection.run(file: values.config, options: values.changes)
    if values.isJSON {
      try StandardOutput.write(JSONValue.array(findings.map(\.json)).lines)
    } else {
      try StandardOutput.write(lines: findings.lines(style: StandardOutput.style))
    }
    return findings.hasProblem ? ExitStatus.unavailable : 0
  }
}
