import Glibc

/// The right to write a folder's log, held by one process at a time and given back by the kernel
/// however that process ends. The lock file is never removed: a process that locks a removed file
/// would believe itself alone.
struct FolderLock: ~Copyable, Sendable {
  let descriptor: OwnedDescriptor
  private let path: String

  init(_ folder: LogFolder) throws(FeatureLogError) {
    let descriptor: OwnedDescriptor
    do throws(SystemError) {
      descriptor = try SystemCall.openOrCreate(
        folder.lockPath, O_RDWR, mode: LogFolder.fileMode)
    } catch {
      throw .lockUnavailable(path: folder.lockPath, error)
    }
    let raw = descriptor.raw
    do throws(SystemError) {
      _ = try SystemCall.retrying { flock(raw, LOCK_EX | LOCK_NB) }
    } catch {
      guard error.code == EWOULDBLOCK else {
        throw .lockUnavailable(path: folder.lockPath, error)
      }
      throw .alreadyRunning(lock: folder.lockPath, processID: Self.holder(raw))
    }
    // The id is a courtesy to whoever is refused; a full disk must not stop the holder.
    try? Self.writeHolder(raw)
    path = folder.lockPath
    self.descriptor = descriptor
  }

  /// Unlocks by name: closing alone leaves the lock with a child that has not come to its `exec`.
  deinit {
    flock(descriptor.raw, LOCK_UN)
  }

  /// Whether the lock file at the path is still the one that is locked.
  var isInPlace: Bool {
    guard let mine = try? SystemCall.status(of: descriptor.raw),
      let there = try? SystemCall.status(atPath: path)
    else { return false }
    return FileIdentity(mine) == FileIdentity(there)
  }

  /// Written over the last holder's, for a full disk takes nothing new.
  private static func writeHolder(_ descriptor: Int32) throws(SystemError) {
    let text = Array("\(getpid())\n".utf8)
    _ = try SystemCall.retrying { pwrite(descriptor, text, text.count, 0) }
    try SystemCall.truncate(descriptor, to: text.count)
  }

  /// Who holds the lock. One who has taken it just now may not have written its id yet, and what
  /// stands there is its predecessor's: that is waited for, but not for ever.
  static func holder(_ descriptor: Int32) -> Int? {
    var holder = writtenHolder(descriptor)
    for _ in 0..<patience {
      if let holder, isRunning(holder) { break }
      usleep(10_000)
      holder = writtenHolder(descriptor)
    }
    return holder
  }

  /// Hundredths of a second.
  private static let patience = 50

  private static func writtenHolder(_ descriptor: Int32) -> Int? {
    guard let bytes = try? SystemCall.read(descriptor, range: 0..<32) else { return nil }
    return Int(String(decoding: bytes.prefix { $0 != 0x0A }, as: UTF8.self))
  }

  private static func isRunning(_ process: Int) -> Bool {
    guard let id = pid_t(exactly: process), id > 0 else { return false }
    return kill(id, 0) == 0 || errno == EPERM
  }
}

extension LogFolder {
  /// Who writes a folder's log.
  public enum Writer: Sendable, Equatable {
    case nobody
    /// The process id, where the lock file tells.
    case process(Int?)
    /// The lock file can't be looked at.
    case unknown(SystemError)
  }

  /// Who writes the log now. Asked by a shared lock that is given back at once.
  public var writer: Writer {
    do throws(SystemError) {
      let descriptor = try SystemCall.open(lockPath, O_RDONLY | O_NOFOLLOW)
      let raw = descriptor.raw
      do throws(SystemError) {
        _ = try SystemCall.retrying { flock(raw, LOCK_SH | LOCK_NB) }
        return .nobody
      } catch {
        guard error.code == EWOULDBLOCK else { throw error }
        return .process(FolderLock.holder(raw))
      }
    } catch {
      return error.code == ENOENT || error.code == ENOTDIR ? .nobody : .unknown(error)
    }
  }
}
