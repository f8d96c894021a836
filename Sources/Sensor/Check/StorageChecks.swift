internal import CommandLineKit
internal import FeatureLog
internal import Glibc
internal import Settings

/// What the log folder lies on, and whether what is to be kept fits there.
struct StorageChecks {
  /// A compressed record of a busy window takes about so much.
  private static let compressedRecord = 12 << 10
  private let configuration: Configuration
  private let environment: CheckEnvironment

  init(_ configuration: Configuration, _ environment: CheckEnvironment) {
    self.configuration = configuration
    self.environment = environment
  }

  func findings() -> [Finding] { [fileSystem, retention, metrics].compactMap(\.self) }

  var fileSystem: Finding {
    let folder = LogChecks.nearestFolder(of: configuration.logDirectory)
    let subject = "file system"
    guard let type = environment.fileSystem(of: folder) else {
      return Finding(.ok, subject, "of which kind that of \(folder) is isn't told here")
    }
    let elsewhere = "name a folder on a disk of this machine with --log-dir"
    switch type {
    case "tmpfs", "ramfs":
      return Finding(
        .warning, subject, "\(folder) is in memory (\(type)): a restart takes the whole log away",
        remedy: elsewhere)
    case "overlay", "aufs":
      return Finding(
        .warning, subject, "\(folder) is a container's own (\(type)): it goes with the container",
        remedy: "mount a volume there, or sense on the host")
    case "nfs", "nfs4", "cifs", "smb3", "9p", "ceph", "fuse.sshfs", "fuse.glusterfs":
      return Finding(
        .warning, subject,
        "\(folder) is on another machine (\(type)): what is sensed leaves this one, and its server "
          + "decides what a lock and a write to the disk are worth", remedy: elsewhere)
    case "vfat", "exfat", "msdos":
      return Finding(
        .problem, subject,
        "\(folder) knows no owners and modes (\(type)): whoever mounts it has the log",
        remedy: elsewhere)
    default: return Finding(.ok, subject, "\(folder) is on \(type)")
    }
  }

  /// Whether the files that are to be kept will fit.
  var retention: Finding? {
    guard configuration.logRotate == .auto, configuration.logKeepFree.bytes == 0 else { return nil }
    var system = statvfs()
    let folder = LogChecks.nearestFolder(of: configuration.logDirectory)
    guard statvfs(folder, &system) == 0 else { return nil }
    return Self.retention(
      configuration, free: Int(system.f_bavail) * Int(system.f_frsize), used: usedByLog)
  }

  static func retention(_ configuration: Configuration, free: Int, used: Int) -> Finding {
    let (time, size) = (configuration.logKeep, configuration.logKeepSize.bytes)
    let windows = Int(time.microseconds / configuration.window.microseconds)
    let byTime = time == .zero ? Int.max : windows * compressedRecord
    let bySize = size == 0 ? Int.max : Int(size)
    let most = min(byTime, bySize)
    guard most < .max else {
      return Finding(
        .warning, "retention", "older files are kept for ever, and personal data with them",
        remedy: "set log_keep or log_keep_size")
    }
    let message =
      "at most about \(most >> 20) MiB are kept, \(used >> 20) MiB are there and \(free >> 20) MiB free"
    guard most - used > free else { return Finding(.ok, "retention", message) }
    return Finding(
      .warning, "retention", message + ": the disk may be full before old files go",
      remedy: "set log_keep_free to what others need there, or lower log_keep or log_keep_size")
  }

  private var usedByLog: Int {
    let folder = configuration.logDirectory
    let names = (try? LogFolder(path: folder).names()) ?? []
    return names.filter { $0.hasPrefix("tactus") }.reduce(0) { sum, name in
      var status = stat()
      return stat(folder + "/" + name, &status) == 0 ? sum + Int(status.st_blocks) * 512 : sum
    }
  }

  /// `nil` where no metrics are wanted.
  var metrics: Finding? {
    let file = configuration.metrics.file
    guard let slash = file.lastIndex(of: "/") else { return nil }
    let folder = file[..<slash].isEmpty ? "/" : String(file[..<slash])
    guard faccessat(AT_FDCWD, folder, W_OK | X_OK, AT_EACCESS) == 0 else {
      return Finding(
        .warning, "metrics",
        "this user can't write to \(folder): there will be no metrics (\(SystemError(code: errno)))",
        remedy: "name a file in the runtime folder, for the service /run/tactus/tactus.prom")
    }
    return Finding(.ok, "metrics", "\(file) can be written")
  }
}
