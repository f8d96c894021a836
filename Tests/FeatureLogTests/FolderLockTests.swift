import Foundation
import Testing

@testable import FeatureLog

struct FolderLockTests {
  private func holder(_ folder: LogFolder) -> FeatureLogError? {
    do throws(FeatureLogError) {
      _ = try FolderLock(folder)
      return nil
    } catch {
      return error
    }
  }

  /// Held by `lock` until this returns.
  private func refused(by lock: consuming FolderLock, _ folder: LogFolder) -> FeatureLogError? {
    let error = holder(folder)
    _ = lock.isInPlace
    return error
  }

  @Test func `The lock goes with its holder, even where a copy of the descriptor stays`() throws {
    let temporary = TemporaryFolder()
    let folder = LogFolder(path: temporary.path)
    let lock = try FolderLock(folder)
    let copy = dup(lock.descriptor.raw)
    defer { close(copy) }
    #expect(
      refused(by: lock, folder)
        == .alreadyRunning(lock: folder.lockPath, processID: Int(getpid())))
    #expect(holder(folder) == nil)
    #expect(contents(folder.lockPath) == Array("\(getpid())\n".utf8))
  }

  @Test func `A lock file without a process id is told as held all the same`() throws {
    let temporary = TemporaryFolder()
    let folder = LogFolder(path: temporary.path)
    let lock = try FolderLock(folder)
    try SystemCall.truncate(lock.descriptor.raw, to: 0)
    #expect(
      refused(by: lock, folder) == .alreadyRunning(lock: folder.lockPath, processID: nil))
  }

  @Test func `A holder that has not written its process id yet is waited for`() throws {
    let temporary = TemporaryFolder()
    let folder = LogFolder(path: temporary.path)
    let lock = try FolderLock(folder)
    // Its predecessor, which has ended.
    try overwrite(folder.lockPath, "999999999\n".utf8)
    let writing = Thread {
      usleep(100_000)
      try? overwrite(folder.lockPath, "\(getpid())\n".utf8)
    }
    writing.start()
    #expect(
      refused(by: lock, folder)
        == .alreadyRunning(lock: folder.lockPath, processID: Int(getpid())))
  }

  @Test func `A removed lock file is noticed`() throws {
    let temporary = TemporaryFolder()
    let folder = LogFolder(path: temporary.path)
    let lock = try FolderLock(folder)
    let before = lock.isInPlace
    unlink(folder.lockPath)
    let after = lock.isInPlace
    #expect(before)
    #expect(!after)
  }
}
