import CommandLineKit
import FeatureLog
import Glibc
import Sensor
import Settings
import Status

/// `tactus status`: how the running sensor is, on one honest page.
enum StatusCommand {
  private struct Values: Sendable {
    var isJSON = false
    var watches = false
    var interval = TimeSpan.seconds(2)
    var config: String?
    var changes = ConfigurationChanges()
  }

  static let command = Command(
    "status", "say how the running sensor is, and what is wrong",
    discussion: """
      Asks the sensor by its status socket, in the folder that --runtime-dir or --log-dir names, or in \
      those of this user's and the system's sensor. What it says was so when it was asked: the sensing \
      loop and the log's writer have given a sign of life. Counts are of windows whose records were \
      written, so nothing here tells when a key was struck.

      The exit status is 0 only where all is well, 1 where something is wrong, 69 where no sensor \
      answers.
      """,
    Values(),
    [
      .flag("json", short: "j", \.isJSON, "the sensor's own document, on one line"),
      .flag("watch", short: "w", \.watches, "ask again and again, until Ctrl-C"),
      .option("interval", \.interval, "TIME", "with --watch, how often"),
      .option("config", \.config, "FILE", "configuration file instead of /etc/tactus/tactus.yaml"),
    ] + Setting.parameters(of: Setting.places, \.changes)
  ) { values in
    guard values.interval >= .milliseconds(100) else {
      throw UsageError("--interval takes at least 100ms", command: "status")
    }
    let paths = try paths(values)
    guard values.watches else { return try show(paths, values) }
    while true {
      // From the top of a cleared screen; into a pipe, one page after the other.
      if StandardOutput.isTerminal { try StandardOutput.write("\u{1B}[H\u{1B}[2J") }
      _ = try show(paths, values)
      usleep(UInt32(clamping: values.interval.microseconds))
    }
  }

  /// Where a sensor may listen: where it was said, or else this user's and the system's.
  private static func paths(_ values: Values) throws -> [String] {
    try SensorPlaces(config: values.config, changes: values.changes).sockets
  }

  private static func show(_ paths: [String], _ values: Values) throws -> Int32 {
    var refusals: [StatusError] = []
    for path in paths {
      let bytes: [UInt8]
      do throws(StatusError) {
        bytes = try StatusClient(path: path).ask(.status)
      } catch {
        refusals.append(error)
        continue
      }
      guard let document = JSONValue(parsing: bytes) else {
        throw StatusPage.Unreadable(path: path)
      }
      if values.isJSON {
        try StandardOutput.write(bytes + [0x0A])
      } else {
        try StandardOutput.write(
          lines: StatusPage(document).lines(style: StandardOutput.style))
      }
      return document["healthy"]?.bool == true ? 0 : 1
    }
    for refusal in refusals { StandardError.write("tactus status: \(refusal)\n") }
    return ExitStatus.unavailable
  }
}
