import CLinux
import Glibc

/// An `errno` value that a system call answered with.
public struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
  public let code: Int32

  public init(code: Int32) {
    self.code = code
  }

  /// The kernel's reason in words: `No space left on device`.
  public var description: String { String(cString: strerror(code)) }

  /// The reason's short name: `ENOSPC`.
  public var name: String { clinux_error_name(code).map { String(cString: $0) } ?? String(code) }
}

/// A file descriptor that is closed when its owner goes.
struct OwnedDescriptor: ~Copyable, Sendable {
  let raw: Int32

  init(_ raw: Int32) {
    self.raw = raw
  }

  deinit {
    close(raw)
  }
}

/// What tells one file from another, whatever their paths: none has the same while both exist.
struct FileIdentity: Equatable, Sendable {
  let device: dev_t
  let inode: ino_t

  init(_ status: stat) {
    device = status.st_dev
    inode = status.st_ino
  }

  /// Nil where nothing can be told of the file.
  init?(of descriptor: Int32) {
    guard let status = try? SystemCall.status(of: descriptor) else { return nil }
    self.init(status)
  }

  init?(at path: String) {
    guard let status = try? SystemCall.status(atPath: path) else { return nil }
    self.init(status)
  }
}

/// System calls as Swift has them: `errno` is read at once, `EINTR` is met here and nowhere else.
enum SystemCall {
  static func open(
    _ path: String, _ flags: Int32, mode: mode_t = 0
  ) throws(SystemError) -> OwnedDescriptor {
    OwnedDescriptor(try retrying { Glibc.open(path, flags | O_CLOEXEC, mode) })
  }

  /// Opens a file of ours, making it with exactly `mode` (whatever the umask) where there is none.
  /// A symbolic link is refused: a folder's owner must not choose where a more trusted process
  /// writes.
  static func openOrCreate(
    _ path: String, _ flags: Int32, mode: mode_t
  ) throws(SystemError) -> OwnedDescriptor {
    while true {
      do throws(SystemError) {
        return try open(path, flags | O_NOFOLLOW)
      } catch {
        guard error.code == ENOENT else { throw error }
      }
      do throws(SystemError) {
        let made = try open(path, flags | O_NOFOLLOW | O_CREAT | O_EXCL, mode: mode)
        let raw = made.raw
        _ = try retrying { fchmod(raw, mode) }
        return made
      } catch {
        guard error.code == EEXIST else { throw error }
      }
    }
  }

  static func status(of descriptor: Int32) throws(SystemError) -> stat {
    var status = stat()
    _ = try retrying { fstat(descriptor, &status) }
    return status
  }

  static func status(atPath path: String) throws(SystemError) -> stat {
    var status = stat()
    _ = try retrying { stat(path, &status) }
    return status
  }

  /// How many bytes were read, 0 at the end of the file.
  static func read(
    _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer
  ) throws(SystemError) -> Int {
    try retrying { Glibc.read(descriptor, buffer.baseAddress, buffer.count) }
  }

  /// The bytes of `range`, fewer where the file ends before it does.
  static func read(_ descriptor: Int32, range: Range<Int>) throws(SystemError) -> [UInt8] {
    var failure: SystemError?
    let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { buffer, filled in
      filled = 0
      while filled < buffer.count {
        do throws(SystemError) {
          let target = buffer.baseAddress.map { $0 + filled }
          let (rest, offset) = (buffer.count - filled, range.lowerBound + filled)
          let count = try retrying { pread(descriptor, target, rest, off_t(offset)) }
          guard count > 0 else { return }
          filled += count
        } catch {
          failure = error
          return
        }
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// One `write`: how many bytes of `bytes` the kernel took.
  static func write(_ descriptor: Int32, _ bytes: [UInt8]) throws(SystemError) -> Int {
    try retrying { bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) } }
  }

  static func truncate(_ descriptor: Int32, to size: Int) throws(SystemError) {
    _ = try retrying { ftruncate(descriptor, off_t(size)) }
  }

  /// Waits until the file's bytes are on the disk. A file system that can't do that isn't asked to.
  static func synchronize(_ descriptor: Int32) throws(SystemError) {
    do throws(SystemError) {
      _ = try retrying { fdatasync(descriptor) }
    } catch {
      if error.code != EINVAL { throw error }
    }
  }

  /// Waits until the names in a folder are on the disk.
  static func synchronizeFolder(_ path: String) throws(SystemError) {
    let folder = try open(path, O_RDONLY | O_DIRECTORY)
    let raw = folder.raw
    do throws(SystemError) {
      _ = try retrying { fsync(raw) }
    } catch {
      if error.code != EINVAL { throw error }
    }
  }

  static func rename(_ from: String, to path: String) throws(SystemError) {
    _ = try retrying { Glibc.rename(from, path) }
  }

  /// Never takes the place of another file. Only this process makes such names, so that where the
  /// kernel can't promise it, a look beforehand is as good.
  static func renameWithoutReplacing(_ from: String, to path: String) throws(SystemError) {
    do throws(SystemError) {
      _ = try negated { clinux_rename_new(from, path) }
    } catch {
      guard error.code == EINVAL || error.code == ENOSYS else { throw error }
      if FileIdentity(at: path) != nil { throw SystemError(code: EEXIST) }
      try rename(from, to: path)
    }
  }

  /// Does nothing where there is no such file.
  static func remove(_ path: String) throws(SystemError) {
    do throws(SystemError) {
      _ = try retrying { unlink(path) }
    } catch {
      if error.code != ENOENT { throw error }
    }
  }

  /// The names in a folder, in no order.
  static func names(in path: String) throws(SystemError) -> [String] {
    guard let folder = opendir(path) else { throw SystemError(code: errno) }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      names.append(
        withUnsafeBytes(of: &entry.pointee.d_name) { name in
          String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
        })
    }
    return names
  }

  /// A call of `CLinux`, which answers with the negative of `errno`.
  static func negated(_ call: () -> Int32) throws(SystemError) -> Int32 {
    while true {
      let result = call()
      if result >= 0 { return result }
      if result != -EINTR { throw SystemError(code: -result) }
    }
  }

  static func retrying<Result: SignedInteger>(
    _ call: () -> Result
  ) throws(SystemError) -> Result {
    while true {
      let result = call()
      if result >= 0 { return result }
      let code = errno
      if code != EINTR { throw SystemError(code: code) }
    }
  }
}
