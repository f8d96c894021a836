import Glibc

/// Compresses rotated files, sums them up by day, and removes those that are too old or too many.
///
/// Works beside the one writer of the folder, while that holds the folder's lock, and may be killed at
/// any instant: a segment is there as it was until its compressed form is on the disk.
public struct LogKeeper: Sendable {
  public let folder: LogFolder
  public let policy: LogPolicy

  private static let blockSize = 1 << 16

  public init(folder: LogFolder, policy: LogPolicy) {
    self.folder = folder
    self.policy = policy
  }

  /// What a round of upkeep did.
  public struct Report: Sendable, Equatable {
    public var compressed: [String] = []
    public var removed: [Removal] = []
    public var troubles: [FeatureLogError] = []
  }

  public struct Removal: Sendable, Equatable {
    public var name: String
    public var bytes: Int64
    public var reason: Reason
  }

  public enum Reason: String, Sendable {
    case age = "older than is to be kept"
    case size = "the log is larger than is to be kept"
    case space = "the file system has less room than is to be left"
  }

  /// One round. Does nothing where the log isn't rotated by us.
  ///
  /// - Parameters:
  ///   - now: microseconds since 1970.
  ///   - shouldStop: asked often; the round ends soon after it says so.
  public func tidy(now: Int64, shouldStop: () -> Bool = { false }) -> Report {
    var report = Report()
    guard policy.rotates else { return report }
    do throws(FeatureLogError) {
      let turn = try FolderTurn.shared(folder)
      defer { turn.end() }
      removeUnfinished()
      for segment in try segments() where !segment.isCompressed && !segment.isSuspect {
        if shouldStop() { return report }
        do throws(SystemError) {
          if try compress(segment, shouldStop) { report.compressed.append(segment.name) }
        } catch {
          report.troubles.append(.cannotKeep(path: folder.path(of: segment), error))
        }
      }
      guard try rollUp(shouldStop, &report) else { return report }
      try removeOldest(now, &report)
      removeOrphans()
    } catch {
      report.troubles.append(error)
    }
    return report
  }
}

extension LogKeeper {
  /// What a round left that was killed.
  private func removeUnfinished() {
    for name in (try? SystemCall.names(in: folder.path)) ?? []
    where name.hasPrefix("tactus-") && name.hasSuffix(LogSegment.unfinishedSuffix) {
      try? SystemCall.remove(folder.path + "/" + name)
    }
  }

  /// False where it was stopped. The compressed file is made anew even where there is one: it may be
  /// from an earlier round that was killed, and this one's is known to be whole.
  private func compress(
    _ segment: LogSegment, _ shouldStop: () -> Bool
  ) throws(SystemError) -> Bool {
    let original = folder.path(of: segment)
    let unfinished = original + LogSegment.unfinishedSuffix
    do throws(SystemError) {
      let source = try SystemCall.open(original, O_RDONLY | O_NOFOLLOW)
      let status = try SystemCall.status(of: source.raw)
      let packer = try GzipWriter(path: unfinished)
      var offset = 0
      while offset < Int(status.st_size) {
        if shouldStop() {
          try SystemCall.remove(unfinished)
          return false
        }
        let block = try SystemCall.read(source.raw, range: offset..<offset + Self.blockSize)
        if block.isEmpty { throw SystemError(code: EIO) }
        try packer.write(block)
        offset += block.count
      }
      try packer.finish(timesOf: status)
      try SystemCall.rename(unfinished, to: original + LogSegment.compressedSuffix)
      try SystemCall.synchronizeFolder(folder.path)
    } catch {
      try? SystemCall.remove(unfinished)
      throw error
    }
    try SystemCall.remove(original)
    return true
  }

  /// Removes from the oldest on, so that there never is a hole.
  private func removeOldest(_ now: Int64, _ report: inout Report) throws(FeatureLogError) {
    var segments: [(segment: LogSegment, bytes: Int64, end: Int64)] = []
    for segment in try self.segments() {
      guard let status = try? SystemCall.status(atPath: folder.path(of: segment)) else { continue }
      // Its last record was written then; compression keeps the time.
      let end = Int64(status.st_mtim.tv_sec) * 1_000_000
      let blocks = status.st_blocks + rollupBlocks(of: segment)
      segments.append((segment, Int64(blocks) * 512, end))
    }
    var total = segments.reduce(0) { $0 + $1.bytes }
    for (segment, bytes, end) in segments {
      guard let reason = reason(toRemove: end, total: total, now: now) else { break }
      do throws(SystemError) {
        try SystemCall.remove(folder.path(of: segment))
        // A round that was killed before it removed this would bring the segment back.
        if !segment.isCompressed {
          try SystemCall.remove(folder.path(of: segment) + LogSegment.compressedSuffix)
        }
        // What a roll-up says of a time is kept no longer than the windows.
        try RollupFile(folder, segment).remove()
      } catch {
        throw .cannotKeep(path: folder.path(of: segment), error)
      }
      total -= bytes
      report.removed.append(Removal(name: segment.name, bytes: bytes, reason: reason))
    }
    if !report.removed.isEmpty { try? SystemCall.synchronizeFolder(folder.path) }
  }

  private func reason(toRemove end: Int64, total: Int64, now: Int64) -> Reason? {
    if policy.keptMicroseconds > 0, now - end > policy.keptMicroseconds { return .age }
    if policy.keptBytes > 0, total > policy.keptBytes { return .size }
    if policy.freeBytes > 0, let free = freeBytes, free < policy.freeBytes { return .space }
    return nil
  }

  private func rollupBlocks(of segment: LogSegment) -> blkcnt_t {
    (try? SystemCall.status(atPath: RollupFile(folder, segment).path))?.st_blocks ?? 0
  }

  func segments() throws(FeatureLogError) -> [LogSegment] {
    do throws(SystemError) {
      return try folder.segments()
    } catch {
      throw .cannotKeep(path: folder.path, error)
    }
  }

  private var freeBytes: Int64? {
    var system = statvfs()
    guard statvfs(folder.path, &system) == 0 else { return nil }
    return Int64(clamping: UInt64(system.f_bavail) * UInt64(system.f_frsize))
  }
}
