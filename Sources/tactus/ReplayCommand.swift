import CommandLineKit
import FeatureLog
import Recordings
import Sensor

/// `tactus replay`: recordings through the pipeline of the live sensor.
enum ReplayCommand {
  private struct Values: Sendable {
    var window = TimeSpan.seconds(60)
    var files: [String] = []
  }

  static let command = Command(
    "replay", "write the records of recorded input to standard output",
    discussion: """
      Takes evemu text, as `tactus record`, `evemu-record` and others write it. Several files are \
      the devices of one session and are merged by time. The records are those that the running \
      sensor would have written.
      """,
    Values(),
    [
      .option("window", short: "w", \.window, "SPAN", "length of a window, 1s to 1h"),
      .operands("FILE", \.files, "recordings of one session", required: true),
    ]
  ) { values in
    guard values.window >= .seconds(1), values.window <= .hours(1),
      values.window.microseconds % 1_000_000 == 0
    else {
      throw UsageError("--window takes whole seconds from 1s to 1h", command: "replay")
    }
    var replay = try Replay(paths: values.files, window: values.window)
    var encoder = RecordEncoder()
    try replay.run { record in try StandardOutput.write(encoder.encode(record)) }
    return 0
  }
}
