internal import CLinux
internal import Glibc
internal import Synchronization

/// Watches for what a person says to the sensor, and keeps the times at which it was paused.
///
/// Sleeps in the kernel: one descriptor tells of changes in the state folder (inotify), one of the end
/// of a pause, by the clock that goes on while the machine sleeps (timerfd).
final class PauseKeeper: Sendable {
  /// Each can be read when it is time to ``look()``.
  let changes: CInt
  let end: CInt
  private let folder: String
  private let pauseFile: PauseFile
  private let consentFile: ConsentFile?
  private let state = Mutex(State())

  private struct State {
    var pause: Pause?
    /// When it began, in microseconds since 1970.
    var began: Int64 = 0
    /// No device is open.
    var isInEffect = false
    var finished: [Span] = []
    var watch: CInt = -1
  }

  /// Microseconds since 1970.
  struct Span: Equatable, Sendable {
    var start: Int64
    var end: Int64
  }

  enum Change: Equatable {
    case paused(Pause)
    /// It goes on, with another reason or end.
    case altered(Pause)
    case resumed(Span)
  }

  init(folder: String, requiresConsent: Bool) throws(SystemCallError) {
    self.folder = folder
    pauseFile = PauseFile(folder: folder)
    consentFile = requiresConsent ? ConsentFile(folder: folder) : nil
    changes = inotify_init1(CInt(IN_NONBLOCK | IN_CLOEXEC))
    end = timerfd_create(CLOCK_BOOTTIME, CInt(TFD_NONBLOCK) | CInt(TFD_CLOEXEC))
    guard changes >= 0, end >= 0 else { throw SystemCallError("inotify or timerfd", errno) }
  }

  deinit {
    close(changes)
    close(end)
  }

  /// The pause that holds, as of the last look.
  var pause: Pause? { state.withLock { $0.pause } }

  /// Whether it holds and no device is open any more.
  var isInEffect: Bool { state.withLock { $0.isInEffect } }

  /// Every device is closed.
  func tookEffect() { state.withLock { $0.isInEffect = $0.pause != nil } }

  /// Looks at what is wanted now.
  func look() -> Change? {
    clear()
    return state.withLock { state in
      // Before the look, so that nothing slips in between; anew where the folder was removed.
      state.watch = inotify_add_watch(
        changes, folder,
        UInt32(
          IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF
            | IN_ONLYDIR))
      let wanted = self.wanted
      arm(wanted?.untilUptime)
      defer { state.pause = wanted }
      switch (state.pause, wanted) {
      case (nil, let new?):
        state.began = WallClock.now
        return .paused(new)
      case (let old?, let new?): return old == new ? nil : .altered(new)
      case (_?, nil):
        state.isInEffect = false
        let span = Span(start: state.began, end: max(state.began, WallClock.now))
        state.finished.append(span)
        return .resumed(span)
      case (nil, nil): return nil
      }
    }
  }

  /// The pauses that ended since the last call.
  func takeFinished() -> [Span] {
    state.withLock { state in
      defer { state.finished = [] }
      return state.finished
    }
  }

  /// The last call: a pause that holds still ends for this run.
  func finish() -> [Span] {
    state.withLock { state in
      guard state.pause != nil else { return }
      state.finished.append(Span(start: state.began, end: max(state.began, WallClock.now)))
      state.pause = nil
    }
    return takeFinished()
  }

  private var wanted: Pause? {
    if let consentFile, !consentFile.isGiven { return Pause(reason: .noConsent) }
    return pauseFile.read()
  }

  private func arm(_ uptime: Int64?) {
    var time = itimerspec()
    // Zero would mean never.
    if let uptime {
      let due = max(1, uptime)
      time.it_value = timespec(tv_sec: Int(due / 1_000_000), tv_nsec: Int(due % 1_000_000) * 1_000)
    }
    timerfd_settime(end, CInt(TFD_TIMER_ABSTIME), &time, nil)
  }

  private func clear() {
    var block = [UInt8](repeating: 0, count: 4_096)
    while read(changes, &block, block.count) > 0 {}
    _ = read(end, &block, 8)
  }
}
