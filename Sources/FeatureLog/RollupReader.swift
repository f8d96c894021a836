import Glibc

/// Reads a log's windows summed up by day, a file of the log at a time.
///
/// Of rotated files the roll-up is taken where there is one that is whole and up to date. Where not,
/// it is made, and kept if the folder is this user's own: root leaves nothing in the folder of
/// another. Whoever removes or changes a file makes its roll-up void.
public struct RollupReader: ~Copyable {
  private let range: TimeRange
  private var files: LogFiles?
  private var single: String?
  private var repeats = RepeatFilter()
  private var isAfterSuspect = false

  /// - Parameters:
  ///   - path: a log folder, or a log file or `-` for standard input, which have no roll-ups.
  ///   - range: which windows to sum up, by their start.
  public init(path: String, range: TimeRange = TimeRange()) throws(FeatureLogError) {
    self.range = range
    if (try? SystemCall.status(atPath: path))?.st_mode.isFolder == true {
      var files = LogFiles(folder: LogFolder(path: path))
      try files.skip(before: range.since, keepingLast: nil)
      self.files = files
    } else {
      single = path
    }
  }

  /// The next file's sums; nil at the end. Throws at first where there is no log.
  public mutating func next() throws(FeatureLogError) -> Rollup? {
    if let path = single {
      single = nil
      return try sum(try FeatureLogReader.open(path))
    }
    guard files != nil, let file = try files?.next() else { return nil }
    if file.isLive { files = nil } else { repeats.beginFile() }
    return try rollup(file)
  }

  /// How many files there are to read, as far as is known now.
  public var filesAhead: Int { files.map { $0.segmentsAhead + 1 } ?? (single == nil ? 0 : 1) }

  private mutating func rollup(_ file: consuming LogFiles.File) throws(FeatureLogError) -> Rollup {
    // The disk refused a file's end, and the next one begins with it: seen together only.
    let mayKeep = !file.isSuspect && !isAfterSuspect
    isAfterSuspect = file.isSuspect
    guard mayKeep, let keeper = files?.rollupFile(of: file) else { return try sum(file) }
    if let rollup = keeper.load(), rollup.lies(in: range) { return rollup }
    let (raw, path) = (file.lines.descriptor.raw, file.path)
    guard let status = try? SystemCall.status(of: raw) else { return try sum(file) }
    let isWhole = range == TimeRange()
    let rollup = try sum(file)
    if isWhole, LogFolder.isOwn(path) {
      // Without the copy it takes as long again the next time, and that is all.
      try? keeper.save(rollup, of: status)
    }
    return rollup
  }

  private mutating func sum(_ file: consuming LogFiles.File) throws(FeatureLogError) -> Rollup {
    var builder = RollupBuilder()
    let (path, range) = (file.path, range)
    try file.lines.entries(of: path, in: range) { entry, line in
      if repeats.take(entry) { builder.add(entry, at: (path, line)) }
      return true
    }
    return builder.finish()
  }
}

extension LineReader {
  /// Hands every entry with its line to `take`, until that says false.
  mutating func entries(
    of path: String, in range: TimeRange = TimeRange(), _ take: (LogEntry, Int) -> Bool
  ) throws(FeatureLogError) {
    do throws(SystemError) {
      while let line = try next() ?? remainder() {
        let entry = LogEntry(line, number: lineNumber, file: path, range: range)
        if let entry, !take(entry, lineNumber) { return }
      }
    } catch {
      guard error == .damagedCompression else { throw .cannotRead(path: path, error) }
      let damage = endAtDamage(path)
      _ = take(.damaged(damage), damage.line)
    }
  }
}

extension LogFiles {
  fileprivate func rollupFile(of file: borrowing File) -> RollupFile? {
    let name = String(file.path.split(separator: "/").last ?? "")
    guard !file.isLive, let segment = LogSegment(name: name), segment.isCompressed else {
      return nil
    }
    return RollupFile(folder, segment)
  }
}

extension LogFolder {
  /// Whether the folder of this file belongs to whoever runs this program.
  fileprivate static func isOwn(_ path: String) -> Bool {
    guard let folder = parentFolder(of: path) else { return false }
    return (try? SystemCall.status(atPath: folder))?.st_uid == geteuid()
  }
}

// MARK: - Upkeep

extension LogKeeper {
  /// Sums up what was compressed. False where it was stopped.
  func rollUp(_ shouldStop: () -> Bool, _ report: inout Report) throws(FeatureLogError) -> Bool {
    var isAfterSuspect = false
    for segment in try segments() {
      defer { isAfterSuspect = segment.isSuspect }
      guard segment.isCompressed, !segment.isSuspect, !isAfterSuspect else { continue }
      let file = RollupFile(folder, segment)
      if file.isFresh { continue }
      do throws(SystemError) {
        guard try rollUp(segment, to: file, shouldStop) else { return false }
      } catch {
        report.troubles.append(.cannotKeep(path: file.path, error))
      }
    }
    return true
  }

  private func rollUp(
    _ segment: LogSegment, to file: RollupFile, _ shouldStop: () -> Bool
  ) throws(SystemError) -> Bool {
    let path = folder.path(of: segment)
    var lines = try LineReader(path: path)
    let raw = lines.descriptor.raw
    let status = try SystemCall.status(of: raw)
    var builder = RollupBuilder()
    var isStopped = false
    do throws(FeatureLogError) {
      try lines.entries(of: path) { entry, line in
        builder.add(entry, at: (path, line))
        isStopped = shouldStop()
        return !isStopped
      }
    } catch {
      throw error.reason ?? SystemError(code: EIO)
    }
    if !isStopped { try file.save(builder.finish(), of: status) }
    return !isStopped
  }

  /// Removes roll-ups of files that have gone.
  func removeOrphans() {
    guard let names = try? SystemCall.names(in: folder.path) else { return }
    let owned = Set(names.compactMap { LogSegment(name: $0) }.map(\.rollupName))
    for name in names
    where name.hasPrefix("tactus-") && name.hasSuffix(RollupFile.suffix) && !owned.contains(name) {
      try? SystemCall.remove(folder.path + "/" + name)
    }
  }
}
