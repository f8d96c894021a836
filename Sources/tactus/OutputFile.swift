import Glibc

/// A file that a command writes, or standard output.
final class OutputFile {
  /// The file can't be made or written.
  struct Failure: Error, CustomStringConvertible {
    let path: String
    let code: Int32

    var description: String { "\(path): cannot write: \(String(cString: strerror(code)))" }
  }

  private let path: String?
  private var descriptor = STDOUT_FILENO

  /// - Parameter path: nil or `-` for standard output. A file that is there is emptied.
  init(path: String?) throws(Failure) {
    self.path = path == "-" ? nil : path
    guard let path = self.path else { return }
    // As private as the log that it comes from.
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o640)
    guard descriptor >= 0 else { throw Failure(path: path, code: errno) }
  }

  func write(_ bytes: [UInt8]) throws {
    guard let path else { return try StandardOutput.write(bytes) }
    guard writeAll(bytes, to: descriptor) else { throw Failure(path: path, code: errno) }
  }

  /// Some file systems tell only now that there was no room.
  func close() throws(Failure) {
    guard let path else { return }
    guard Glibc.close(descriptor) == 0 else { throw Failure(path: path, code: errno) }
  }
}
