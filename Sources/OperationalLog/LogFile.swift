import Glibc

/// A file that holds whole lines only, and is there again when its folder was removed or its disk
/// was full for a while.
struct LogFile: ~Copyable {
  private let path: String
  private var descriptor: Int32 = -1
  /// Where the last whole line ends, while the rest of a torn one is still to be cut off.
  private var tornAt: off_t?

  init(folder: String, name: String) { path = folder + "/" + name }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Appends a line that ends in a newline. False where it could not be written; the file then ends
  /// where it did before.
  mutating func append(_ line: String) -> Bool {
    guard reopen(), mend() else { return false }
    let end = lseek(descriptor, 0, SEEK_END)
    if LogFile.write(line, to: descriptor) { return true }
    tornAt = end
    _ = mend()
    return false
  }

  /// Writes all of `text`. False as soon as the system refuses any of it.
  static func write(_ text: String, to descriptor: Int32) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      guard let start = bytes.baseAddress else { return true }
      var written = 0
      while written < bytes.count {
        let count = Glibc.write(descriptor, start + written, bytes.count - written)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return false }
        written += count
      }
      return true
    }
  }

  /// Opens the file where it isn't, or isn't any more: a removed file can still be written to, but
  /// no one would read it.
  private mutating func reopen() -> Bool {
    if descriptor >= 0 {
      var status = stat()
      if fstat(descriptor, &status) == 0, status.st_nlink > 0 { return true }
      close(descriptor)
      descriptor = -1
      tornAt = nil
    }
    LogFile.makeFolder(of: path)
    let flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW
    descriptor = open(path, flags, 0o640)
    return descriptor >= 0
  }

  private mutating func mend() -> Bool {
    guard let end = tornAt else { return true }
    guard ftruncate(descriptor, end) == 0 else { return false }
    tornAt = nil
    return true
  }

  /// Makes the folders above `path` that are missing. Failure shows when the file is opened.
  private static func makeFolder(of path: String) {
    for index in path.indices.dropFirst() where path[index] == "/" {
      mkdir(String(path[..<index]), 0o750)
    }
  }
}
