import CommandLineKit
import FeatureLog
import Glibc
import Settings

/// `tactus verify`: whether a feature log is whole.
enum VerifyCommand {
  private struct Values: Sendable {
    var logDirectory: String?
    var logs: [String] = []
  }

  static let command = Command(
    "verify", "check that a feature log is whole and adds up",
    discussion: """
      Reads each LOG, a folder with all its files or one file, compressed or not. Without LOG or \
      --log-dir, reads the log that `tactus run` writes for this user, which may be running.

      Checked are: whole lines of JSON, the keys of each record, numbers without a hole from file \
      to file, and that the windows in records and in gaps are those that each run made. A line \
      for each finding names file and line; notes tell of what is unusual and lost nothing.

      The exit status is 0 for a log that is whole, though windows may be missing that gaps tell \
      of; 65 for one that is damaged, and 66 where there is none.
      """,
    Values(),
    [
      .operands("LOG", \.logs, "log folder or file"),
      .option("log-dir", \.logDirectory, "DIR", "folder of the log"),
    ]
  ) { values in
    var isClean = true
    for path in try paths(values) {
      isClean = try verify(path) && isClean
    }
    return isClean ? 0 : ExitStatus.dataError
  }

  private static func paths(_ values: Values) throws -> [String] {
    if values.logDirectory != nil, !values.logs.isEmpty {
      throw UsageError("name a LOG or --log-dir, not both", command: "verify")
    }
    guard values.logs.isEmpty else { return values.logs }
    if let folder = values.logDirectory { return [folder] }
    return [try Configuration.load(file: nil, options: ConfigurationChanges()).logDirectory]
  }

  private static func verify(_ path: String) throws -> Bool {
    var findings: [String] = []
    var verifier = LogVerifier { findings.append("\($0)") }
    do throws(FeatureLogError) {
      try verifier.verify(path)
    } catch {
      if case .cannotOpen(let file, let reason) = error, [ENOENT, ENOTDIR].contains(reason.code) {
        throw ViewCommand.MissingLog(path: file)
      }
      throw error
    }
    try StandardOutput.write(lines: findings + ["\(path): \(verifier.summary)"])
    return verifier.summary.isClean
  }
}
