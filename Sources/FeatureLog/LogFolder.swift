import Glibc

/// The folder that holds a feature log, and the names in it.
public struct LogFolder: Equatable, Sendable {
  public let path: String

  public init(path: String) {
    self.path = path
  }

  /// Where records are appended: whole lines of JSON only.
  public var logPath: String { path + "/tactus.jsonl" }
  /// What was cut off the log because it was no whole record.
  public var tornPath: String { path + "/tactus.jsonl.torn" }
  /// Held by the one process that may write here; stays when that process has gone.
  public var lockPath: String { path + "/tactus.lock" }

  /// What was lost and isn't in the log yet.
  var gapPath: String { path + "/tactus.gap" }
  /// The log's next file, until it takes the log's place.
  var nextPath: String { path + "/tactus.jsonl.new" }

  static let folderMode: mode_t = 0o750
  static let fileMode: mode_t = 0o640

  /// Makes the folder and its parents where missing, and refuses one that everyone may write to.
  public func prepare() throws(FeatureLogError) {
    do throws(SystemError) {
      try Self.makeFolder(path)
      let status = try SystemCall.status(atPath: path)
      guard status.st_mode.isFolder else { throw SystemError(code: ENOTDIR) }
      if status.st_mode & S_IWOTH == 0 { return }
    } catch {
      throw .folderUnavailable(path: path, error)
    }
    throw .folderOpenToAll(path: path)
  }

  private static func makeFolder(_ path: String) throws(SystemError) {
    do throws(SystemError) {
      try makeLastFolder(of: path)
    } catch {
      guard error.code == ENOENT, let parent = parentFolder(of: path) else { throw error }
      try makeFolder(parent)
      try makeLastFolder(of: path)
    }
  }

  /// Makes a folder whose parent is there; does nothing where the folder is, too.
  private static func makeLastFolder(of path: String) throws(SystemError) {
    do throws(SystemError) {
      _ = try SystemCall.retrying { mkdir(path, folderMode) }
    } catch {
      // Some file systems answer EROFS or EACCES for a folder that is there.
      let isThere = (try? SystemCall.status(atPath: path)) != nil
      guard error.code == EEXIST || isThere else { throw error }
      return
    }
    // mkdir's mode is cut by the umask, which belongs to the whole process: leave that alone.
    _ = try SystemCall.retrying { chmod(path, folderMode) }
  }

  /// The path without its last component; nil where there is nothing above.
  static func parentFolder(of path: String) -> String? {
    let components = path.split(separator: "/")
    guard !components.isEmpty else { return nil }
    let parent = components.dropLast().joined(separator: "/")
    if path.hasPrefix("/") { return "/" + parent }
    return parent.isEmpty ? "." : parent
  }
}

extension LogFolder {
  /// The number of the last record in the newest rotated file; 0 where there is none.
  func lastSequenceOfSegments() throws(SystemError) -> Int {
    guard let segment = try segments().last else { return 0 }
    var last = segment.firstSequence
    guard var lines = try? LineReader(path: path(of: segment)) else { return last }
    while let line = try? lines.next() {
      guard case .whole(let bytes) = line, let object = try? JSONObject(parsing: bytes),
        let sequence = object.integer("seq"), sequence < LogTail.largestSequence
      else { continue }
      last = max(last, sequence)
    }
    return last
  }
}
