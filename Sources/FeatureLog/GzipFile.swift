import CZlib
import Glibc

extension SystemError {
  /// What a compressed file is told as that can't be unpacked any further.
  static let damagedCompression = SystemError(code: EBADMSG)
}

/// Unpacks a gzip file. One that isn't compressed is handed out as it is.
final class GzipReader: @unchecked Sendable {
  // Used by the one reader that owns it.
  private let file: gzFile

  /// - Parameter descriptor: a file at its beginning; stays the caller's.
  init(_ descriptor: Int32) throws(SystemError) {
    let own = try SystemCall.retrying { fcntl(descriptor, F_DUPFD_CLOEXEC, 0) }
    guard let file = gzdopen(own, "rb") else {
      close(own)
      throw SystemError(code: ENOMEM)
    }
    self.file = file
  }

  deinit { gzclose(file) }

  /// How many bytes were unpacked, 0 at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
    let count = gzread(file, buffer.baseAddress, UInt32(clamping: buffer.count))
    if count > 0 { return Int(count) }
    let code = errno
    var status: Int32 = 0
    _ = gzerror(file, &status)
    switch status {
    case Z_OK, Z_STREAM_END: return 0
    case Z_ERRNO: throw SystemError(code: code)
    // Z_BUF_ERROR is a file that ends in the middle.
    default: throw .damagedCompression
    }
  }
}

/// Packs a gzip file, which nothing but this writes to.
struct GzipWriter: ~Copyable {
  /// A factor of about 4.7 for records; higher levels gain next to nothing.
  private static let mode = "wb6"
  private let file: gzFile
  private let descriptor: Int32

  /// - Parameter path: an empty file is made there, or an existing one emptied.
  init(path: String) throws(SystemError) {
    (file, descriptor) = try Self.open(path)
  }

  private static func open(_ path: String) throws(SystemError) -> (gzFile, Int32) {
    let made = try SystemCall.openOrCreate(path, O_WRONLY, mode: LogFolder.fileMode)
    let raw = made.raw
    try SystemCall.truncate(raw, to: 0)
    let descriptor = try SystemCall.retrying { fcntl(raw, F_DUPFD_CLOEXEC, 0) }
    guard let file = gzdopen(descriptor, mode) else {
      close(descriptor)
      throw SystemError(code: ENOMEM)
    }
    return (file, descriptor)
  }

  deinit { gzclose(file) }

  func write(_ bytes: [UInt8]) throws(SystemError) {
    let count = gzwrite(file, bytes, UInt32(clamping: bytes.count))
    try check(Int(count) == bytes.count)
  }

  /// Completes the file, which then is on the disk with the times of `original`.
  func finish(timesOf original: stat) throws(SystemError) {
    try check(gzflush(file, Z_FINISH) == Z_OK)
    let times = [original.st_atim, original.st_mtim]
    let raw = descriptor
    _ = try SystemCall.retrying { futimens(raw, times) }
    _ = try SystemCall.retrying { fsync(raw) }
  }

  private func check(_ succeeded: Bool) throws(SystemError) {
    if succeeded { return }
    let code = errno
    var status: Int32 = 0
    _ = gzerror(file, &status)
    throw SystemError(code: status == Z_ERRNO ? code : EIO)
  }
}
