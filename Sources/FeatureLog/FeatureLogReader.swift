import Glibc

/// What a log's next line is.
public enum LogEntry: Sendable, Equatable {
  case window(LoggedWindow)
  /// No window record; passed over.
  case damaged(LogDamage)
}

/// A line of a log that is no window record. Its description reads `file:line:column: reason`.
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

/// Reads a feature log line by line, in bounded memory. A damaged line is handed out as such, and
/// reading goes on at the next.
public struct FeatureLogReader: ~Copyable, Sendable {
  private let path: String
  private let range: TimeRange
  private var lines: LineReader

  /// - Parameters:
  ///   - path: a log file, a log folder, or `-` for standard input.
  ///   - range: which windows to hand out, by their start.
  public init(path: String, range: TimeRange = TimeRange()) throws(FeatureLogError) {
    let file = Self.file(at: path)
    self.path = path == "-" ? "standard input" : file
    self.range = range
    do throws(SystemError) {
      lines = LineReader(
        path == "-"
          ? OwnedDescriptor(try SystemCall.retrying { fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0) })
          : try SystemCall.open(file, O_RDONLY))
    } catch {
      throw .cannotOpen(path: file, error)
    }
  }

  /// The next window in the range, or damaged line; nil at the end.
  public mutating func next() throws(FeatureLogError) -> LogEntry? {
    do throws(SystemError) {
      while let line = try lines.next() ?? lines.remainder() {
        if let entry = LogEntry(line, number: lines.lineNumber, file: path, range: range) {
          return entry
        }
      }
      return nil
    } catch {
      throw .cannotRead(path: path, error)
    }
  }

  /// The log file of a folder, or the file itself.
  static func file(at path: String) -> String {
    let status = try? SystemCall.status(atPath: path)
    return status?.st_mode.isFolder == true ? LogFolder(path: path).logPath : path
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
        let window = try LoggedWindow(line: bytes)
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
