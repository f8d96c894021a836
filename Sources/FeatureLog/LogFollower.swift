import CLinux
import Glibc

/// Reads a feature log to its end and then waits for more, through rotation, removal and replacement
/// of the file and of its folder. Sleeps in the kernel (inotify); nothing is polled.
public struct LogFollower: ~Copyable, Sendable {
  private let path: String
  private let range: TimeRange
  private var watch: PathWatch
  /// Nil where one file is followed, whatever lies beside it.
  private var files: LogFiles?
  private var lines: LineReader?
  /// The file that `lines` reads.
  private var openPath: String
  /// The open file's lines are all read, though it has been replaced: one more look, then switch.
  private var isOutdated = false
  /// What a file that is followed no longer ended in.
  private var lastOfOldFile: LogEntry?
  private var repeats = RepeatFilter()

  /// - Parameters:
  ///   - path: a log file or a log folder; it may come into being later.
  ///   - range: which windows to hand out, by their start.
  ///   - last: how many of the last windows are wanted of those that are there; more may come.
  public init(
    path: String, range: TimeRange = TimeRange(), last: Int? = nil
  ) throws(FeatureLogError) {
    let isFile = path.hasSuffix(".jsonl")
    let file = isFile ? path : LogFolder(path: path).logPath
    var files = isFile ? nil : LogFiles(folder: LogFolder(path: path))
    try files?.skip(before: range.since, keepingLast: range.until == nil ? last : nil)
    do throws(SystemError) {
      var watch = try PathWatch(path: file)
      try watch.watchNearestFolder()
      self.watch = watch
      self.path = file
      self.range = range
      openPath = file
      self.files = files
    } catch {
      throw .cannotOpen(path: file, error)
    }
  }

  /// The next window or gap in the range, or damaged line; waits for it. Nil only where
  /// `timeoutMilliseconds` passes without any event in the folder.
  public mutating func next(timeoutMilliseconds: Int32 = -1) throws(FeatureLogError) -> LogEntry? {
    while true {
      if let entry = try nextAtHand() { return entry }
      do throws(SystemError) {
        guard try watch.wait(timeoutMilliseconds) else { return nil }
      } catch {
        throw .cannotRead(path: path, error)
      }
    }
  }

  private mutating func nextAtHand() throws(FeatureLogError) -> LogEntry? {
    while true {
      if let entry = lastOfOldFile.take() { return entry }
      if lines == nil { try openIfThere() }
      do throws(SystemError) {
        guard let line = try lines?.next() else {
          if try switchIfReplaced() { continue }
          try lines?.rereadUnfinished()
          return nil
        }
        isOutdated = false
        if let entry = entry(line) { return entry }
      } catch {
        guard error == .damagedCompression, let damage = lines?.endAtDamage(openPath) else {
          throw .cannotRead(path: openPath, error)
        }
        return .damaged(damage)
      }
    }
  }

  /// Nil for what is outside the range, or was handed out before.
  private mutating func entry(_ line: LineReader.Line) -> LogEntry? {
    let number = lineNumber
    guard files != nil else {
      return LogEntry(line, number: number, file: openPath, range: range)
    }
    guard let entry = LogEntry(line, number: number, file: openPath, range: TimeRange()) else {
      return nil
    }
    let start: Int64
    switch entry {
    case .window(let window):
      start = window.startMicroseconds
      if number == 1 { files?.began(sequence: window.sequence, startMicroseconds: start) }
    case .gap(let gap):
      start = gap.startMicroseconds
      if number == 1 { files?.began(sequence: gap.sequence, startMicroseconds: start) }
    case .damaged:
      return entry
    }
    return repeats.take(entry) && range.contains(start) ? entry : nil
  }

  /// At the end of the open file: whether there may be something else to read now.
  private mutating func switchIfReplaced() throws(SystemError) -> Bool {
    guard let mine = try openStatus() else { return false }
    let there = try? SystemCall.status(atPath: path)
    let isSame = there.map { FileIdentity($0) == FileIdentity(mine) } ?? false
    let isLive = openPath == path
    let isCut = isLive && Int(mine.st_size) < lineStart
    if isSame, !isCut { return false }
    if isLive, !isCut, !isOutdated {
      // Its last lines may have come between the last read and the replacement.
      isOutdated = true
      return true
    }
    isOutdated = false
    // Nobody will finish this line any more.
    if let line = lines?.remainder() { lastOfOldFile = entry(line) }
    lines = nil
    return !isLive || there != nil || lastOfOldFile != nil
  }

  private var lineNumber: Int {
    switch lines {
    case .some(let reader): reader.lineNumber
    case .none: 0
    }
  }

  private var lineStart: Int {
    switch lines {
    case .some(let reader): reader.lineStart
    case .none: 0
    }
  }

  private func openStatus() throws(SystemError) -> stat? {
    switch lines {
    case .some(let reader): try SystemCall.status(of: reader.descriptor.raw)
    case .none: nil
    }
  }

  private mutating func openIfThere() throws(FeatureLogError) {
    guard files != nil else {
      do throws(SystemError) {
        lines = try LineReader(path: path)
      } catch {
        if error.code != ENOENT, error.code != ENOTDIR { throw .cannotRead(path: path, error) }
      }
      return
    }
    guard let file = try files?.next() else { return }
    openPath = file.path
    lines = .some(file.lines)
    repeats.beginFile()
  }
}

/// Tells when something changes in a path's folder; while there is none, in the nearest folder
/// above it, where it must appear.
struct PathWatch: ~Copyable, Sendable {
  private let path: String
  private let inotify: OwnedDescriptor
  private var watched: (folder: String, identity: FileIdentity, id: Int32)?

  /// Watches nothing before ``watchNearestFolder()``.
  init(path: String) throws(SystemError) {
    inotify = OwnedDescriptor(
      try SystemCall.retrying { inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK)) })
    self.path = path
  }

  /// Sleeps until something has changed since the last call; false where the time passes first.
  mutating func wait(_ timeoutMilliseconds: Int32) throws(SystemError) -> Bool {
    var poller = pollfd(fd: inotify.raw, events: Int16(POLLIN), revents: 0)
    let ready = try SystemCall.retrying { poll(&poller, 1, timeoutMilliseconds) }
    guard ready > 0 else { return false }
    try drain()
    try watchNearestFolder()
    return true
  }

  private func drain() throws(SystemError) {
    let events = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 14, alignment: 8)
    defer { events.deallocate() }
    do throws(SystemError) {
      while try SystemCall.read(inotify.raw, into: events) > 0 {}
    } catch {
      guard error.code == EAGAIN else { throw error }
    }
  }

  /// Goes on until the nearest folder is the watched one: it may come while another is taken.
  mutating func watchNearestFolder() throws(SystemError) {
    while true {
      let nearest = nearestFolder()
      if let watched, nearest.folder == watched.folder, nearest.identity == watched.identity {
        return
      }
      let raw = inotify.raw
      // Fails for a folder that has gone, whose watch went with it.
      if let watched { inotify_rm_watch(raw, watched.id) }
      watched = nil
      let mask = UInt32(
        IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_MODIFY | IN_DELETE | IN_DELETE_SELF
          | IN_MOVE_SELF | IN_ONLYDIR)
      do throws(SystemError) {
        let id = try SystemCall.retrying { inotify_add_watch(raw, nearest.folder, mask) }
        watched = (nearest.folder, nearest.identity, id)
      } catch {
        guard error.code == ENOENT || error.code == ENOTDIR else { throw error }
      }
    }
  }

  private func nearestFolder() -> (folder: String, identity: FileIdentity) {
    var folder = path
    while let parent = LogFolder.parentFolder(of: folder), parent != folder {
      folder = parent
      if let status = try? SystemCall.status(atPath: folder), status.st_mode.isFolder {
        return (folder, FileIdentity(status))
      }
    }
    return (folder, FileIdentity(stat()))
  }
}
