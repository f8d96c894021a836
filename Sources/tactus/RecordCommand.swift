import CommandLineKit
import Glibc
import OperationalLog
import Sensor

/// `tactus record`: devices to files that replay to the same features.
enum RecordCommand {
  private struct Values: Sendable {
    var folder = "."
    var keepsKeys = false
    var time: TimeSpan?
    var devices: [String] = []
  }

  static let command = Command(
    "record", "record input to files that hold no text",
    discussion: """
      Writes evemu text, one file a device, until Ctrl-C or --time. Every key is replaced by a \
      random one of the same kind (class and finger zone), so the recording replays to the same \
      features and can be given away: it tells how someone typed, not what. It does tell when. \
      With no DEVICE, all that `tactus run` would read are recorded.
      """,
    Values(),
    [
      .option("output", short: "o", \.folder, "DIR", "folder for the files"),
      .option("time", short: "t", \.time, "TIME", "stop after this time, such as 30s or 5m"),
      .flag(
        "raw-keycodes", \.keepsKeys,
        "keep the keys as they are: the files then hold what was typed; asks first, and only works "
          + "on a terminal"),
      .operands("DEVICE", \.devices, "device nodes, such as /dev/input/event3"),
    ]
  ) { values in
    if values.keepsKeys { try confirm() }
    if mkdir(values.folder, 0o700) != 0, errno != EEXIST {
      let reason = String(cString: strerror(errno))
      StandardError.write("tactus: can't make the folder \(values.folder): \(reason)\n")
      return ExitStatus.cannotCreate
    }
    let recorder = try Recorder(
      Recorder.Options(
        folder: values.folder, nodes: values.devices, isObfuscated: !values.keepsKeys,
        timeLimit: values.time),
      log: OperationalLog(level: .info))
    let files = try recorder.run()
    guard !files.isEmpty else {
      StandardError.write("tactus: no device was recorded; 'tactus check' tells why\n")
      return ExitStatus.unavailable
    }
    try StandardOutput.write(files.map { $0 + "\n" }.joined())
    return 0
  }

  /// Makes sure that a person wants what is typed to be in a file, and not a script.
  private static func confirm() throws {
    guard isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else {
      throw UsageError(
        "--raw-keycodes only works on a terminal, where someone can confirm it",
        command: "record")
    }
    StandardError.write(
      """
      The files will hold every key that is pressed on every recorded keyboard, passwords included, \
      until the recording ends.
      Type "yes" to go on: 
      """)
    guard readLine() == "yes" else {
      throw UsageError("nothing was recorded: --raw-keycodes was not confirmed", command: "record")
    }
  }
}
