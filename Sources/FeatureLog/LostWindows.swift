import CLinux
import Glibc

/// The windows that were lost and of which the log does not tell yet.
///
/// They are kept in a file of their own as well, `tactus.gap`, which takes a block of the disk from
/// the start on and is overwritten in place: that succeeds on a full disk, and so a sensor that is
/// killed while the disk is full still tells, at its next start, what was lost.
struct LostWindows: ~Copyable, Sendable {
  /// A few hundred bytes for each cause that there is, once more for an earlier run's.
  static let fileSize = 4096
  /// More losses of different kinds than this are told as one.
  static let limit = 10

  /// The log's next number while its end can't be read: no number in it is as high.
  static let unknownSequence = LogTail.largestSequence

  /// In the order in which the log will tell them. Numbered on from the log's next number.
  private(set) var gaps: [GapRecord] = []
  private let path: String
  /// Before, the file is an earlier process's.
  private var isResumed = false
  private var file: OwnedDescriptor?

  init(folder: LogFolder) {
    path = folder.gapPath
  }

  /// Takes up what an earlier process could not tell, as far as its log's last number shows that it
  /// didn't: a number that is taken was told, and only the file not cleared any more.
  private mutating func resume(nextSequence: Int) {
    guard let kept = Self.kept(at: path) else { return }
    isResumed = true
    gaps = kept.filter { $0.sequence >= nextSequence }.prefix(Self.limit) + gaps
    renumber(from: nextSequence)
  }

  /// Nil where the file is there and can't be read.
  private static func kept(at path: String) -> [GapRecord]? {
    let bytes: [UInt8]
    do throws(SystemError) {
      let file = try SystemCall.open(path, O_RDONLY | O_NOFOLLOW)
      bytes = try SystemCall.read(file.raw, range: 0..<fileSize)
    } catch {
      return error.code == ENOENT ? [] : nil
    }
    return bytes.split(separator: 0x0A).compactMap { line in
      (try? JSONObject(parsing: line)).flatMap { GapRecord($0) }
    }
  }

  /// How many windows a log's next writer will tell the loss of.
  ///
  /// - Parameter lastSequence: the log's last number.
  static func untold(in folder: LogFolder, after lastSequence: Int) -> Int {
    (kept(at: folder.gapPath) ?? []).reduce(0) { $1.sequence > lastSequence ? $0 + $1.windows : $0 }
  }

  /// Counts a loss. `loss.windows` windows, the last of them window number `loss.made` of its run.
  mutating func add(_ loss: GapRecord, nextSequence: Int) {
    // An earlier run's losses stay apart, for each run's windows are counted by themselves.
    let index =
      gaps.lastIndex { $0.runID == loss.runID && $0.cause == loss.cause }
      ?? (gaps.count < Self.limit ? nil : gaps.lastIndex { $0.runID == loss.runID })
    if let index {
      gaps[index].windows += loss.windows
      // The clock may have been set in between.
      gaps[index].startMicroseconds = min(gaps[index].startMicroseconds, loss.startMicroseconds)
      gaps[index].endMicroseconds = max(gaps[index].endMicroseconds, loss.endMicroseconds)
      if gaps[index].cause != loss.cause { gaps[index].cause = LossCause.other.rawValue }
    } else {
      gaps.append(loss)
    }
    for index in gaps.indices {
      gaps[index].sequence = nextSequence + index
      if gaps[index].runID == loss.runID { gaps[index].made = loss.made }
    }
    save()
  }

  /// The next one has been told.
  mutating func removeFirst() {
    gaps.removeFirst()
    if gaps.isEmpty { save() }
  }

  /// The numbers that they will have in the log, which may not have been known, or were taken.
  mutating func renumber(from sequence: Int) {
    guard let first = gaps.first, first.sequence != sequence else { return }
    for index in gaps.indices { gaps[index].sequence = sequence + index }
    save()
  }

  /// Takes up what an earlier process kept, and makes sure of the file's block while there is room.
  /// What can't be kept in the file is kept in memory.
  mutating func prepare(nextSequence: Int) {
    if !isResumed { resume(nextSequence: nextSequence) }
    guard isResumed else { return }
    if let there = FileIdentity(at: path), there == descriptor.flatMap({ FileIdentity(of: $0) }) {
      return
    }
    file = try? SystemCall.openOrCreate(path, O_WRONLY, mode: LogFolder.fileMode)
    save()
  }

  private var descriptor: Int32? {
    switch file {
    case .some(let file): file.raw
    case .none: nil
    }
  }

  private func save() {
    guard let descriptor else { return }
    var block: [UInt8] = []
    for gap in gaps where block.count + gap.line.count < Self.fileSize { block += gap.line }
    block += repeatElement(0x0A, count: Self.fileSize - block.count)
    _ = try? SystemCall.retrying { pwrite(descriptor, block, block.count, 0) }
    _ = try? SystemCall.retrying { fdatasync(descriptor) }
  }
}
