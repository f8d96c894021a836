import Glibc

/// What a log's next line is.
public enum LogEntry: Sendable, Equatable {
  case window(LoggedWindow)
  /// Windows that could not be written.
  case gap(GapRecord)
  /// Neither; passed over.
  case damaged(LogDamage)
}

/// A line of a log that is no record. Its description reads `file:line:column: reason`.
public struct LogDamage: Error, Sendable, Equatable, CustomStringConvertible {
  public var file: String
  public var line: Int
  public var column: Int
  public var message: String

  public var description: String { "\(file):\(line):\(column): \(message)" }
}

/// A stretch of time, from `since` on and before `until`, in microseconds since 1970.
public struct TimeRange: Sendable, Equatable {
  public var since: Int64?
  public var until: Int64?

  public init(since: Int64? = nil, until: Int64? = nil) {
    self.since = since
    self.until = until
  }

  public func contains(_ microseconds: Int64) -> Bool {
    microseconds >= since ?? .min && microseconds < until ?? .max
  }
}

/// Reads a feature log line by line, in bounded memory: one file, or a folder's files in the order in
/// which they were written. A damaged line is handed out as such, and reading goes on at the next.
public struct FeatureLogReader: ~Copyable, Sendable {
  private let range: TimeRange
  private var files: LogFiles?
  private var path: String
  private var lines: LineReader
  private var isLast: Bool
  private var repeats = RepeatFilter()

  /// - Parameters:
  ///   - path: a log file, a log folder, or `-` for standard input.
  ///   - range: which windows to hand out, by their start.
  ///   - last: how many of the last windows are wanted; more may come, and of a folder's files only
  ///     those are read that may hold them. Nil for all.
  public init(
    path: String, range: TimeRange = TimeRange(), last: Int? = nil
  ) throws(FeatureLogError) {
    self.range = range
    let isFolder = (try? SystemCall.status(atPath: path))?.st_mode.isFolder == true
    var files = isFolder ? LogFiles(folder: LogFolder(path: path)) : nil
    try files?.skip(before: range.since, keepingLast: range.until == nil ? last : nil)
    let first = isFolder ? try Self.first(of: &files) : try Self.open(path)
    (self.path, isLast) = (first.path, first.isLive)
    lines = first.lines
    self.files = files
  }

  private static func first(of files: inout LogFiles?) throws(FeatureLogError) -> LogFiles.File {
    guard let first = try files?.next() else {
      throw .cannotOpen(path: files?.folder.logPath ?? "", SystemError(code: ENOENT))
    }
    return first
  }

  static func open(_ path: String) throws(FeatureLogError) -> LogFiles.File {
    do throws(SystemError) {
      guard path == "-" else {
        return LogFiles.File(
          lines: try LineReader(path: path), path: path, isLive: true, isSuspect: false)
      }
      let input = OwnedDescriptor(
        try SystemCall.retrying { fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0) })
      return LogFiles.File(
        lines: LineReader(input), path: "standard input", isLive: true, isSuspect: false)
    } catch {
      throw .cannotOpen(path: path, error)
    }
  }

  /// The next window or gap in the range, or damaged line; nil at the end.
  public mutating func next() throws(FeatureLogError) -> LogEntry? {
    while true {
      if let entry = try nextInFile() {
        if repeats.take(entry) { return entry }
      } else if isLast {
        return nil
      } else if let file = try files?.next() {
        (path, isLast) = (file.path, file.isLive)
        lines = file.lines
        repeats.beginFile()
      } else {
        return nil
      }
    }
  }

  private mutating func nextInFile() throws(FeatureLogError) -> LogEntry? {
    do throws(SystemError) {
      while let line = try lines.next() ?? lines.remainder() {
        if let entry = LogEntry(line, number: lines.lineNumber, file: path, range: range) {
          return entry
        }
      }
      return nil
    } catch {
      guard error == .damagedCompression else { throw .cannotRead(path: path, error) }
      let damage = lines.endAtDamage(path)
      return .damaged(damage)
    }
  }
}

extension LineReader {
  /// A file that can't be unpacked any further ends here.
  mutating func endAtDamage(_ path: String) -> LogDamage {
    stop()
    return LogDamage(
      file: path, line: lineNumber + 1, column: 1, message: "the compressed file is damaged here")
  }
}

extension LogEntry {
  /// Nil for a window outside the range.
  init?(_ line: LineReader.Line, number: Int, file: String, range: TimeRange) {
    func damage(_ fault: JSONObject.Fault) -> LogEntry {
      .damaged(LogDamage(file: file, line: number, column: fault.column, message: fault.message))
    }
    switch line {
    case .tooLong:
      let message = "line is longer than \(LineReader.longestLine) bytes, not a window record"
      self = damage(.init(column: LineReader.longestLine + 1, message: message))
    case .whole(let bytes), .unfinished(let bytes):
      do throws(JSONObject.Fault) {
        let object = try JSONObject(parsing: bytes)
        if let gap = GapRecord(object) {
          guard range.contains(gap.startMicroseconds) else { return nil }
          self = .gap(gap)
          return
        }
        let window = try LoggedWindow(object, line: bytes)
        guard range.contains(window.startMicroseconds) else { return nil }
        self = .window(window)
      } catch {
        self = damage(error)
      }
    }
  }
}

extension mode_t {
  var isFolder: Bool { self & S_IFMT == S_IFDIR }
  var isRegularFile: Bool { self & S_IFMT == S_IFREG }
}
