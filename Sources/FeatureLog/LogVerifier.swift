import Glibc

/// What is wrong with a log, or worth knowing of it. Its description reads `file:line: message`.
public struct LogFinding: Sendable, Equatable, CustomStringConvertible {
  public enum Severity: String, Sendable {
    /// Something that was written is not as it was written.
    case damage
    /// Nothing is lost.
    case note
  }

  public var severity: Severity
  public var file: String
  /// From 1; nil for the file as a whole.
  public var line: Int?
  public var message: String

  public var description: String {
    let place = line.map { "\(file):\($0)" } ?? file
    return "\(place): \(severity == .note ? "note: " : "")\(message)"
  }
}

/// What a verified log holds.
public struct LogSummary: Sendable, Equatable {
  public var files = 0
  /// Lines that hold a window.
  public var windows = 0
  public var gaps = 0
  /// Windows that the gaps stand for.
  public var windowsLost = 0
  public var pauses = 0
  public var erasures = 0
  public var windowsErased = 0
  public var damages = 0
  public var notes = 0
  public var firstSequence: Int?
  public var lastSequence: Int?

  public var isClean: Bool { damages == 0 }
}

/// Checks a log: that it holds whole lines of JSON, each with a record's keys, numbered without a hole
/// from file to file, and that its gaps tell of as many windows as each run says it made.
public struct LogVerifier {
  public private(set) var summary = LogSummary()
  private let report: (LogFinding) -> Void
  private var numbers = NumberCheck()
  private var columns = ColumnCheck()
  private var books = GapBooks()
  private var repeats = RepeatFilter()
  private var place = Place(file: "", line: 0)

  struct Place {
    var file: String
    var line: Int
  }

  /// - Parameter report: is handed what is found, in the order of the log.
  public init(report: @escaping (LogFinding) -> Void) { self.report = report }

  /// Reads the log of a folder, or one file, to its end.
  public mutating func verify(_ path: String) throws(FeatureLogError) {
    if (try? SystemCall.status(atPath: path))?.st_mode.isFolder == true {
      try verify(LogFolder(path: path))
    } else {
      try verify(file: path)
    }
    if let problem = books.close() { note(.damage, problem) }
  }

  private mutating func verify(file path: String) throws(FeatureLogError) {
    let lines: LineReader
    do throws(SystemError) {
      lines = try LineReader(path: path)
    } catch {
      throw .cannotOpen(path: path, error)
    }
    do throws(SystemError) {
      try verify(
        LogFiles.File(lines: lines, path: path, isLive: true, isSuspect: false),
        isBeingWritten: false)
    } catch {
      throw .cannotRead(path: path, error)
    }
  }

  private mutating func verify(_ folder: LogFolder) throws(FeatureLogError) {
    var files = LogFiles(folder: folder)
    var isComplete = false
    while !isComplete, let file = try files.next() {
      isComplete = file.isLive
      let path = file.path
      let isSuspect = file.isSuspect
      do throws(SystemError) {
        try verify(file, isBeingWritten: isComplete && folder.isBeingWritten)
      } catch {
        throw .cannotRead(path: path, error)
      }
      if isSuspect {
        repeats.beginFile()
        tell(.note, path, nil, "the disk refused the end of this file; the next one has it again")
      }
    }
    if summary.files == 0 {
      throw .cannotOpen(path: folder.logPath, SystemError(code: ENOENT))
    }
    tellLeftovers(folder)
  }

  private mutating func verify(
    _ file: consuming LogFiles.File, isBeingWritten: Bool
  ) throws(SystemError) {
    summary.files += 1
    place.file = file.path
    var isDamaged = false
    do throws(SystemError) {
      while let line = try file.lines.next() {
        place.line = file.lines.lineNumber
        check(line)
      }
      guard file.lines.remainder() != nil else { return }
      place.line = file.lines.lineNumber
      if isBeingWritten {
        note(.note, "a record is just being written here")
      } else {
        note(.damage, "the line has no end")
      }
    } catch {
      guard error == .damagedCompression else { throw error }
      isDamaged = true
    }
    if isDamaged {
      place.line += 1
      note(.damage, "the compressed file is damaged here")
      numbers.skip()
    }
  }
}

extension LogVerifier {
  private mutating func tell(
    _ severity: LogFinding.Severity, _ file: String, _ line: Int?, _ message: String
  ) {
    if severity == .damage { summary.damages += 1 } else { summary.notes += 1 }
    report(LogFinding(severity: severity, file: file, line: line, message: message))
  }

  private mutating func note(_ severity: LogFinding.Severity, _ message: String) {
    tell(severity, place.file, place.line, message)
  }

  private mutating func check(_ line: LineReader.Line) {
    guard case .whole(let bytes) = line else {
      note(.damage, "the line is longer than \(LineReader.longestLine) bytes")
      return numbers.skip()
    }
    do throws(JSONObject.Fault) {
      try check(JSONObject(parsing: bytes), bytes)
    } catch {
      note(.damage, "column \(error.column): \(error.message)")
      numbers.skip()
    }
  }

  private mutating func check(_ object: JSONObject, _ line: [UInt8]) throws(JSONObject.Fault) {
    if let version = object.integer("v"), version > WindowRecord.schemaVersion,
      let sequence = object.integer("seq")
    {
      if columns.isNew(version: version) {
        note(
          .note, "record version \(version) is newer than this program: only numbers are checked")
      }
      return checkNumber(sequence, from: sequence)
    }
    if let gap = GapRecord(object) {
      return check(gap)
    }
    if object.object("gap") != nil {
      throw .init(column: 1, message: "not a gap record: a key is missing or no number")
    }
    let window = try LoggedWindow(object, line: line)
    guard isFirst(window.sequence, window.runID) else { return }
    checkNumber(window.sequence, from: window.sequence)
    summary.windows += 1
    for finding in columns.check(object, runID: window.runID) {
      note(finding.severity, finding.message)
    }
    if let problem = books.window(runID: window.runID, sequence: window.sequence) {
      note(.damage, problem)
    }
  }

  private mutating func check(_ gap: GapRecord) {
    guard isFirst(gap.sequence, gap.runID) else { return }
    checkNumber(gap.sequence, from: gap.firstSequence)
    switch gap.kind {
    case .pause: summary.pauses += 1
    case .erasure:
      summary.erasures += 1
      summary.windowsErased += gap.windows
    case .loss:
      summary.gaps += 1
      summary.windowsLost += gap.windows
    }
    if gap.windows < 0 { note(.damage, "the gap has \(gap.windows) windows") }
    if let problem = books.gap(gap) { note(.damage, problem) }
  }

  private mutating func isFirst(_ sequence: Int, _ runID: String) -> Bool {
    repeats.take(sequence: sequence, runID: runID)
  }

  private mutating func checkNumber(_ sequence: Int, from first: Int) {
    summary.firstSequence = summary.firstSequence ?? first
    summary.lastSequence = sequence
    if let problem = numbers.check(sequence, from: first) { note(.damage, problem) }
  }

  /// What lies beside the log and says something about it.
  private mutating func tellLeftovers(_ folder: LogFolder) {
    if let status = try? SystemCall.status(atPath: folder.tornPath), status.st_size > 0 {
      tell(
        .note, folder.tornPath, nil,
        "\(status.st_size) bytes that were no whole record were moved here")
    }
    let untold = LostWindows.untold(in: folder, after: summary.lastSequence ?? 0)
    if untold > 0, !folder.isBeingWritten {
      tell(
        .note, folder.gapPath, nil,
        "\(untold) windows were lost, which the log will tell of at the sensor's next start")
    }
  }
}

extension LogFolder {
  fileprivate var isBeingWritten: Bool {
    if case .process = writer { true } else { false }
  }
}
