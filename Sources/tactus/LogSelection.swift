public import CommandLineKit
public import FeatureLog
import Glibc
import Settings

extension Period: ArgumentChoice {}

/// Which windows of which logs a command is about.
struct LogSelection: Sendable {
  var logDirectory: String?
  var files: [String] = []
  var since: String?
  var until: String?
  var period: Period?

  /// For the discussion of a command that takes a selection.
  static let timeHelp = """
    TIME is 2026-11-23, 2026-11-23T23:05, today, yesterday, now, or an age such as 90s, 15m, 2h, \
    3d.
    """

  /// For the discussion of a command that takes `--by`.
  static let mergingHelp = """
    With --by, windows are merged to hours, days or weeks of the clock where they were logged, from \
    all FILEs, and each period is shown as a window is; its length is that of the windows in which \
    something happened. Users, seats and recordings stay apart, machines add up. What is withheld \
    in a window is in no sum, so the share of a rare class of keys is a lower bound.
    """

  /// - Parameter command: whose mistakes are told.
  func check(command: String) throws(UsageError) {
    if logDirectory != nil, !files.isEmpty {
      throw UsageError("name a FILE or --log-dir, not both", command: command)
    }
  }

  /// The logs to read; without any named, the one that `tactus run` writes for this user.
  func paths() throws -> [String] {
    guard files.isEmpty else { return files }
    if let logDirectory { return [logDirectory] }
    return [try Configuration.load(file: nil, options: ConfigurationChanges()).logDirectory]
  }

  func range(command: String) throws(UsageError) -> TimeRange {
    var now = timeval()
    gettimeofday(&now, nil)
    let moment = Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_usec)
    func read(_ text: String?, _ option: String) throws(UsageError) -> Int64? {
      guard let text else { return nil }
      do throws(TimeExpression.Unreadable) {
        return try TimeExpression.microseconds(text, now: moment)
      } catch {
        throw UsageError("--\(option): \(error)", command: command)
      }
    }
    return TimeRange(since: try read(since, "since"), until: try read(until, "until"))
  }

  /// Takes the windows of all logs, or what they merge to, to `show` in turn.
  ///
  /// - Parameter last: how many windows at the end of a log are wanted; nil for all. More may come.
  func read(
    last: Int? = nil, _ damage: inout DamageReport, _ show: (LoggedWindow) throws -> Void
  ) throws {
    let range = try range(command: damage.command)
    var merger = period.map(WindowMerger.init)
    // Days and weeks are made of days, of which older files have roll-ups.
    if let period, period != .hour {
      var periods = WindowMerger(by: period)
      for rollup in try rollups(&damage) {
        for day in rollup.days { try periods.add(day.window) }
      }
      for window in periods.windows() { try show(window) }
      return
    }
    for path in try paths() {
      var reader = try Self.open(path, range, merger == nil ? last : nil)
      while let entry = try reader.next() {
        guard let window = damage.window(of: entry) else { continue }
        if merger == nil {
          try show(window)
          continue
        }
        do {
          try merger?.add(window)
        } catch {
          damage.tell("\(path): \(error); left out")
        }
      }
    }
    for window in merger?.windows() ?? [] { try show(window) }
  }

  /// What the files of all logs come to by day.
  func rollups(_ damage: inout DamageReport) throws -> [Rollup] {
    let range = try range(command: damage.command)
    var rollups: [Rollup] = []
    for path in try paths() {
      do throws(FeatureLogError) {
        var reader = try RollupReader(path: path, range: range)
        var progress = Progress(path)
        var found = false
        while let rollup = try reader.next() {
          found = true
          for gap in rollup.gaps { damage.tell(of: gap) }
          for line in rollup.damage { damage.tell("\(line); passed over") }
          rollups.append(rollup)
          progress.show(done: rollups.count, ahead: reader.filesAhead)
        }
        progress.clear()
        guard found else {
          throw .cannotOpen(path: path + "/tactus.jsonl", SystemError(code: ENOENT))
        }
      } catch {
        throw Self.missing(error)
      }
    }
    return rollups
  }

  private static func missing(_ error: FeatureLogError) -> any Error {
    guard case .cannotOpen(let file, let reason) = error, [ENOENT, ENOTDIR].contains(reason.code)
    else { return error }
    return MissingLog(path: file)
  }

  private static func open(
    _ path: String, _ range: TimeRange, _ last: Int?
  ) throws -> FeatureLogReader {
    do throws(FeatureLogError) {
      return try FeatureLogReader(path: path, range: range, last: last)
    } catch {
      throw Self.missing(error)
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

/// Tells of lines that are no windows, and remembers that there were some.
struct DamageReport {
  let command: String
  private(set) var foundDamage = false

  init(command: String) { self.command = command }

  var exitStatus: Int32 { foundDamage ? ExitStatus.dataError : 0 }

  /// The window; of lost windows and damaged lines nothing, once they are told.
  mutating func window(of entry: LogEntry) -> LoggedWindow? {
    switch entry {
    case .window(let window): return window
    case .gap(let gap):
      tell(of: gap)
      return nil
    case .damaged(let damage):
      tell("\(damage); passed over")
      return nil
    }
  }

  /// Windows that are missing are no damage: the log says so itself.
  func tell(of gap: GapRecord) { StandardError.write("tactus \(command): \(gap)\n") }

  mutating func tell(_ what: String) {
    foundDamage = true
    StandardError.write("tactus \(command): \(what)\n")
  }
}
