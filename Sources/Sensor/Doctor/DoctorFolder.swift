internal import Glibc

/// The bundle on the disk: a folder that only its owner can read, packed at the end.
public struct DoctorFolder {
  /// A file or folder that can't be made.
  public struct Failure: Error, CustomStringConvertible {
    let path: String
    let code: CInt
    public var description: String { "\(path): cannot make: \(String(cString: strerror(code)))" }
  }

  public let path: String
  private var files: [String] = []

  /// Makes the folder anew; `folder/tactus-doctor-20261125-140500`.
  public init(in folder: String) throws(Failure) {
    var (moment, parts) = (time(nil), tm())
    localtime_r(&moment, &parts)
    var name = [CChar](repeating: 0, count: 64)
    strftime(&name, name.count, "tactus-doctor-%Y%m%d-%H%M%S", &parts)
    path = folder + "/" + String(decoding: name.prefix { $0 != 0 }.map { UInt8($0) }, as: UTF8.self)
    guard mkdir(path, 0o700) == 0 else { throw Failure(path: path, code: errno) }
  }

  /// Where recordings go.
  public var recordings: String { path + "/recording" }

  public mutating func write(_ name: String, _ text: String) throws(Failure) {
    let file = path + "/" + name
    let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Failure(path: file, code: errno) }
    files.append(file)
    defer { close(descriptor) }
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw Failure(path: file, code: errno) }
      rest = rest.dropFirst(count)
    }
  }

  /// Packs the folder and removes it.
  ///
  /// - Parameter extra: files in it that were not written by ``write(_:_:)``.
  /// - Returns: the archive; the folder itself, left as it is, where there is no `tar`.
  public func pack(extra: [String]) -> String {
    let slash = path.lastIndex(of: "/") ?? path.startIndex
    let (parent, name) = (String(path[..<slash]), String(path[path.index(after: slash)...]))
    let archive = path + ".tar.gz"
    let mask = umask(0o077)
    defer { umask(mask) }
    // Without the names of the user and the group.
    let packed = HelperProgram.output(of: [
      "tar", "--create", "--gzip", "--file", archive, "--directory", parent, "--sort=name",
      "--owner=0", "--group=0", "--numeric-owner", name,
    ])
    guard packed != nil else {
      unlink(archive)
      return path
    }
    for file in files + extra { unlink(file) }
    rmdir(recordings)
    rmdir(path)
    return archive
  }
}
