import CommandLineKit
import Glibc
import OperationalLog
import Sensor
import Settings

/// `tactus doctor`: what to attach to a report of a mistake.
enum DoctorCommand {
  private struct Values: Sendable {
    var folder = "."
    var recording: TimeSpan?
    var agrees = false
    var config: String?
    var changes = ConfigurationChanges()
  }

  static let command = Command(
    "doctor", "gather what a report of a mistake needs, less what is personal",
    discussion: """
      Does what `tactus check` does and packs its findings with versions, devices, limits, \
      configuration, status and what `tactus verify` says. Serial numbers, hardware addresses, the \
      names of host and user, and addresses of the heartbeat are taken out; no feature is in it. \
      Give it the options that `tactus run` gets.

      What tells when someone was active, the end of the operational log and a recording, goes in \
      only after a question on the terminal, or with --yes. The recording holds random keys of the \
      same kinds: `tactus replay` makes the same records of it on any machine.
      """,
    Values(),
    [
      .option("output", short: "o", \.folder, "DIR", "where to make the archive"),
      .option(
        "record", \.recording, "TIME", "record input for this time, such as 30s, and add that"),
      .flag("yes", short: "y", \.agrees, "add what is personal without asking"),
      .option("config", \.config, "FILE", "configuration file instead of /etc/tactus/tactus.yaml"),
    ] + Setting.parameters(\.changes)
  ) { values in
    // A configuration that doesn't load is told of by a part of its own.
    let sockets =
      (try? SensorPlaces(config: values.config, changes: values.changes))?.sockets ?? []
    var bundle = DoctorBundle(file: values.config, options: values.changes, sockets: sockets)
    bundle.parts.removeAll { part in
      part.isPersonal && !consents(to: "\(part.name), \(part.meaning)", values)
    }
    var folder = try DoctorFolder(in: values.folder)
    let recordings = try record(to: folder.recordings, values)
    let names = recordings.map { String($0.dropFirst(folder.path.count + 1)) }
    let readme = bundle.readme(recordings: names)
    try folder.write("README.txt", readme)
    for part in bundle.parts { try folder.write(part.name, part.text) }
    let archive = folder.pack(extra: recordings)
    StandardError.write(readme + "\nLook through it before you give it away:\n")
    try StandardOutput.write(archive + "\n")
    return 0
  }

  private static func record(to folder: String, _ values: Values) throws -> [String] {
    guard let time = values.recording,
      consents(to: "a recording of \(time) of input, with exact times and no text", values)
    else { return [] }
    mkdir(folder, 0o700)
    StandardError.write("Recording for \(time): type and move, but no secrets.\n")
    return try Recorder(
      Recorder.Options(folder: folder, nodes: [], isObfuscated: true, timeLimit: time),
      log: OperationalLog(level: .warning)
    ).run()
  }

  /// Whether a person wants it in; a script can't be asked.
  private static func consents(to what: String, _ values: Values) -> Bool {
    if values.agrees { return true }
    guard isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else {
      StandardError.write("tactus doctor: left out, for nobody can be asked: \(what)\n")
      return false
    }
    StandardError.write("Add \(what)? [y/N] ")
    return ["y", "yes"].contains(readLine()?.lowercased() ?? "")
  }
}
