import Glibc

/// Appends records to a folder's feature log, so that it holds whole lines of JSON only, whatever
/// is killed, cut or full.
///
/// Owned by one thread. While it lives, no other process can write the same log. Every fault
/// passes with its cause: each ``append(_:)`` starts afresh, makes the folder or file anew where
/// they were removed, and cuts off a torn end first.
///
/// The process ignores `SIGXFSZ`, or a file size limit ends it before this can report it.
public struct FeatureLogWriter: ~Copyable, Sendable {
  public let folder: LogFolder
  /// The number that the next record gets.
  public private(set) var nextSequence = 1
  /// Bytes that were no whole record and were moved to ``LogFolder/tornPath``.
  public private(set) var bytesSetAside = 0
  /// Why the log could not be made ready at the start, though its folder is locked and it can be
  /// opened: a full disk that holds a torn line. The next append tries again.
  public private(set) var problemAtStart: FeatureLogError?

  private var lock: FolderLock
  private var file: OwnedDescriptor
  /// The size that the last repair or append left; another one means that somebody else wrote.
  private var knownSize: Int?
  private var encoder = RecordEncoder()

  /// Takes the folder (made where missing), repairs the log's end and continues its numbers.
  public init(folder: LogFolder) throws(FeatureLogError) {
    try folder.prepare()
    let lock = try FolderLock(folder)
    let file = try Self.openLog(folder)
    self.folder = folder
    self.lock = lock
    self.file = file
    do throws(FeatureLogError) {
      _ = try repairedSize()
    } catch {
      problemAtStart = error
    }
  }

  /// Numbers a record (its own `sequence` is passed over) and writes it as one line with one
  /// `write`. Where this throws, the log holds nothing of the record, and its number goes to the
  /// next one.
  public mutating func append(_ record: WindowRecord) throws(FeatureLogError) {
    try reopenIfGone()
    let size = try repairedSize()
    var numbered = record
    numbered.sequence = nextSequence
    let line = encoder.encode(numbered)
    let written: Int
    do throws(SystemError) {
      written = try SystemCall.write(file.raw, line)
    } catch {
      throw .cannotWrite(path: folder.logPath, error)
    }
    guard written == line.count else {
      try takeBack(written, of: line.count, to: size)
    }
    knownSize = size + written
    nextSequence += 1
  }
}

extension FeatureLogWriter {
  private static func openLog(_ folder: LogFolder) throws(FeatureLogError) -> OwnedDescriptor {
    do throws(SystemError) {
      let file = try SystemCall.openOrCreate(
        folder.logPath, O_RDWR | O_APPEND, mode: LogFolder.fileMode)
      if try SystemCall.status(of: file.raw).st_mode.isRegularFile { return file }
    } catch {
      // A folder is told like everything else that is no file.
      guard error.code == EISDIR else { throw .cannotOpen(path: folder.logPath, error) }
    }
    throw .notAFile(path: folder.logPath)
  }

  /// A full disk lets a file shrink.
  private func takeBack(
    _ written: Int, of expected: Int, to size: Int
  ) throws(FeatureLogError) -> Never {
    do throws(SystemError) {
      try SystemCall.truncate(file.raw, to: size)
    } catch {
      throw .cannotRepair(path: folder.logPath, error)
    }
    throw .shortWrite(path: folder.logPath, written: written, expected: expected)
  }

  /// A file that was removed or replaced still takes writes, which nobody would ever see.
  private mutating func reopenIfGone() throws(FeatureLogError) {
    if !lock.isInPlace {
      try folder.prepare()
      lock = try FolderLock(folder)
    }
    if let mine = try? SystemCall.status(of: file.raw),
      let there = try? SystemCall.status(atPath: folder.logPath),
      FileIdentity(mine) == FileIdentity(there)
    {
      return
    }
    file = try Self.openLog(folder)
    knownSize = nil
  }

  /// The log's size, after its end was brought in order where it isn't as this writer left it.
  private mutating func repairedSize() throws(FeatureLogError) -> Int {
    do throws(SystemError) {
      let size = Int(try SystemCall.status(of: file.raw).st_size)
      if size == knownSize { return size }
      let tail = LogTail(descriptor: file.raw)
      let findings = try tail.examine(size: size)
      if findings.goodSize < size {
        try tail.setAside(from: findings.goodSize, to: size, at: folder.tornPath)
        bytesSetAside += size - findings.goodSize
      }
      nextSequence = max(nextSequence, (findings.lastSequence ?? 0) + 1)
      knownSize = findings.goodSize
      return findings.goodSize
    } catch {
      throw .cannotRepair(path: folder.logPath, error)
    }
  }
}
