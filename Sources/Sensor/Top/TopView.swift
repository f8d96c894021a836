public import CommandLineKit
public import FeatureLog
internal import Glibc
internal import Status
internal import Synchronization

/// Shows a running sensor live: asks it by its status socket again and again, and follows its log.
///
/// It reads no device and asks for nothing that `tactus status` doesn't get.
public struct TopView: ~Copyable {
  /// More than a screen is wide.
  private static let mostWindows = 240
  /// How long one look at the log may keep a key waiting, in microseconds.
  private static let patience: Int64 = 50_000

  private let asker: TopAsker
  private let logDirectory: String
  private let style: TextStyle
  private var page = TopPage()
  private var follower: LogFollower?
  private var followed: String?

  /// - Parameters:
  ///   - sockets: where a sensor may listen; the first that answers is shown.
  ///   - logDirectory: of the log, where the sensor names none that can be found from here.
  public init(
    sockets: [String], logDirectory: String, interval: TimeSpan, style: TextStyle
  ) throws {
    asker = try TopAsker(sockets: sockets, interval: interval)
    self.logDirectory = logDirectory
    self.style = style
  }

  /// Goes on until `q`, SIGINT, SIGTERM or SIGHUP, or until `write` throws.
  ///
  /// - Parameter isScreen: whether `write` goes to a terminal, which is drawn on; else it gets a page and
  ///   then a line at each refresh.
  public consuming func run(
    isScreen: Bool, _ write: ([UInt8]) throws -> Void
  ) throws {
    let signals = try SignalDescriptor([SIGINT, SIGTERM, SIGHUP, SIGWINCH, SIGTSTP])
    let asker = asker
    _ = try Thread(named: "tactus-ask") { asker.run() }
    if isScreen { try draw(signals, write) } else { try print(signals, write) }
  }

  private mutating func draw(
    _ signals: borrowing SignalDescriptor, _ write: ([UInt8]) throws -> Void
  ) throws {
    var keys: CInt = isatty(STDIN_FILENO) == 1 ? STDIN_FILENO : -1
    let screen = TerminalScreen(keys: keys, output: STDOUT_FILENO)
    var hasMore = false
    while true {
      switch wait(signals, keys: &keys, timeout: hasMore ? 0 : -1) {
      case .end: return
      case .suspend: screen.pause()
      case .news: hasMore = refresh()
      }
      try write(screen.frame(page.lines(size: screen.size, style: style)))
    }
  }

  private mutating func print(
    _ signals: borrowing SignalDescriptor, _ write: ([UInt8]) throws -> Void
  ) throws {
    var keys: CInt = -1
    var isFirst = true
    while true {
      switch wait(signals, keys: &keys, timeout: -1) {
      case .end: return
      case .suspend: raise(SIGSTOP)
      case .news: break
      }
      while refresh() {}
      let lines = isFirst ? page.lines(size: nil, style: style) : [page.line]
      try write(Array(lines.map { $0 + "\n" }.joined().utf8))
      isFirst = false
    }
  }

  private enum Wakeup {
    case news, suspend, end
  }

  private func wait(
    _ signals: borrowing SignalDescriptor, keys: inout CInt, timeout: CInt
  ) -> Wakeup {
    var set = [signals.descriptor, asker.answered.descriptor, keys].map {
      pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
    }
    _ = poll(&set, nfds_t(set.count), timeout)
    while let signal = signals.next() {
      switch signal {
      case SIGTSTP: return .suspend
      case SIGWINCH: continue
      default: return .end
      }
    }
    if set[2].revents != 0 {
      var typed = [UInt8](repeating: 0, count: 64)
      let count = read(keys, &typed, typed.count)
      // A terminal that has gone tells so by a signal, too.
      if count <= 0 { keys = -1 }
      if typed.prefix(max(0, count)).contains(where: { [0x71, 0x51].contains($0) }) { return .end }
    }
    return .news
  }

  /// Takes over what is new.
  ///
  /// - Returns: whether there is more in the log than could be read at once.
  private mutating func refresh() -> Bool {
    asker.answered.clear()
    let answer = asker.answer
    page.document = answer.document
    page.refusal = answer.refusal
    page.answerTime = answer.time
    page.now = WallClock.now
    return readLog()
  }

  private mutating func readLog() -> Bool {
    let told = page.document?["log"]?["folder"]?.string
    let folder = told.flatMap { $0.hasPrefix("/") ? $0 : nil } ?? followed ?? logDirectory
    do throws(FeatureLogError) {
      if followed != folder || follower == nil {
        follower = try LogFollower(path: folder, last: Self.mostWindows)
        if followed != folder { page.windows = [] }
        followed = folder
      }
      let begin = WallClock.monotonic
      page.logProblem = nil
      while let entry = try follower?.next(timeoutMilliseconds: 0) {
        if case .window(var window) = entry {
          window.line = []
          page.windows.append(window)
          if page.windows.count > Self.mostWindows { page.windows.removeFirst() }
        }
        if WallClock.monotonic - begin > Self.patience { return true }
      }
    } catch {
      page.logProblem = "\(error)"
      follower = nil
    }
    return false
  }
}

/// Asks the sensor, on a thread of its own: one that hangs keeps nobody waiting.
private final class TopAsker: Sendable {
  struct Answer: Sendable {
    var document: JSONValue?
    var refusal = "asking the sensor"
    /// Microseconds.
    var time: Int64 = 0
  }

  /// Signalled with each answer.
  let answered: WakeEvent
  private let sockets: [String]
  private let interval: TimeSpan
  private let last = Mutex(Answer())

  init(sockets: [String], interval: TimeSpan) throws(SystemCallError) {
    answered = try WakeEvent()
    self.sockets = sockets
    self.interval = interval
  }

  var answer: Answer { last.withLock { $0 } }

  /// For as long as the process lives: it ends without waiting for a sensor.
  func run() {
    while true {
      let answer = ask()
      last.withLock { $0 = answer }
      answered.signal()
      usleep(UInt32(clamping: interval.microseconds))
    }
  }

  private func ask() -> Answer {
    var refusals: [String] = []
    for socket in sockets {
      let begin = WallClock.monotonic
      do throws(StatusError) {
        let bytes = try StatusClient(path: socket).ask(.status)
        guard let document = JSONValue(parsing: bytes) else {
          refusals.append("\(StatusPage.Unreadable(path: socket))")
          continue
        }
        return Answer(document: document, refusal: "", time: WallClock.monotonic - begin)
      } catch {
        refusals.append("\(error)")
      }
    }
    return Answer(refusal: "no sensor answers: " + refusals.joined(separator: "; "))
  }
}
