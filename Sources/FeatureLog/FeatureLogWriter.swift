import CLinux
import Glibc

/// Appends records to a folder's feature log, so that it holds whole lines of JSON only, whatever
/// is killed, cut or full, and so that each window is in the log or counted in a gap record there.
///
/// Owned by one thread. While it lives, no other process can write the same log. Every fault
/// passes with its cause: each ``append(_:)`` starts afresh, makes the folder or file anew where
/// they were removed, and cuts off a torn end first.
///
/// The process ignores `SIGXFSZ`, or a file size limit ends it before this can report it.
public struct FeatureLogWriter: ~Copyable, Sendable {
  public let folder: LogFolder
  public let policy: LogPolicy
  /// The number that the next record gets.
  public internal(set) var nextSequence = 1
  public internal(set) var counters = LogCounters()
  /// Why the log could not be made ready at the start, though its folder is locked and it can be
  /// opened: a full disk that holds a torn line. The next append tries again.
  public private(set) var problemAtStart: FeatureLogError?
  /// What goes wrong beside writing, and loses nothing yet.
  public var troubles: [FeatureLogError] { [syncTrouble, rotationTrouble].compactMap { $0 } }

  private var lock: FolderLock
  private var encoder = RecordEncoder()
  private var lost: LostWindows
  /// The log's last number could be read.
  private var isNumberKnown = false
  /// How many windows the run `madeBy` has made, lost ones included.
  private var made = 0
  private var madeBy = ""

  var live: LiveLog
  /// The lines that were written to the live file and that the disk hasn't confirmed.
  var unsynced: [[UInt8]] = []
  /// When to ask the disk, in microseconds of the monotonic clock.
  var syncDue: Int64?
  var syncTrouble: FeatureLogError?
  /// Lines that the disk refused and that the next file gets, with all that is not written anew yet.
  var owed: [[UInt8]] = []
  /// The live file's end can't be trusted: it is to be replaced before the next record.
  var isSuspect = false
  /// What it holds is not in memory any more, and stays in it.
  var isSuspectWhole = false
  var failuresInARow = 0
  /// What to cut off a replaced file once its successor is safe.
  var suspectEnd: (path: String, size: Int)?
  var rotationTrouble: FeatureLogError?
  /// The folder has a name in it that may not be on the disk.
  var hasNewName = true

  /// Takes the folder (made where missing), repairs the log's end and continues its numbers.
  public init(folder: LogFolder, policy: LogPolicy = LogPolicy()) throws(FeatureLogError) {
    try folder.prepare()
    let lock = try FolderLock(folder)
    let turn = try FolderTurn.shared(folder)
    defer { turn.end() }
    let live = try LiveLog.open(folder.logPath)
    self.lock = lock
    self.live = live
    self.folder = folder
    self.policy = policy
    lost = LostWindows(folder: folder)
    try? SystemCall.remove(folder.nextPath)
    do throws(FeatureLogError) {
      try repairEnd()
    } catch {
      problemAtStart = error
    }
    // What an earlier run left, and the log's own name.
    try? synchronize()
  }

  /// Windows that the log neither holds nor tells of yet.
  public var untoldWindows: Int { lost.gaps.reduce(0) { $0 + $1.windows } }

  /// Numbers a record (its own `sequence` is passed over) and writes it as one line with one
  /// `write`, after a gap record for what was lost before. Where this throws, the log holds nothing
  /// of the record, its number goes to the next one, and its window counts as lost.
  public mutating func append(_ record: WindowRecord) throws(FeatureLogError) {
    count(1, of: record.runID)
    do throws(FeatureLogError) {
      let turn = try FolderTurn.shared(folder)
      defer { turn.end() }
      try makeReady()
      var numbered = record
      numbered.sequence = nextSequence + lost.gaps.count
      let line = encoder.encode(numbered)
      try rotateIfDue(adding: line.count, on: record.day)
      try reserve(line.count)
      try tellLosses()
      try write(line, record.head(sequence: nextSequence))
      counters.records += 1
    } catch {
      lose(record, LossCause(error))
      throw error
    }
    if unsynced.count >= LogPolicy.unsyncedRecords || policy.syncMicroseconds == 0 {
      // What goes wrong is in `troubles`, and the record is in the log or in memory.
      try? synchronize()
    }
  }

  /// Writes a gap record now, or where that fails, before the next record.
  public mutating func tell(_ gap: GapRecord) throws(FeatureLogError) {
    countLost(gap)
    try tellAll()
  }

  private mutating func tellAll() throws(FeatureLogError) {
    let turn = try FolderTurn.shared(folder)
    defer { turn.end() }
    try makeReady()
    try tellLosses()
  }

  /// Counts windows that were lost before they came here.
  public mutating func countLost(_ loss: GapRecord) {
    count(loss.windows, of: loss.runID)
    var loss = loss
    loss.made = made
    lost.add(loss, nextSequence: numberForGaps)
    counters.lost[LossCause(rawValue: loss.cause) ?? .other, default: 0] += loss.windows
  }

  /// Tells what was lost, as far as there is room for that, and waits for the disk. The last call.
  public mutating func finish() throws(FeatureLogError) {
    if !lost.gaps.isEmpty { try tellAll() }
    try synchronize()
  }
}

extension FeatureLogWriter {
  private mutating func count(_ windows: Int, of run: String) {
    if run != madeBy { (made, madeBy) = (0, run) }
    made += windows
  }

  private var numberForGaps: Int { isNumberKnown ? nextSequence : LostWindows.unknownSequence }

  private mutating func lose(_ record: WindowRecord, _ cause: LossCause) {
    let end = record.startMicroseconds + Int64((record.duration * 1_000_000).rounded())
    lost.add(
      GapRecord(
        sequence: 0, bootID: record.bootID, runID: record.runID,
        startMicroseconds: record.startMicroseconds, utcOffsetSeconds: record.utcOffsetSeconds,
        endMicroseconds: end, cause: cause.rawValue, windows: 1, made: made),
      nextSequence: numberForGaps)
    counters.lost[cause, default: 0] += 1
  }

  /// The file at its path, whole lines in it, and the lines that are owed to it.
  private mutating func makeReady() throws(FeatureLogError) {
    if !lock.isInPlace {
      try folder.prepare()
      lock = try FolderLock(folder)
    }
    if isSuspect { try replaceSuspect() }
    try reopenIfGone()
    try live.cutBack(folder.logPath)
    try repairEnd()
    lost.prepare(nextSequence: nextSequence)
  }

  /// A file that was removed or replaced still takes writes, which nobody would ever see.
  mutating func reopenIfGone() throws(FeatureLogError) {
    if live.isAt(folder.logPath) { return }
    // Whoever moved it may want it whole.
    try? live.synchronize()
    live = try LiveLog.open(folder.logPath)
    hasNewName = true
    unsynced = []
  }

  mutating func repairEnd() throws(FeatureLogError) {
    do throws(SystemError) {
      guard let findings = try live.examine() else { return }
      if let last = findings.lastSequence {
        nextSequence = max(nextSequence, last + 1)
      } else if !isNumberKnown {
        nextSequence = max(nextSequence, try folder.lastSequenceOfSegments() + 1)
      }
      isNumberKnown = true
      lost.prepare(nextSequence: nextSequence)
      try live.repair(findings, settingAsideAt: folder.tornPath)
      counters.bytesSetAside += findings.size - findings.goodSize
    } catch {
      throw .cannotRepair(path: folder.logPath, error)
    }
  }

  private mutating func reserve(_ count: Int) throws(FeatureLogError) {
    let gaps = lost.gaps.reduce(0) { $0 + $1.line.count }
    do throws(SystemError) {
      try live.reserve(count + gaps)
    } catch {
      throw .cannotWrite(path: folder.logPath, error)
    }
  }

  private mutating func tellLosses() throws(FeatureLogError) {
    while !lost.gaps.isEmpty {
      lost.renumber(from: nextSequence)
      let gap = lost.gaps[0]
      try write(gap.line, gap.head)
      counters.gapRecords += 1
      lost.removeFirst()
    }
  }

  private mutating func write(
    _ line: [UInt8], _ head: LiveLog.Head
  ) throws(FeatureLogError) {
    try live.append(line, head: head, path: folder.logPath)
    nextSequence += 1
    unsynced.append(line)
    if syncDue == nil { syncDue = Self.now() + policy.syncMicroseconds }
  }

  /// Microseconds of the monotonic clock.
  static func now() -> Int64 { clinux_clock_ns(CLOCK_MONOTONIC) / 1_000 }
}

extension WindowRecord {
  fileprivate var day: Int64 {
    LiveLog.Head.day(of: startMicroseconds, utcOffset: utcOffsetSeconds)
  }

  fileprivate func head(sequence: Int) -> LiveLog.Head {
    LiveLog.Head(
      sequence: sequence, bootID: bootID, startMicroseconds: startMicroseconds,
      utcOffsetSeconds: utcOffsetSeconds)
  }
}

extension GapRecord {
  fileprivate var head: LiveLog.Head {
    LiveLog.Head(
      sequence: sequence, bootID: bootID, startMicroseconds: startMicroseconds,
      utcOffsetSeconds: utcOffsetSeconds)
  }
}
