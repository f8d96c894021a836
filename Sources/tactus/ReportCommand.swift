import CommandLineKit
import FeatureLog
import Glibc
import Report

/// `tactus report`: the feature log as one page for a browser or for paper.
enum ReportCommand {
  private struct Values: Sendable {
    var selection = LogSelection()
    var user: String?
    var output: String?
  }

  static let command = Command(
    "report", "write the feature log as a page of charts",
    discussion: """
      One HTML file that needs no network and no script: activity by hour and weekday, typing and \
      pointing and how they change from day to day, breaks, and gaps in the log. Each chart has its \
      numbers below it. Read by whoever has it, it tells of a person what the log does.

      Without FILE or --log-dir, tells of the log that `tactus run` writes for this user. \
      \(LogSelection.timeHelp) What several people did is summed up unless --user names one; played \
      recordings are left out unless there is nothing else.

      A damaged line is told on standard error and passed over; the exit status is 65 then. It is \
      66 where there is no log.
      """,
    Values(),
    [
      .operands("FILE", \.selection.files, "log file or folder, '-' for standard input"),
      .option("log-dir", \.selection.logDirectory, "DIR", "folder of the log"),
      .option("since", \.selection.since, "TIME", "windows that begin at TIME or later"),
      .option("until", \.selection.until, "TIME", "windows that begin before TIME"),
      .option("user", \.user, "NAME", "windows in which NAME was active on the seat"),
      .option("output", short: "o", \.output, "FILE", "write to FILE, anew where it is there"),
    ]
  ) { values in
    try values.selection.check(command: "report")
    var damage = DamageReport(command: "report")
    let facts = try Facts(values.selection.rollups(&damage), user: values.user)
    let monitor = MonitorLog(inFolders: try values.selection.paths())
    let page = Page(facts, monitor: monitor, made: now())
    let file = try OutputFile(path: values.output)
    try file.write(Array(page.html.utf8))
    try file.close()
    return damage.exitStatus
  }

  /// `2026-11-23 23:05`.
  private static func now() -> String {
    var (seconds, parts) = (time(nil), tm())
    localtime_r(&seconds, &parts)
    var text = [CChar](repeating: 0, count: 32)
    strftime(&text, text.count, "%Y-%m-%d %H:%M", &parts)
    return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}

extension MonitorLog {
  /// What the `monitor_*.log` of log folders tell; those that can't be read tell nothing.
  init(inFolders paths: [String]) {
    self.init()
    for path in paths {
      for file in (try? LogFolder(path: path).monitorLogs()) ?? [] {
        TextLines.read(file) { take($0) }
        finish()
      }
    }
  }
}
