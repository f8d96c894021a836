import CLinux
import Glibc

/// The file that records are appended to, and what is known of it.
struct LiveLog: ~Copyable, Sendable {
  /// The first record, after which the file is named when it is rotated.
  struct Head: Equatable {
    var sequence: Int
    var bootID: String
    var startMicroseconds: Int64
    /// The day in local time, counted from 1970.
    var day: Int64

    init(sequence: Int, bootID: String, startMicroseconds: Int64, utcOffsetSeconds: Int) {
      self.sequence = sequence
      self.bootID = bootID
      self.startMicroseconds = startMicroseconds
      day = Self.day(of: startMicroseconds, utcOffset: utcOffsetSeconds)
    }

    static func day(of microseconds: Int64, utcOffset: Int) -> Int64 {
      (microseconds + Int64(utcOffset) * 1_000_000)
        .quotientAndModulus(dividingBy: 86_400 * 1_000_000).quotient
    }
  }

  /// Room is asked for in pieces of this size.
  static let reservedPiece = 64 * 1024
  /// What stays free behind each record, for a full disk to still take what tells of the loss.
  static let gapRoom = 8 * 1024

  let descriptor: OwnedDescriptor
  /// The size that the last repair or append left; another one means that somebody else wrote.
  private(set) var knownSize: Int?
  /// A failed write may have left something behind this.
  private var cutTo: Int?
  private var reservedEnd = 0
  private var canReserve = true
  /// How much of it the disk has kept for certain.
  private(set) var syncedSize = 0
  private(set) var head: Head?

  init(_ descriptor: consuming OwnedDescriptor) { self.descriptor = descriptor }

  /// A file that was made just now.
  init(empty descriptor: consuming OwnedDescriptor) {
    self.descriptor = descriptor
    knownSize = 0
  }

  static func open(_ path: String) throws(FeatureLogError) -> LiveLog {
    do throws(SystemError) {
      let file = try SystemCall.openOrCreate(path, O_RDWR | O_APPEND, mode: LogFolder.fileMode)
      if try SystemCall.status(of: file.raw).st_mode.isRegularFile { return LiveLog(file) }
    } catch {
      // A folder is told like everything else that is no file.
      guard error.code == EISDIR else { throw .cannotOpen(path: path, error) }
    }
    throw .notAFile(path: path)
  }

  var isEmpty: Bool { knownSize == 0 }

  /// Whether it has no name any more.
  var isRemoved: Bool { (try? SystemCall.status(of: descriptor.raw))?.st_nlink == 0 }

  func isAt(_ path: String) -> Bool {
    FileIdentity(at: path).map { $0 == FileIdentity(of: descriptor.raw) } ?? false
  }

  /// Writes a line with one `write`, or throws and leaves nothing of it.
  ///
  /// - Parameter head: what the file begins with if the line is its first; nil where
  ///   ``readHead()`` is to tell.
  mutating func append(
    _ line: [UInt8], head: Head?, path: String
  ) throws(FeatureLogError) {
    let size = knownSize ?? 0
    let written: Int
    do throws(SystemError) {
      written = try SystemCall.write(descriptor.raw, line)
    } catch {
      cutTo = size
      throw .cannotWrite(path: path, error)
    }
    guard written == line.count else {
      cutTo = size
      try cutBack(path)
      throw .shortWrite(path: path, written: written, expected: line.count)
    }
    knownSize = size + written
    if size == 0 { self.head = head }
  }

  /// Takes away what a failed write left. A full disk lets a file shrink.
  mutating func cutBack(_ path: String) throws(FeatureLogError) {
    guard let cutTo else { return }
    do throws(SystemError) {
      if Int(try SystemCall.status(of: descriptor.raw).st_size) > cutTo {
        try SystemCall.truncate(descriptor.raw, to: cutTo)
        // The room behind went with it.
        reservedEnd = 0
      }
      self.cutTo = nil
    } catch {
      throw .cannotRepair(path: path, error)
    }
  }

  /// What the file ends in where it isn't as it was left, this being the first look included; else
  /// nil.
  func examine() throws(SystemError) -> LogTail.Findings? {
    let size = Int(try SystemCall.status(of: descriptor.raw).st_size)
    return size == knownSize ? nil : try LogTail(descriptor: descriptor.raw).examine(size: size)
  }

  /// Cuts the file back to whole lines; what is cut goes to the end of the file at `path`.
  mutating func repair(
    _ findings: LogTail.Findings, settingAsideAt path: String
  ) throws(SystemError) {
    if findings.goodSize < findings.size {
      try LogTail(descriptor: descriptor.raw)
        .setAside(from: findings.goodSize, to: findings.size, at: path)
    }
    // What was there before is not in memory, and can't be written anew.
    syncedSize = min(knownSize == nil ? findings.goodSize : syncedSize, findings.goodSize)
    knownSize = findings.goodSize
    reservedEnd = 0
    readHead(lastSequence: findings.lastSequence)
  }

  /// Finds the first record. Where that can't be read, the file goes by its last one.
  mutating func readHead(lastSequence: Int? = nil) {
    head = nil
    guard let knownSize, knownSize > 0 else { return }
    head =
      (try? LogTail(descriptor: descriptor.raw).head(size: knownSize))
      ?? Head(
        sequence: max(1, lastSequence ?? 1), bootID: "", startMicroseconds: 0, utcOffsetSeconds: 0)
  }

  /// Makes sure of room for `count` bytes and for a gap record behind them.
  mutating func reserve(_ count: Int) throws(SystemError) {
    let size = knownSize ?? 0
    let needed = size + count + Self.gapRoom
    guard canReserve, needed > reservedEnd else { return }
    var failure: SystemError?
    for piece in [Self.reservedPiece, 4096] {
      let end = (needed + piece - 1) / piece * piece
      do throws(SystemError) {
        let raw = descriptor.raw
        _ = try SystemCall.negated { clinux_reserve(raw, Int64(size), Int64(end - size)) }
        reservedEnd = end
        return
      } catch {
        failure = error
        if error.code != ENOSPC, error.code != EDQUOT { break }
      }
    }
    switch failure?.code {
    case ENOSPC, EDQUOT: throw SystemError(code: failure?.code ?? ENOSPC)
    case EOPNOTSUPP, ENOSYS, EINVAL, ENODEV: canReserve = false
    // Whether the record can be written, its own write tells.
    default: break
    }
  }

  /// After an error this descriptor must not be asked again: the kernel would answer that all is well.
  mutating func synchronize() throws(SystemError) {
    try SystemCall.synchronize(descriptor.raw)
    syncedSize = knownSize ?? 0
  }

  /// Gives back the room that was reserved. The file stays as it is where that fails.
  func releaseReserve() {
    if let knownSize { try? SystemCall.truncate(descriptor.raw, to: knownSize) }
  }
}
