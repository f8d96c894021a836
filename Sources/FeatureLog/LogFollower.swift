import CLinux
import Glibc

/// Reads a feature log to its end and then waits for more, through removal and replacement of the
/// file and of its folder. Sleeps in the kernel (inotify); nothing is polled.
public struct LogFollower: ~Copyable, Sendable {
  private let path: String
  private let range: TimeRange
  private var watch: PathWatch
  private var lines: LineReader?
  /// The open file's lines are all read, though it has been replaced: one more look, then switch.
  private var isOutdated = false
  /// What a file that is followed no longer ended in.
  private var lastOfOldFile: LogEntry?

  /// - Parameters:
  ///   - path: a log file or a log folder; it may come into being later.
  ///   - range: which windows to hand out, by their start.
  public init(path: String, range: TimeRange = TimeRange()) throws(FeatureLogError) {
    let file = path.hasSuffix(".jsonl") ? path : LogFolder(path: path).logPath
    do throws(SystemError) {
      var watch = try PathWatch(path: file)
      try watch.watchNearestFolder()
      self.watch = watch
      self.path = file
      self.range = range
    } catch {
      throw .cannotOpen(path: file, error)
    }
  }

  /// The next window in the range, or damaged line; waits for it. Nil only where
  /// `timeoutMilliseconds` passes without any event in the folder.
  public mutating func next(timeoutMilliseconds: Int32 = -1) throws(FeatureLogError) -> LogEntry? {
    do throws(SystemError) {
      while true {
        if let entry = try nextAtHand() { return entry }
        guard try watch.wait(timeoutMilliseconds) else { return nil }
      }
    } catch {
      throw .cannotRead(path: path, error)
    }
  }

  private mutating func nextAtHand() throws(SystemError) -> LogEntry? {
    while true {
      if let entry = lastOfOldFile.take() { return entry }
      if lines == nil { lines = try openIfThere() }
      guard let line = try lines?.next() else {
        if try switchIfReplaced() { continue }
        try lines?.rereadUnfinished()
        return nil
      }
      isOutdated = false
      if let entry = entry(line) { return entry }
    }
  }

  private func entry(_ line: LineReader.Line) -> LogEntry? {
    LogEntry(line, number: lineNumber, file: path, range: range)
  }

  /// At the end of the open file: whether there may be something else to read now.
  private mutating func switchIfReplaced() throws(SystemError) -> Bool {
    guard let mine = try openStatus() else { return false }
    let there = try? SystemCall.status(atPath: path)
    let isSame = there.map { FileIdentity($0) == FileIdentity(mine) } ?? false
    let isCut = Int(mine.st_size) < lineStart
    if isSame, !isCut { return false }
    if !isCut, !isOutdated {
      // Its last lines may have come between the last read and the replacement.
      isOutdated = true
      return true
    }
    isOutdated = false
    // Nobody will finish this line any more.
    if let line = lines?.remainder() { lastOfOldFile = entry(line) }
    lines = nil
    return there != nil || lastOfOldFile != nil
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

  private func openIfThere() throws(SystemError) -> LineReader? {
    do throws(SystemError) {
      return LineReader(try SystemCall.open(path, O_RDONLY))
    } catch {
      guard error.code == ENOENT || error.code == ENOTDIR else { throw error }
      return nil
    }
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
