import CommandLineKit
import FeatureLog
import Recordings
import Sensor
import Settings

/// `tactus replay`: recordings through the pipeline of the live sensor.
enum ReplayCommand {
  private struct Values: Sendable {
    var window = WindowLength.standard
    var keystrokes = false
    var isOfActions = false
    var files: [String] = []
  }

  static let command = Command(
    "replay", "write the records of recorded input to standard output",
    discussion: """
      Takes evemu text, as `tactus record`, `evemu-record` and others write it. Several files are \
      the devices of one session and are merged by time. The records are those that the running \
      sensor would have written.

      With --keystrokes it writes a line for each keystroke instead: the class and finger zone of its \
      key, how long it was held, and the times to the next one. In their order these can tell what was \
      typed, which the sensor never writes; they are for research on recordings that were made with \
      consent, and can be had of nothing but recordings.

      With --actions, for research, it writes each of the pointer's actions instead, in order: what \
      leads up to a click, a drag, or a rest of three seconds. Values are those that windows hold \
      statistics of, without their logarithms: seconds, and the length unit that the line names. The \
      running sensor never tells them, for ordered actions show what was clicked on an on-screen \
      keyboard.
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
      .flag(
        "keystrokes", \.keystrokes, "write a line a keystroke, for research, instead of records"),
      .flag("actions", \.isOfActions, "write the pointer's actions, not windows: for research"),
      .operands("FILE", \.files, "recordings of one session", required: true),
    ]
  ) { values in
    if values.keystrokes, values.isOfActions {
      throw UsageError("--keystrokes and --actions exclude each other", command: "replay")
    }
    if values.keystrokes {
      var replay = try KeystrokeReplay(paths: values.files)
      var encoder = KeystrokeEncoder()
      try replay.run { keystroke in try StandardOutput.write(encoder.encode(keystroke)) }
      return 0
    }
    var replay = try Replay(paths: values.files, window: values.window)
    if values.isOfActions {
      var encoder = ActionEncoder()
      try replay.runActions { action in try StandardOutput.write(encoder.encode(action)) }
      return 0
    }
    var encoder = RecordEncoder()
    try replay.run { record in try StandardOutput.write(encoder.encode(record)) }
    return 0
  }
}
