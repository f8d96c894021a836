public import BehaviorFeatures
public import CommandLineKit
import FeatureLog

extension Feature.Group: ArgumentChoice {}

/// `tactus view`: what the feature log says, for people.
enum ViewCommand {
  private struct Values: Sendable {
    var selection = LogSelection()
    var follows = false
    var isJSON = false
    var isFull = false
    var groups: [Feature.Group] = []
    var last: Int?
  }

  static let command = Command(
    "view", "show the feature log as a table",
    discussion: """
      Without FILE or --log-dir, shows the log that `tactus run` writes for this user. On a \
      terminal the windows are shown that fit it, the last ones; with --full the last one; all of \
      them where a time is named, with --json, or where the output is no terminal.

      \(LogSelection.timeHelp) Times are shown as milliseconds, logarithms undone, so a mean is the \
      geometric mean; a dot stands for what is withheld or undefined, and * for a window that was \
      cut short.

      \(LogSelection.mergingHelp) --json writes records that can be merged again.

      A damaged line is told on standard error and passed over; the exit status is 65 then. It is \
      66 where there is no log.
      """,
    Values(),
    [
      .operands("FILE", \.selection.files, "log file or folder, '-' for standard input"),
      .option("log-dir", \.selection.logDirectory, "DIR", "folder of the log"),
      .flag("follow", short: "f", \.follows, "wait for more windows, until Ctrl-C"),
      .option("since", \.selection.since, "TIME", "windows that begin at TIME or later"),
      .option("until", \.selection.until, "TIME", "windows that begin before TIME"),
      .option("last", short: "n", \.last, "N", "the last N windows, or periods"),
      .option(
        "by", short: "b", \.selection.period, "PERIOD", "merge windows by hour, day or week"),
      .options("group", short: "g", \.groups, "GROUP", "all features of that group"),
      .flag("full", \.isFull, "every feature of a window with its meaning"),
      .flag("json", short: "j", \.isJSON, "the log's own lines"),
    ]
  ) { values in
    try check(values)
    var renderer = renderer(values)
    var damage = DamageReport(command: "view")
    let limit = limit(values)
    var last = LastWindows(limit: limit)
    func show(_ window: LoggedWindow) throws {
      try StandardOutput.write(renderer.bytes(for: window))
    }
    if values.follows {
      try follow(values.selection, limit, &last, &damage, show)
    } else {
      try values.selection.read(last: limit, &damage) { window in
        if let window = last.take(window) { try show(window) }
      }
      for window in last.kept { try show(window) }
    }
    return damage.exitStatus
  }

  private static func check(_ values: Values) throws {
    func refuse(_ message: String) -> UsageError { UsageError(message, command: "view") }
    let selection = values.selection
    try selection.check(command: "view")
    if values.follows, selection.files.count > 1 || selection.files == ["-"] {
      throw refuse("--follow takes one file or folder")
    }
    if values.follows, selection.period != nil {
      throw refuse("--follow shows windows as they come: it takes no --by")
    }
    if values.isJSON, values.isFull || !values.groups.isEmpty {
      throw refuse("--json writes whole records: it takes neither --full nor --group")
    }
    if let last = values.last, last < 1 { throw refuse("--last takes a number from 1 on") }
  }

  /// How many windows to show where the log has more; `nil` for all.
  private static func limit(_ values: Values) -> Int? {
    if let last = values.last { return last }
    let selection = values.selection
    let wantsAll = values.isJSON || selection.since != nil || selection.until != nil
    guard StandardOutput.isTerminal, !wantsAll else { return nil }
    // Titles, the note on hidden columns, the day, and the shell's next prompt.
    return values.isFull ? 1 : max(1, StandardOutput.height - 6)
  }

  private static func renderer(_ values: Values) -> WindowRenderer {
    if values.isJSON { return .records }
    let width = StandardOutput.isTerminal ? StandardOutput.width : nil
    let (style, groups) = (StandardOutput.style, Set(values.groups))
    let period = values.selection.period
    return values.isFull
      ? .full(RecordRenderer(width: width, style: style, groups: groups, period: period))
      : .table(TableRenderer(width: width, style: style, groups: groups, period: period))
  }

  private static func follow(
    _ selection: LogSelection, _ limit: Int?, _ last: inout LastWindows,
    _ damage: inout DamageReport, _ show: (LoggedWindow) throws -> Void
  ) throws {
    var follower = try LogFollower(
      path: try selection.paths()[0], range: try selection.range(command: "view"), last: limit)
    var isCatchingUp = true
    while true {
      guard let entry = try follower.next(timeoutMilliseconds: isCatchingUp ? 0 : -1) else {
        // Everything that was there is read; from here on each window is shown as it comes.
        for window in last.kept { try show(window) }
        last = LastWindows(limit: nil)
        isCatchingUp = false
        continue
      }
      if let window = damage.window(of: entry).flatMap({ last.take($0) }) { try show(window) }
    }
  }
}
