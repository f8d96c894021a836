import CommandLineKit
import FeatureLog
import Glibc
import Sensor
import Settings

/// `tactus erase`: removes what the log tells of a person.
enum EraseCommand {
  private struct Values: Sendable {
    var isAll = false
    var since: String?
    var isDryRun = false
    var isSure = false
    var config: String?
    var changes = ConfigurationChanges()
  }

  static let command = Command(
    "erase", "remove records from the feature log, all or from a moment on",
    discussion: """
      Removes the records of every file of the log, the live one included, from the first that reaches to \
      TIME on, with what was cut off the log and half-made files; of the lines of monitor_*.log those \
      that tell of windows are blanked. A running sensor goes on undisturbed. In the place of the records \
      stands one line that tells how many they were, and 'tactus verify' finds the log whole.

      The window that is open just now isn't in the log yet: 'tactus pause' first, and it is. What is \
      removed is overwritten, too, as far as the file system writes in place; what flash memory, \
      snapshots, the file system's journal, backups, exports and the system's journal keep is out of \
      reach.

      \(LogSelection.timeHelp)
      """,
    Values(),
    [
      .flag("all", \.isAll, "all records"),
      .option("since", \.since, "TIME", "the records from that time on"),
      .flag("dry-run", short: "n", \.isDryRun, "say what would go, and change nothing"),
      .flag("yes", short: "y", \.isSure, "don't ask"),
      .option("config", \.config, "FILE", "configuration file instead of /etc/tactus/tactus.yaml"),
    ] + Setting.parameters(of: Setting.places.filter { $0.key == "log_dir" }, \.changes)
  ) { values in
    guard values.isAll != (values.since != nil) else {
      throw UsageError("say --all or --since=TIME", command: "erase")
    }
    var selection = LogSelection()
    selection.since = values.since
    let since = try selection.range(command: "erase").since
    let folder = try Configuration.load(file: values.config, options: values.changes).logDirectory
    let erasure = Erasure(folder: folder)
    let plan = try erasure.plan(since: since)
    try StandardOutput.write(lines: plan.lines)
    if plan.isEmpty || values.isDryRun { return 0 }
    guard values.isSure || confirms(folder) else {
      StandardError.write("tactus: nothing was erased\n")
      return ExitStatus.noPermission
    }
    try StandardOutput.write(lines: [try erasure.carryOut(plan, since: since)])
    return 0
  }

  /// Whether a person, on a terminal, means it.
  private static func confirms(_ folder: String) -> Bool {
    guard isatty(STDIN_FILENO) == 1 else {
      StandardError.write("tactus: nobody is here to ask; --yes erases without\n")
      return false
    }
    StandardError.write("This can't be undone. Type \"yes\" to erase it from \(folder): ")
    return readLine() == "yes"
  }
}
