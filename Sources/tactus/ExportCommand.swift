import CommandLineKit
import FeatureLog
import Glibc
import Sensor

/// `tactus export`: the feature log for spreadsheets and statistics programs.
enum ExportCommand {
  private struct Values: Sendable {
    var selection = LogSelection()
    var isCSV = false
    var isActivityWatch = false
    var host: String?
    var output: String?
  }

  static let command = Command(
    "export", "write the feature log for other programs",
    discussion: """
      Comma-separated values: one row a window, after a header; every key of the record is a column, its sketch aside. \
      They are as in RFC 4180: lines end in CR and LF, fields with commas stand in \
      quotes, what is withheld or undefined is empty. Numbers are those of the log: 'tactus \
      features' lists the units.

      With --activitywatch, a bucket file that ActivityWatch imports: one event a window of live \
      input, with 'presses', 'clicks', 'scrollX' and 'scrollY' as its own watcher of input has them, \
      and the pointer's 'path' in 'path_unit'. What the log withholds counts as nothing there. Import it \
      once: ActivityWatch doesn't tell the same events from new ones.

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
      .flag("csv", \.isCSV, "comma-separated values, which is what it writes unless told else"),
      .flag("activitywatch", \.isActivityWatch, "a bucket file for ActivityWatch"),
      .option(
        "host", \.host, "NAME",
        "with --activitywatch, the machine the bucket is of, instead of this one"),
      .option("output", short: "o", \.output, "FILE", "write to FILE, anew where it is there"),
    ]
  ) { values in
    try check(values)
    var damage = DamageReport(command: "export")
    if values.isActivityWatch {
      var encoder = ActivityWatchEncoder(host: values.host ?? hostName)
      try write(values, &damage, head: []) { window in
        window.source == "live" ? encoder.bytes(for: window) : []
      } ending: {
        encoder.ending()
      }
    } else {
      let encoder = CSVEncoder(columns: RecordSchema.columns)
      try write(values, &damage, head: encoder.header) {
        encoder.row(for: $0)
      } ending: {
        []
      }
    }
    return damage.exitStatus
  }

  private static func check(_ values: Values) throws(UsageError) {
    try values.selection.check(command: "export")
    func refuse(_ message: String) -> UsageError { UsageError(message, command: "export") }
    guard values.isActivityWatch else {
      if values.host != nil { throw refuse("--host goes with --activitywatch") }
      return
    }
    if values.isCSV { throw refuse("--csv and --activitywatch exclude each other") }
    if values.selection.period != nil {
      throw refuse("--activitywatch takes windows as they are, without --by: it sums up itself")
    }
  }

  private static func write(
    _ values: Values, _ damage: inout DamageReport, head: [UInt8],
    _ bytes: (LoggedWindow) -> [UInt8], ending: () -> [UInt8]
  ) throws {
    // Made with the first row, so that a log that isn't there empties no file.
    var file: OutputFile?
    func output() throws -> OutputFile {
      if let file { return file }
      let opened = try OutputFile(path: values.output)
      try opened.write(head)
      file = opened
      return opened
    }
    try values.selection.read(&damage) { try output().write(bytes($0)) }
    try output().write(ending())
    try output().close()
  }

  private static var hostName: String {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return "unknown" }
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
