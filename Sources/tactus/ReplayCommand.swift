import CommandLineKit
import FeatureLog
import Recordings
import Sensor
import Settings

/// `tactus replay`: recordings through the pipeline of the live sensor.
enum ReplayCommand {
  private struct Values: Sendable {
    var window = WindowLength.standard
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
      .option(
        "window", short: "w", "TIME", "length of a window, 1s to 1h",
        default: WindowLength.standard.argument, expectation: WindowLength.expectation,
        take: { values, word in
          guard let span = TimeSpan(argument: word), WindowLength.allows(span) else { return false }
          values.window = span
          return true
        }),
      .operands("FILE", \.files, "recordings of one session", required: true),
    ]
  ) { values in
    var replay = try Replay(paths: values.files, window: values.window)
    var encoder = RecordEncoder()
    try replay.run { record in try StandardOutput.write(encoder.encode(record)) }
    return 0
  }
}
