internal import FeatureLog
internal import Glibc

/// A small file by which a person says something to a sensor, whether that runs or not. The permissions
/// of its folder say who may.
struct StateFile: Sendable {
  let path: String

  init(_ name: String, in folder: String) { path = folder + "/" + name }

  enum Content {
    case absent
    /// It is there. Nil where it isn't the JSON that is expected, or can't be read.
    case present(JSONValue?)
  }

  /// A file of some other kind, or one that is too large, can't hold anyone up.
  func read() -> Content {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else {
      return errno == ENOENT || errno == ENOTDIR ? .absent : .present(nil)
    }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 4_096)
    let count = Glibc.read(descriptor, &bytes, bytes.count)
    return .present(count > 0 ? JSONValue(parsing: bytes[..<count]) : nil)
  }

  /// Whole or not at all, and on the disk.
  func write(_ value: JSONValue) throws(StateFileError) {
    let temporary = "\(path).\(getpid()).new"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o644)
    guard descriptor >= 0 else { throw StateFileError(path, errno) }
    let line = value.line
    // The sensor may run as another user; the folder keeps others out.
    let isWritten =
      fchmod(descriptor, 0o644) == 0
      && Glibc.write(descriptor, line, line.count) == line.count && fsync(descriptor) == 0
    let code = errno
    close(descriptor)
    guard isWritten, rename(temporary, path) == 0 else {
      let reason = isWritten ? errno : code
      unlink(temporary)
      throw StateFileError(path, reason)
    }
  }

  /// - Returns: whether it was there.
  func remove() throws(StateFileError) -> Bool {
    if unlink(path) == 0 { return true }
    guard errno == ENOENT || errno == ENOTDIR else { throw StateFileError(path, errno) }
    return false
  }
}

/// What a person wanted to say to a sensor could not be put where it looks.
public struct StateFileError: Error, Equatable, CustomStringConvertible {
  public let path: String
  public let code: Int32

  init(_ path: String, _ code: Int32) {
    self.path = path
    self.code = code
  }

  public var description: String {
    let remedy =
      switch code {
      case EACCES, EPERM:
        "; members of the group tactus-person may for the system's sensor, and so may root"
      case ENOENT: "; the sensor's folder isn't there, name it with --log-dir or --state-dir"
      default: ""
      }
    return "\(path): \(String(cString: strerror(code)))\(remedy)"
  }
}
