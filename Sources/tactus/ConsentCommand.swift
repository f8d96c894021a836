import CommandLineKit
import Glibc
import Sensor
import Settings

/// `tactus consent`: a person agrees to being sensed, or takes it back.
enum ConsentCommand {
  private struct Values: Sendable {
    var withdraws = false
    var shows = false
    var isSure = false
    var config: String?
    var changes = ConfigurationChanges()
  }

  static let command = Command(
    "consent", "agree to being sensed, or take it back",
    discussion: """
      Shows what sensing is about and asks. What is kept of a consent is the date, the version of what was \
      shown, and the name and number of the user, in the file tactus.consent of the sensor's state folder. \
      With require_consent a sensor doesn't start without, and pauses when it is withdrawn; without that \
      setting a consent is a note and no more.

      A sensor has one consent: that of the person who sits at its seat. It knows nobody else's, so where \
      several people use a machine, each has to be asked by other means.
      """,
    Values(),
    [
      .flag("withdraw", \.withdraws, "take it back; a running sensor that needs it pauses at once"),
      .flag("show", \.shows, "only show what it is about"),
      .flag("yes", short: "y", \.isSure, "don't ask: the person has agreed before"),
      .option("config", \.config, "FILE", "configuration file instead of /etc/tactus/tactus.yaml"),
    ] + Setting.parameters(of: Setting.places, \.changes)
  ) { values in
    guard !values.withdraws || !(values.shows || values.isSure) else {
      throw UsageError("--withdraw goes with no other of these", command: "consent")
    }
    let folders = try SensorPlaces(config: values.config, changes: values.changes).stateFolders
    if values.withdraws { return try withdraw(folders) }
    try StandardOutput.write(Consent.notice + "\n")
    if values.shows { return 0 }
    guard values.isSure || agrees() else {
      StandardError.write("tactus: no consent was given\n")
      return ExitStatus.noPermission
    }
    for folder in folders {
      let file = ConsentFile(folder: folder)
      try file.give()
      try StandardOutput.write(lines: ["\(file.path): consent is given"])
    }
    return 0
  }

  private static func withdraw(_ folders: [String]) throws -> Int32 {
    for folder in folders {
      let file = ConsentFile(folder: folder)
      let wasThere = try file.withdraw()
      let what = wasThere ? "consent is withdrawn" : "there was no consent"
      try StandardOutput.write(lines: ["\(file.path): \(what)"])
    }
    return 0
  }

  private static func agrees() -> Bool {
    guard isatty(STDIN_FILENO) == 1 else {
      StandardError.write("tactus: consent is given on a terminal, where a person can answer\n")
      return false
    }
    StandardError.write("\nDo you agree? Type \"yes\": ")
    return readLine() == "yes"
  }
}
