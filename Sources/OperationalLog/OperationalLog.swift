import CommandLineKit
import Glibc
import Synchronization

/// What the sensor tells about itself: to standard error, and to a file in the log folder.
///
/// Any thread may use it but the real-time one: it locks and writes. It never fails; lines that could
/// not be written are counted. Standard error may be a pipe that nobody reads any more, so the process
/// must ignore `SIGPIPE`.
public final class OperationalLog: Sendable {
  /// Messages below this are not told.
  public let level: LogLevel

  private let standardError: Int32
  private let style: LogLine.Style
  private let now: @Sendable () -> Moment
  private let state: Mutex<State>

  /// A moment on both clocks: the one on the wall for the reader, the other for lengths of time.
  struct Moment: Sendable {
    var wall: timespec
    /// Since boot, sleep included.
    var sinceBoot: TimeSpan

    @Sendable static func current() -> Moment {
      var wall = timespec()
      var boot = timespec()
      clock_gettime(CLOCK_REALTIME, &wall)
      clock_gettime(CLOCK_BOOTTIME, &boot)
      let microseconds = Int64(boot.tv_sec) * 1_000_000 + Int64(boot.tv_nsec) / 1_000
      return Moment(wall: wall, sinceBoot: TimeSpan(microseconds: microseconds))
    }
  }

  private struct State: ~Copyable {
    var file: LogFile?
    var rate = FallingRate()
    var unwrittenLines = 0
  }

  /// - Parameter folder: where to keep `monitor_YYYYMMDD_HHMMSS.log` as well, if anywhere. The folder
  ///   is made if need be, and the file made when there is something to write.
  public convenience init(level: LogLevel, folder: String? = nil) {
    self.init(
      level: level, folder: folder, standardError: STDERR_FILENO,
      style: .detect(descriptor: STDERR_FILENO), now: Moment.current)
  }

  init(
    level: LogLevel, folder: String?, standardError: Int32, style: LogLine.Style,
    now: @escaping @Sendable () -> Moment
  ) {
    self.level = level
    self.standardError = standardError
    self.style = style
    self.now = now
    let name = LogLine.fileName(now().wall)
    state = Mutex(State(file: folder.map { LogFile(folder: $0, name: name) }))
  }

  /// Lines that standard error or the file didn't take, since the start.
  public var unwrittenLines: Int { state.withLock { $0.unwrittenLines } }

  public func debug(_ message: @autoclosure () -> String) { tell(.debug, message()) }
  public func info(_ message: @autoclosure () -> String) { tell(.info, message()) }
  public func warning(_ message: @autoclosure () -> String) { tell(.warning, message()) }
  public func error(_ message: @autoclosure () -> String) { tell(.error, message()) }

  /// Tells of trouble that may come again and again: at once, then at a falling rate, each time with
  /// how often it was not told in between.
  ///
  /// - Parameter trouble: the key that tells one trouble from another, and that ``healed(_:_:)`` ends.
  public func report(_ level: LogLevel, _ trouble: String, _ message: @autoclosure () -> String) {
    guard level >= self.level else { return }
    let verdict = state.withLock { $0.rate.occurs(trouble, at: now().sinceBoot) }
    switch verdict {
    case .suppress: break
    case .tell(suppressed: 0): write(level, message())
    case .tell(let suppressed): write(level, "\(message()) (and \(suppressed) times more before)")
    }
  }

  /// Tells once that a trouble is over, whatever the level, where the trouble was told; else nothing.
  public func healed(_ trouble: String, _ message: @autoclosure () -> String) {
    let ended = state.withLock { $0.rate.heals(trouble, at: now().sinceBoot) }
    guard let episode = ended else { return }
    let times = episode.occurrences == 1 ? "once" : "\(episode.occurrences) times"
    let untold = episode.suppressed == 0 ? "" : ", \(episode.suppressed) not told"
    write(.info, "\(message()) (after \(episode.length.rounded), \(times)\(untold))")
  }

  public func tell(_ level: LogLevel, _ message: @autoclosure () -> String) {
    if level >= self.level { write(level, message()) }
  }

  private func write(_ level: LogLevel, _ message: String) {
    // The stamp is taken under the lock, so that the lines' times never run backwards.
    state.withLock { state in
      let stamp = LogLine.stamp(now().wall)
      let line = LogLine.text(level, message, stamp: stamp, style: style)
      if !LogFile.write(line, to: standardError) { state.unwrittenLines += 1 }
      let plain = LogLine.text(level, message, stamp: stamp, style: .plain)
      if state.file?.append(plain) == false { state.unwrittenLines += 1 }
    }
  }
}

extension TimeSpan {
  /// Exact below a second, else in whole seconds: nobody reads more.
  fileprivate var rounded: TimeSpan {
    microseconds < 1_000_000 ? self : TimeSpan(microseconds: microseconds / 1_000_000 * 1_000_000)
  }
}
