internal import FeatureLog
internal import Glibc

/// The log folder: whether this process can write there, and whether someone else does.
struct LogChecks {
  /// A day of records takes some megabytes.
  private static let scarce: UInt64 = 256 << 20
  private static let exhausted: UInt64 = 1 << 20
  private let folder: String

  init(_ folder: String) { self.folder = folder }

  func findings() -> [Finding] { [place, space, writer] }

  var place: Finding {
    var status = stat()
    guard stat(folder, &status) == 0 else { return missing(errno) }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      return Finding(
        .problem, "log folder", "\(folder) is no folder", remedy: "name another one with --log-dir")
    }
    if status.st_mode & S_IWOTH != 0 {
      return Finding(
        .problem, "log folder", "\(folder) is writable by everyone",
        remedy: "run 'chmod o-w \(folder)'")
    }
    guard isWritable(folder) else { return unwritable(folder) }
    if status.st_mode & (S_IROTH | S_IXOTH) != 0 {
      return Finding(
        .warning, "log folder", "\(folder) is open to every user of this machine",
        remedy: "run 'chmod 750 \(folder)'")
    }
    return Finding(.ok, "log folder", "\(folder) can be written")
  }

  private func missing(_ code: CInt) -> Finding {
    guard code == ENOENT else {
      return Finding(
        .problem, "log folder", "\(folder): \(SystemError(code: code))",
        remedy: "name another one with --log-dir")
    }
    let parent = nearestFolder
    guard isWritable(parent) else { return unwritable(parent) }
    return Finding(.ok, "log folder", "\(folder) isn't there yet and can be made")
  }

  private func unwritable(_ path: String) -> Finding {
    Finding(
      .problem, "log folder", "this user can't write to \(path)",
      remedy: "name another folder with --log-dir, or change the owner of \(path)")
  }

  private func isWritable(_ path: String) -> Bool {
    faccessat(AT_FDCWD, path, W_OK | X_OK, AT_EACCESS) == 0
  }

  var space: Finding {
    var system = statvfs()
    let path = nearestFolder
    guard statvfs(path, &system) == 0 else {
      return Finding(.warning, "free space", "\(path): \(SystemError(code: errno))")
    }
    return Self.space(UInt64(system.f_bavail) * UInt64(system.f_frsize), on: path)
  }

  static func space(_ bytes: UInt64, on path: String) -> Finding {
    let message = "\(bytes >> 20) MiB for \(path)"
    guard bytes < scarce else { return Finding(.ok, "free space", message) }
    return Finding(
      bytes < exhausted ? .problem : .warning, "free space", message,
      remedy: "make room, or name a folder elsewhere with --log-dir")
  }

  var writer: Finding {
    switch LogFolder(path: folder).writer {
    case .nobody: Finding(.ok, "sensor", "none is writing this log")
    case .process(let id):
      Finding(.ok, "sensor", "running\(id.map { " as process \($0)" } ?? ""), and writing this log")
    case .unknown(let reason):
      Finding(.warning, "sensor", "whether one is running can't be told: \(reason)")
    }
  }

  private var nearestFolder: String { Self.nearestFolder(of: folder) }

  /// The folder itself, or what is there of its path.
  static func nearestFolder(of folder: String) -> String {
    var path = folder
    while !CheckEnvironment.exists(path), let slash = path.dropFirst().lastIndex(of: "/") {
      path = String(path[..<slash])
    }
    if CheckEnvironment.exists(path) { return path }
    return path.hasPrefix("/") ? "/" : "."
  }
}
