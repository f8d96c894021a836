import Glibc

/// Removes what a log tells of a person, from a moment on or all of it, whether a sensor runs or not.
///
/// Records go in the order of the log: the first one that reaches to the moment, and all after it. What
/// remains is whole: a gap record with the cause `erased` stands for the numbers that are gone, and says
/// how many windows they were and nothing else of them. One that is killed has removed something from
/// the end, and no gap record says so yet; running it again puts that right.
public struct LogEraser {
  public let folder: LogFolder

  public init(folder: LogFolder) { self.folder = folder }

  /// What there is to erase.
  public struct Plan: Sendable, Equatable {
    public var windows = 0
    /// Numbers in the log, of windows and of gaps.
    public var records = 0
    /// Files that go, or are written anew.
    public var files: [String] = []
    /// Where the first record begins that goes; nil where none does.
    var cut: Cut?
    /// The last record, whatever it is.
    var last: (sequence: Int, runID: String, bootID: String) = (0, "", "")
    /// Whether more than what an earlier erasure left is there.
    var isWorthwhile = false

    public static func == (a: Plan, b: Plan) -> Bool {
      (a.windows, a.records, a.files) == (b.windows, b.records, b.files)
    }
  }

  /// A place in the log, whatever its file is called by then.
  struct Cut: Sendable, Equatable {
    /// The number of the file's first record; nil where that is none.
    var file: Int?
    var offset: Int
    /// The number of the first record that goes.
    var sequence: Int
  }

  /// Looks for what there is to erase, and changes nothing.
  ///
  /// - Parameter since: microseconds since 1970; nil for all there is.
  public func plan(since: Int64?) throws(FeatureLogError) -> Plan {
    var plan = Plan()
    for file in try files() { try survey(file, since: since, &plan) }
    for path in try leftovers() { plan.files.append(path) }
    return plan
  }

  /// Erases what `plan` found and what came since.
  ///
  /// - Parameters:
  ///   - now: microseconds since 1970, and the local offset from UTC in seconds: when it is erased.
  /// - Returns: what was erased.
  public func erase(
    _ plan: Plan, now: Int64, utcOffset: Int
  ) throws(FeatureLogError) -> Plan {
    var plan = plan
    var doomed = Doomed()
    do {
      let turn = try FolderTurn.alone(folder)
      defer { turn.end() }
      for path in try leftovers() { try doomed.remove(path) }
      if let cut = plan.cut, plan.isWorthwhile {
        try surveyNews(&plan)
        // They sum up what goes; those of what stays are made again.
        for path in try paths(where: { $0.hasSuffix(RollupFile.suffix) }) {
          try doomed.remove(path)
        }
        let files = try files()
        // From the end on: a hole in the middle would be damage.
        for file in files.reversed() where !file.isLive {
          guard let first = file.first, let cutFile = cut.file, first >= cutFile else { break }
          if file.first == cut.file, cut.offset > 0 {
            try rewrite(file, upTo: cut.offset, &doomed)
          } else {
            try doomed.remove(file.path)
            try doomed.remove(file.path + LogSegment.compressedSuffix)
          }
        }
        let kept = files.last(where: \.isLive).flatMap { $0.first == cut.file ? cut.offset : nil }
        try replaceLive(
          keeping: kept ?? 0, tombstone(plan, cut, now: now, utcOffset: utcOffset), &doomed)
      }
    }
    // Nobody needs to wait for this.
    doomed.wipe()
    return plan
  }

  private func tombstone(_ plan: Plan, _ cut: Cut, now: Int64, utcOffset: Int) -> GapRecord {
    GapRecord(
      sequence: plan.last.sequence, bootID: plan.last.bootID, runID: plan.last.runID,
      startMicroseconds: now, utcOffsetSeconds: utcOffset, endMicroseconds: now,
      cause: LossCause.erased.rawValue, windows: plan.windows, made: 0,
      records: plan.last.sequence - cut.sequence + 1)
  }
}

// MARK: Looking

extension LogEraser {
  /// A file of the log, by what tells it from others when it gets another name.
  private struct File {
    var path: String
    /// The number of its first record.
    var first: Int?
    var isLive: Bool
  }

  private func files() throws(FeatureLogError) -> [File] {
    do throws(SystemError) {
      var files = try folder.segments().map {
        File(path: folder.path(of: $0), first: $0.firstSequence, isLive: false)
      }
      do throws(SystemError) {
        let live = try SystemCall.open(folder.logPath, O_RDONLY | O_NOFOLLOW)
        let size = Int(try SystemCall.status(of: live.raw).st_size)
        let head = try LogTail(descriptor: live.raw).head(size: size)
        files.append(File(path: folder.logPath, first: head?.sequence, isLive: true))
      } catch {
        guard error.code == ENOENT else { throw error }
      }
      return files
    } catch {
      throw .cannotRead(path: folder.path, error)
    }
  }

  /// What is no record and may hold some: cut-off ends, and files that were just being made.
  private func leftovers() throws(FeatureLogError) -> [String] {
    try paths { path in
      path == folder.tornPath || path == folder.nextPath
        || (path.hasPrefix(folder.path + "/tactus-") && path.hasSuffix(LogSegment.unfinishedSuffix))
    }
  }

  private func paths(where isWanted: (String) -> Bool) throws(FeatureLogError) -> [String] {
    try folder.names().map { folder.path + "/" + $0 }.filter(isWanted)
  }

  private func survey(_ file: File, since: Int64?, _ plan: inout Plan) throws(FeatureLogError) {
    let count = plan.records
    do throws(SystemError) {
      var lines: LineReader
      do throws(SystemError) {
        lines = try LineReader(path: file.path)
      } catch {
        // Compressed since it was listed; that has another name, and all the same in it.
        guard error.code == ENOENT, !file.isLive else { throw error }
        lines = try LineReader(path: file.path + LogSegment.compressedSuffix)
      }
      var offset = 0
      while let line = try lines.next() {
        take(line, of: file, at: offset, since: since, &plan)
        offset = lines.lineStart
      }
    } catch {
      // What can't be unpacked any further is no record.
      guard error == .damagedCompression else { throw .cannotRead(path: file.path, error) }
    }
    if plan.records > count { plan.files.append(file.path) }
  }

  private func take(
    _ line: LineReader.Line, of file: File, at offset: Int, since: Int64?, _ plan: inout Plan
  ) {
    guard case .whole(let bytes) = line, let object = try? JSONObject(parsing: bytes),
      let sequence = object.integer("seq")
    else { return }
    let gap = GapRecord(object)
    if plan.cut == nil {
      guard since == nil || Self.end(of: object) ?? .max > since ?? .min else { return }
      plan.cut = Cut(file: file.first, offset: offset, sequence: gap?.firstSequence ?? sequence)
    }
    // Where the disk refused a file's end, the next one has it again.
    guard sequence > plan.last.sequence else { return }
    plan.last = (sequence, object.string("run") ?? "", object.string("boot") ?? "")
    plan.records += 1
    if let gap {
      if gap.isErasure { plan.windows += gap.windows } else { plan.isWorthwhile = true }
    } else {
      plan.windows += 1
      plan.isWorthwhile = true
    }
  }

  /// Microseconds since 1970.
  private static func end(of object: JSONObject) -> Int64? {
    guard let start = object.string("start").flatMap({ CivilTime(iso8601: $0) }),
      let moment = start.microsecondsSince1970, let duration = object.number("duration"),
      duration.magnitude < 1e10
    else { return nil }
    return moment + Int64((duration * 1_000_000).rounded())
  }

  /// What was written since `plan` was made: the files that were begun by then are known to it.
  private func surveyNews(_ plan: inout Plan) throws(FeatureLogError) {
    let known = plan.last.sequence
    let files = try files()
    for (index, file) in files.enumerated() {
      let next = files.indices.contains(index + 1) ? files[index + 1].first : nil
      if let next, next <= known { continue }
      try survey(file, since: nil, &plan)
    }
    plan.files = Array(Set(plan.files)).sorted()
  }
}

// MARK: Removing

extension LogEraser {
  /// Files that have no name any more, held open to be overwritten: what was in them is then on no
  /// disk that writes in place.
  private struct Doomed {
    private var files: [FileBox] = []

    private final class FileBox {
      let descriptor: OwnedDescriptor
      init(_ descriptor: consuming OwnedDescriptor) { self.descriptor = descriptor }
    }

    /// Takes hold of what is at `path` now.
    mutating func hold(_ path: String) {
      if let file = try? SystemCall.open(path, O_WRONLY | O_NOFOLLOW | O_NONBLOCK) {
        files.append(FileBox(file))
      }
    }

    mutating func remove(_ path: String) throws(FeatureLogError) {
      hold(path)
      do throws(SystemError) {
        try SystemCall.remove(path)
      } catch {
        throw .cannotErase(path: path, error)
      }
    }

    /// Only what nobody else has another name for. A disk that refuses keeps the bytes, and they are
    /// as good as those of any removed file.
    func wipe() {
      let zeros = [UInt8](repeating: 0, count: 1 << 16)
      for file in files {
        let raw = file.descriptor.raw
        guard let status = try? SystemCall.status(of: raw), status.st_nlink == 0,
          status.st_mode.isRegularFile
        else { continue }
        var offset = 0
        while offset < Int(status.st_size) {
          let count = min(zeros.count, Int(status.st_size) - offset)
          guard
            let written = try? SystemCall.retrying({ pwrite(raw, zeros, count, off_t(offset)) }),
            written > 0
          else { break }
          offset += written
        }
        try? SystemCall.synchronize(raw)
      }
    }
  }

  /// Writes the file's beginning anew in its place.
  private func rewrite(
    _ file: File, upTo size: Int, _ doomed: inout Doomed
  ) throws(FeatureLogError) {
    do throws(SystemError) {
      let status = try SystemCall.status(atPath: file.path)
      let kept = try beginning(of: file.path, size)
      let temporary = file.path + LogSegment.unfinishedSuffix
      if file.path.hasSuffix(LogSegment.compressedSuffix) {
        let packer = try GzipWriter(path: temporary)
        try packer.write(kept)
        try packer.finish(timesOf: status)
      } else {
        try write(kept, to: temporary, like: status)
      }
      try give(temporary, to: status)
      doomed.hold(file.path)
      try SystemCall.rename(temporary, to: file.path)
      try SystemCall.synchronizeFolder(folder.path)
    } catch {
      throw .cannotErase(path: file.path, error)
    }
  }

  /// Puts what is kept of the live file, and the gap record, in its place.
  private func replaceLive(
    keeping size: Int, _ gap: GapRecord, _ doomed: inout Doomed
  ) throws(FeatureLogError) {
    do throws(SystemError) {
      // The sensor, whose user need not be the one who erases, must be able to go on in it.
      let isThere = FileIdentity(at: folder.logPath) != nil
      let status = try SystemCall.status(atPath: isThere ? folder.logPath : folder.path)
      let kept = size > 0 ? try beginning(of: folder.logPath, size) : []
      try write(kept + gap.line, to: folder.nextPath, like: nil)
      try give(folder.nextPath, to: status)
      doomed.hold(folder.logPath)
      try SystemCall.rename(folder.nextPath, to: folder.logPath)
      try SystemCall.synchronizeFolder(folder.path)
    } catch {
      throw .cannotErase(path: folder.logPath, error)
    }
  }

  /// So many bytes of a file as it is unpacked.
  private func beginning(of path: String, _ size: Int) throws(SystemError) -> [UInt8] {
    var lines = try LineReader(path: path)
    var bytes: [UInt8] = []
    while lines.lineStart < size, let line = try lines.next() {
      guard case .whole(let line) = line else { continue }
      bytes += line + [0x0A]
    }
    return bytes
  }

  private func write(
    _ bytes: [UInt8], to path: String, like original: stat?
  ) throws(SystemError) {
    try SystemCall.remove(path)
    let file = try SystemCall.openOrCreate(path, O_WRONLY, mode: LogFolder.fileMode)
    let raw = file.raw
    var rest = bytes
    while !rest.isEmpty { rest.removeFirst(try SystemCall.write(raw, rest)) }
    if let original {
      let times = [original.st_atim, original.st_mtim]
      _ = try SystemCall.retrying { futimens(raw, times) }
    }
    _ = try SystemCall.retrying { fsync(raw) }
  }

  private func give(_ path: String, to owner: stat) throws(SystemError) {
    guard owner.st_uid != geteuid() || owner.st_gid != getegid() else { return }
    _ = try SystemCall.retrying { lchown(path, owner.st_uid, owner.st_gid) }
  }
}
