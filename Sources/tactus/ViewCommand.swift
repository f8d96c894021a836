public import BehaviorFeatures
public import CommandLineKit
import FeatureLog
import Glibc
import Sensor
import Settings

extension Feature.Group: ArgumentChoice {}

/// `tactus view`: what the feature log says, for people.
enum ViewCommand {
  private struct Values: Sendable {
    var logDirectory: String?
    var files: [String] = []
    var follows = false
    var isJSON = false
    var isFull = false
    var since: String?
    var until: String?
    var groups: [Feature.Group] = []
    var last: Int?
  }

  static let command = Command(
    "view", "show the feature log as a table",
    discussion: """
      Without FILE or --log-dir, shows the log that `tactus run` writes for this user. On a \
      terminal the windows are shown that fit it, the last ones; with --full the last one; all of \
      them where a time is named, with --json, or where the output is no terminal.

      TIME is 2026-11-23, 2026-11-23T23:05, today, yesterday, now, or an age such as 90s, 15m, 2h, \
      3d. Times are shown as milliseconds, logarithms undone, so a mean is the geometric mean; a \
      dot stands for what is withheld or undefined, and * for a window that was cut short.

      A damaged line is told on standard error and passed over; the exit status is 65 then. It is \
      66 where there is no log.
      """,
    Values(),
    [
      .operands("FILE", \.files, "log file or folder, '-' for standard input"),
      .option("log-dir", \.logDirectory, "DIR", "folder of the log"),
      .flag("follow", short: "f", \.follows, "wait for more windows, until Ctrl-C"),
      .option("since", \.since, "TIME", "windows that begin at TIME or later"),
      .option("until", \.until, "TIME", "windows that begin before TIME"),
      .option("last", short: "n", \.last, "N", "the last N windows"),
      .options("group", short: "g", \.groups, "GROUP", "all features of that group"),
      .flag("full", \.isFull, "every feature of a window with its meaning"),
      .flag("json", short: "j", \.isJSON, "the log's own lines"),
    ]
  ) { values in
    try check(values)
    let range = try range(values)
    var output = Output(renderer: renderer(values))
    var last = LastWindows(limit: limit(values))
    let paths = try paths(values)
    if values.follows {
      try follow(paths[0], range, limit(values), &last, &output)
    } else {
      for path in paths { try read(path, range, limit(values), &last, &output) }
      for window in last.kept { try output.show(window) }
    }
    return output.foundDamage ? ExitStatus.dataError : 0
  }

  private static func check(_ values: Values) throws {
    func refuse(_ message: String) -> UsageError { UsageError(message, command: "view") }
    if values.logDirectory != nil, !values.files.isEmpty {
      throw refuse("name a FILE or --log-dir, not both")
    }
    if values.follows, values.files.count > 1 || values.files == ["-"] {
      throw refuse("--follow takes one file or folder")
    }
    if values.isJSON, values.isFull || !values.groups.isEmpty {
      throw refuse("--json writes whole records: it takes neither --full nor --group")
    }
    if let last = values.last, last < 1 { throw refuse("--last takes a number from 1 on") }
  }

  private static func paths(_ values: Values) throws -> [String] {
    guard values.files.isEmpty else { return values.files }
    if let folder = values.logDirectory { return [folder] }
    return [try Configuration.load(file: nil, options: ConfigurationChanges()).logDirectory]
  }

  private static func range(_ values: Values) throws -> TimeRange {
    var now = timeval()
    gettimeofday(&now, nil)
    let moment = Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_usec)
    func read(_ text: String?, _ option: String) throws -> Int64? {
      guard let text else { return nil }
      do throws(TimeExpression.Unreadable) {
        return try TimeExpression.microseconds(text, now: moment)
      } catch {
        throw UsageError("--\(option): \(error)", command: "view")
      }
    }
    return TimeRange(
      since: try read(values.since, "since"), until: try read(values.until, "until"))
  }

  /// How many windows to show where the log has more; `nil` for all.
  private static func limit(_ values: Values) -> Int? {
    if let last = values.last { return last }
    let wantsAll = values.isJSON || values.since != nil || values.until != nil
    guard StandardOutput.isTerminal, !wantsAll else { return nil }
    // Titles, the note on hidden columns, the day, and the shell's next prompt.
    return values.isFull ? 1 : max(1, StandardOutput.height - 6)
  }

  private static func renderer(_ values: Values) -> WindowRenderer {
    if values.isJSON { return .records }
    let width = StandardOutput.isTerminal ? StandardOutput.width : nil
    let (style, groups) = (StandardOutput.style, Set(values.groups))
    return values.isFull
      ? .full(RecordRenderer(width: width, style: style, groups: groups))
      : .table(TableRenderer(width: width, style: style, groups: groups))
  }

  private static func read(
    _ path: String, _ range: TimeRange, _ limit: Int?, _ last: inout LastWindows,
    _ output: inout Output
  ) throws {
    var reader = try open(path, range, limit)
    while let entry = try reader.next() {
      if let window = output.window(of: entry).flatMap({ last.take($0) }) {
        try output.show(window)
      }
    }
  }

  private static func open(
    _ path: String, _ range: TimeRange, _ limit: Int?
  ) throws -> FeatureLogReader {
    do throws(FeatureLogError) {
      return try FeatureLogReader(path: path, range: range, last: limit)
    } catch {
      if case .cannotOpen(let file, let reason) = error, [ENOENT, ENOTDIR].contains(reason.code) {
        throw MissingLog(path: file)
      }
      throw error
    }
  }

  private static func follow(
    _ path: String, _ range: TimeRange, _ limit: Int?, _ last: inout LastWindows,
    _ output: inout Output
  ) throws {
    var follower = try LogFollower(path: path, range: range, last: limit)
    var isCatchingUp = true
    while true {
      guard let entry = try follower.next(timeoutMilliseconds: isCatchingUp ? 0 : -1) else {
        // Everything that was there is read; from here on each window is shown as it comes.
        for window in last.kept { try output.show(window) }
        last = LastWindows(limit: nil)
        isCatchingUp = false
        continue
      }
      if let window = output.window(of: entry).flatMap({ last.take($0) }) {
        try output.show(window)
      }
    }
  }

  private struct Output {
    var renderer: WindowRenderer
    private(set) var foundDamage = false

    init(renderer: WindowRenderer) { self.renderer = renderer }

    /// The window; of a damaged line nothing, once it is told.
    mutating func window(of entry: LogEntry) -> LoggedWindow? {
      switch entry {
      case .window(let window): return window
      case .gap(let gap):
        StandardError.write("tactus view: \(gap)\n")
        return nil
      case .damaged(let damage):
        foundDamage = true
        StandardError.write("tactus view: \(damage); passed over\n")
        return nil
      }
    }

    mutating func show(_ window: LoggedWindow) throws {
      try StandardOutput.write(renderer.bytes(for: window))
    }
  }

  /// There is no log where one was looked for.
  struct MissingLog: Error, CustomStringConvertible {
    let path: String

    var description: String {
      """
      \(path): no feature log; 'tactus run' writes one, and --log-dir names another folder (the \
      system service's is /var/log/tactus)
      """
    }
  }
}
