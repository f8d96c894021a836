import Glibc

/// Opens a folder's log file after file: the rotated ones in the order in which they were written,
/// then the live one, whatever is rotated and compressed meanwhile.
struct LogFiles: Sendable {
  struct File: ~Copyable {
    var lines: LineReader
    let path: String
    let isLive: Bool
    let isSuspect: Bool
  }

  /// Listings that are outdated when a file is opened; more than this is no coincidence.
  private static let attempts = 100
  let folder: LogFolder
  /// What tells the file that was read last from later ones.
  private var last: (sequence: Int, stamp: String) = (0, "")

  init(folder: LogFolder) { self.folder = folder }

  /// The file after the one that was opened last; the live one where there is no later one, or
  /// nil where that isn't there.
  mutating func next() throws(FeatureLogError) -> File? {
    for _ in 0..<Self.attempts {
      if let segment = try laterSegment() {
        let path = folder.path(of: segment)
        // Gone means compressed or removed since it was listed.
        guard let lines = try open(path) else { continue }
        last = (segment.firstSequence, segment.stamp)
        return File(lines: lines, path: path, isLive: false, isSuspect: segment.isSuspect)
      }
      let lines = try open(folder.logPath)
      // What was live when the folder was listed may not be any more.
      if try laterSegment() != nil { continue }
      guard let lines else { return nil }
      return File(lines: lines, path: folder.logPath, isLive: true, isSuspect: false)
    }
    throw .cannotRead(path: folder.path, SystemError(code: EAGAIN))
  }

  /// The live file that was opened last begins with this record: once rotated it isn't a later one.
  mutating func began(sequence: Int, startMicroseconds: Int64) {
    let segment = LogSegment(
      startMicroseconds: startMicroseconds, bootID: "", firstSequence: sequence, isSuspect: false)
    if (sequence, segment.stamp) > last { last = (sequence, segment.stamp) }
  }

  /// Leaves out files that hold nothing of what is wanted, as far as their names tell.
  ///
  /// - Parameters:
  ///   - since: windows that begin before are not wanted. A day more is read, for clocks are set.
  ///   - count: only so many of the last windows are wanted, if not nil.
  mutating func skip(before since: Int64?, keepingLast count: Int?) throws(FeatureLogError) {
    var segments: ArraySlice<LogSegment>
    do throws(SystemError) {
      segments = try folder.segments()[...]
    } catch {
      throw .cannotRead(path: folder.path, error)
    }
    var oldest = Int64.min
    if let since, since > .min + Self.margin { oldest = since - Self.margin }
    var first = 0
    if let count, let newest = lastLiveSequence {
      // Between any two windows there may be a gap record, which counts as well.
      let (records, overflow) = count.multipliedReportingOverflow(by: 2)
      first = overflow ? 0 : newest - records
    }
    while let segment = segments.popFirst(), let next = segments.first {
      // What the next one begins with comes after all of this one.
      guard next.firstSequence <= first || next.startMicroseconds < oldest else { return }
      last = (segment.firstSequence, segment.stamp)
    }
  }

  private static let margin: Int64 = 86_400 * 1_000_000

  private var lastLiveSequence: Int? {
    guard let file = try? SystemCall.open(folder.logPath, O_RDONLY),
      let status = try? SystemCall.status(of: file.raw),
      let findings = try? LogTail(descriptor: file.raw).examine(size: Int(status.st_size))
    else { return nil }
    return findings.lastSequence
  }

  /// How many rotated files are to be read yet.
  var segmentsAhead: Int {
    ((try? folder.segments()) ?? []).count { ($0.firstSequence, $0.stamp) > last }
  }

  private func laterSegment() throws(FeatureLogError) -> LogSegment? {
    do throws(SystemError) {
      return try folder.segments().first { ($0.firstSequence, $0.stamp) > last }
    } catch {
      throw .cannotRead(path: folder.path, error)
    }
  }

  private func open(_ path: String) throws(FeatureLogError) -> LineReader? {
    do throws(SystemError) {
      return try LineReader(path: path)
    } catch {
      guard error.code == ENOENT || error.code == ENOTDIR else {
        throw .cannotOpen(path: path, error)
      }
      return nil
    }
  }
}

/// Passes over records that were handed out before: where the disk refused a file's end, the next
/// file begins with it.
struct RepeatFilter: Sendable {
  private var runID: String?
  private var sequence = 0
  private var isAtStart = false

  /// Another file's records come.
  mutating func beginFile() { isAtStart = true }

  /// Whether this is the first time.
  mutating func take(sequence: Int, runID: String) -> Bool {
    if isAtStart, runID == self.runID, sequence <= self.sequence { return false }
    isAtStart = false
    (self.runID, self.sequence) = (runID, sequence)
    return true
  }

  mutating func take(_ entry: LogEntry) -> Bool {
    switch entry {
    case .window(let window): take(sequence: window.sequence, runID: window.runID)
    case .gap(let gap): take(sequence: gap.sequence, runID: gap.runID)
    case .damaged: true
    }
  }
}
