import CommandLineKit
import FeatureLog
import Sensor

/// `tactus export`: the feature log for spreadsheets and statistics programs.
enum ExportCommand {
  private struct Values: Sendable {
    var selection = LogSelection()
    var isCSV = false
    var output: String?
  }

  static let command = Command(
    "export", "write the feature log as comma-separated values",
    discussion: """
      One row a window, after a header; every key of the record is a column, its sketch aside. \
      Comma-separated values as in RFC 4180: lines end in CR and LF, fields with commas stand in \
      quotes, what is withheld or undefined is empty. Numbers are those of the log: 'tactus \
      features' lists the units.

      Without FILE or --log-dir, exports the log that `tactus run` writes for this user. \
      \(LogSelection.timeHelp)

      \(LogSelection.mergingHelp)

      A damaged line is told on standard error and passed over; the exit status is 65 then. It is \
      66 where there is no log.
      """,
    Values(),
    [
      .operands("FILE", \.selection.files, "log file or folder, '-' for standard input"),
      .option("log-dir", \.selection.logDirectory, "DIR", "folder of the log"),
      .option("since", \.selection.since, "TIME", "windows that begin at TIME or later"),
      .option("until", \.selection.until, "TIME", "windows that begin before TIME"),
      .option(
        "by", short: "b", \.selection.period, "PERIOD", "merge windows by hour, day or week"),
      .flag("csv", \.isCSV, "comma-separated values, which is what it writes in any case"),
      .option("output", short: "o", \.output, "FILE", "write to FILE, anew where it is there"),
    ]
  ) { values in
    try values.selection.check(command: "export")
    var damage = DamageReport(command: "export")
    let encoder = CSVEncoder(columns: RecordSchema.columns)
    // Made with the first row, so that a log that isn't there empties no file.
    var file: OutputFile?
    func output() throws -> OutputFile {
      if let file { return file }
      let opened = try OutputFile(path: values.output)
      try opened.write(encoder.header)
      file = opened
      return opened
    }
    try values.selection.read(&damage) { try output().write(encoder.row(for: $0)) }
    try output().close()
    return damage.exitStatus
  }
}
