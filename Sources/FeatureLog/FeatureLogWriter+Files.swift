import Glibc

/// How records reach the disk, and how one file of the log follows another.
extension FeatureLogWriter {
  /// Milliseconds until ``synchronizeIfDue()`` has something to do; nil for never.
  public var millisecondsToSync: Int32? {
    syncDue.map { Int32(clamping: max(0, ($0 - Self.now() + 999) / 1_000)) }
  }

  /// Waits for the disk where a record has waited long enough.
  public mutating func synchronizeIfDue() throws(FeatureLogError) {
    guard let syncDue, syncDue <= Self.now() else { return }
    try synchronize()
  }

  /// Waits until all records are on the disk.
  ///
  /// A disk that refuses is never asked for the same file again, for it would say that all is well:
  /// the kernel forgets what it could not write. What is in memory goes to a new file instead.
  public mutating func synchronize() throws(FeatureLogError) {
    // A failing disk isn't asked without a pause, and each time after a longer one.
    let pause = Int64(1_000_000) << min(failuresInARow, 6)
    syncDue = Self.now() + max(policy.syncMicroseconds, pause)
    if isSuspect { try replaceSuspect() }
    do throws(SystemError) {
      try live.synchronize()
    } catch {
      counters.failedSyncs += 1
      let failure = FeatureLogError.cannotSync(path: folder.logPath, error)
      syncTrouble = failure
      failuresInARow += 1
      isSuspect = true
      // What is more than can be kept in memory is left to the file that was refused.
      isSuspectWhole = unsynced.count >= LogPolicy.unsyncedRecords
      owed = isSuspectWhole ? [] : unsynced
      try replaceSuspect()
      throw failure
    }
    failuresInARow = 0
    unsynced = []
    try synchronizeFolder()
    settleSuspectEnd()
    syncDue = nil
    syncTrouble = nil
  }

  private mutating func synchronizeFolder() throws(FeatureLogError) {
    guard hasNewName else { return }
    do throws(SystemError) {
      try SystemCall.synchronizeFolder(folder.path)
      hasNewName = false
    } catch {
      let failure = FeatureLogError.cannotSync(path: folder.path, error)
      syncTrouble = failure
      throw failure
    }
  }

  /// Puts a new file with the owed lines into the live one's place.
  ///
  /// The old one stays as a segment of its own where it holds more than those lines. They are in both
  /// then, until the new one is safe; readers pass over what the next segment has.
  mutating func replaceSuspect() throws(FeatureLogError) {
    let turn = try FolderTurn.shared(folder)
    defer { turn.end() }
    if live.isRemoved {
      // Whoever removed or erased it doesn't want its lines anew.
      owed = []
      isSuspect = false
      return try reopenIfGone()
    }
    let isInPlace = live.isAt(folder.logPath)
    let (synced, head) = (live.syncedSize, live.head)
    do throws(FeatureLogError) {
      var next = try nextFile()
      for line in owed { try next.append(line, head: nil, path: folder.nextPath) }
      next.readHead()
      if isInPlace, synced > 0 || isSuspectWhole, let head {
        let path = try setAside(head, isSuspect: true)
        suspectEnd = isSuspectWhole ? nil : (path, synced)
      }
      try takePlace()
      live = next
    } catch {
      try? SystemCall.remove(folder.nextPath)
      throw error
    }
    unsynced = owed
    owed = []
    isSuspect = false
    isSuspectWhole = false
  }

  /// Begins a new file where the record would make this one too large, or is of another day.
  mutating func rotateIfDue(adding count: Int, on day: Int64) throws(FeatureLogError) {
    guard policy.rotates, let head = live.head, let size = live.knownSize, size > 0 else { return }
    let isFull = policy.segmentBytes > 0 && Int64(size + count) > policy.segmentBytes
    guard isFull || head.day != day else { return }
    do throws(FeatureLogError) {
      try rotate(head)
      rotationTrouble = nil
    } catch {
      if isSuspect { throw error }
      rotationTrouble = error
      // The live file may have got its new name already.
      try reopenIfGone()
      try repairEnd()
    }
  }

  private mutating func rotate(_ head: LiveLog.Head) throws(FeatureLogError) {
    do throws(FeatureLogError) {
      try synchronize()
    } catch {
      if isSuspect { throw error }
      // A live file that was replaced just now isn't full, and another one can wait.
      return
    }
    do throws(FeatureLogError) {
      var next = try nextFile()
      do throws(SystemError) {
        // Without room for the next file this one is as good.
        try next.reserve(0)
      } catch {
        throw .cannotRotate(path: folder.logPath, error)
      }
      _ = try setAside(head, isSuspect: false)
      try takePlace()
      live.releaseReserve()
      live = next
      unsynced = []
    } catch {
      try? SystemCall.remove(folder.nextPath)
      throw error
    }
    counters.rotations += 1
  }

  /// An empty file with the log's next name.
  private func nextFile() throws(FeatureLogError) -> LiveLog {
    do throws(SystemError) {
      // Nobody but this process makes it, and what an earlier attempt left is in the log.
      try SystemCall.remove(folder.nextPath)
      return LiveLog(
        empty: try SystemCall.openOrCreate(
          folder.nextPath, O_RDWR | O_APPEND, mode: LogFolder.fileMode))
    } catch {
      throw .cannotRotate(path: folder.logPath, error)
    }
  }

  /// Gives the live file the name of a segment, which this returns the path of.
  private func setAside(
    _ head: LiveLog.Head, isSuspect: Bool
  ) throws(FeatureLogError) -> String {
    let segment = LogSegment(
      startMicroseconds: head.startMicroseconds, bootID: head.bootID,
      firstSequence: head.sequence, isSuspect: isSuspect)
    let path = folder.path(of: segment)
    do throws(SystemError) {
      try SystemCall.renameWithoutReplacing(folder.logPath, to: path)
    } catch {
      throw .cannotRotate(path: folder.logPath, error)
    }
    return path
  }

  /// Gives the next file the log's name.
  private mutating func takePlace() throws(FeatureLogError) {
    do throws(SystemError) {
      try SystemCall.rename(folder.nextPath, to: folder.logPath)
    } catch {
      throw .cannotRotate(path: folder.logPath, error)
    }
    hasNewName = true
    try? synchronizeFolder()
  }

  private mutating func settleSuspectEnd() {
    guard let (path, size) = suspectEnd else { return }
    suspectEnd = nil
    if let file = try? SystemCall.open(path, O_WRONLY | O_NOFOLLOW) {
      try? SystemCall.truncate(file.raw, to: size)
    }
  }
}
