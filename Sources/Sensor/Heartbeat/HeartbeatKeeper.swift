internal import CLinux
internal import CommandLineKit
internal import Glibc
internal import OperationalLog
internal import Settings
internal import Synchronization

/// Starts the heartbeat's worker, watches it, starts it again: a normal thread that nothing of the sensor
/// ever waits for.
///
/// The worker is a process of its own, for its network library is large and an answer from outside can
/// kill it. It is told its settings by a file, asks the sensor's status socket before each beat, and dies
/// with this thread.
final class HeartbeatKeeper: Sendable {
  /// What the other threads want of this one.
  private struct Wish {
    var settings: HeartbeatSettings
    var hasChanged = true
    var isStopping = false
  }

  private let wish: Mutex<Wish>
  private let wake: WakeEvent
  private let ended: WakeEvent
  private let files: HeartbeatFiles
  private let board: StatusBoard
  private let log: OperationalLog
  private let program: String

  /// A worker that is told to stop may take this long, in milliseconds.
  private static let stopTime: Int32 = 500
  /// What ends a worker that ran this long is news, and told at once.
  private static let goodLife = TimeSpan.minutes(5)

  init(
    _ configuration: Configuration, board: StatusBoard, log: OperationalLog
  ) throws(SystemCallError) {
    wake = try WakeEvent()
    ended = try WakeEvent()
    wish = Mutex(Wish(settings: configuration.heartbeat))
    files = HeartbeatFiles(configuration)
    self.board = board
    self.log = log
    program = HeartbeatProgram.path
  }

  func start() throws(SystemCallError) {
    _ = try Thread(named: "tactus-keeper") {
      self.keep()
      self.ended.signal()
    }
  }

  /// Takes new settings.
  func reload(_ settings: HeartbeatSettings) {
    wish.withLock {
      $0.settings = settings
      $0.hasChanged = true
    }
    wake.signal()
  }

  /// Ends the worker, and waits for that as long as a worker may take.
  func stop() {
    wish.withLock { $0.isStopping = true }
    wake.signal()
    _ = ended.wait(timeout: Self.stopTime + 200)
  }

  /// The worker's life: what there is to know between two turns.
  private struct State: ~Copyable {
    var process: HeartbeatProcess?
    var settings: HeartbeatSettings
    var policy = RestartPolicy()
    var startedAt: Int64 = 0
    /// When to start the worker; nil where one runs or none is wanted.
    var startTime: Int64?
    var hang: HangDetector
  }

  private func keep() {
    let settings = wish.withLock { $0.settings }
    var state = State(
      process: nil, settings: settings, hang: HangDetector(settings, startedAt: Self.now()))
    while obey(&state) {
      if let time = state.startTime, Self.now() >= time { start(&state) }
      wait(&state)
    }
    stop(&state)
  }

  /// - Returns: false when it is time to end.
  private func obey(_ state: inout State) -> Bool {
    let (settings, hasChanged, isStopping) = wish.withLock { wish in
      defer { wish.hasChanged = false }
      return (wish.settings, wish.hasChanged, wish.isStopping)
    }
    guard !isStopping else { return false }
    guard hasChanged else { return true }
    state.settings = settings
    state.hang = HangDetector(settings, startedAt: Self.now())
    if !settings.isEnabled {
      stop(&state)
      state.startTime = nil
      board.update { $0.worker.problem = nil }
    } else if state.process == nil {
      state.startTime = Self.now()
    } else if hand(over: settings) {
      state.process?.signal(SIGHUP)
    }
    return true
  }

  private func hand(over settings: HeartbeatSettings) -> Bool {
    do throws(SystemCallError) {
      try files.write(settings)
      log.healed("heartbeat settings", "the heartbeat's worker can be told its settings again")
      return true
    } catch {
      let problem = "the heartbeat's worker can't be told its settings: \(error)"
      log.report(.error, "heartbeat settings", problem)
      board.update { $0.worker.problem = problem }
      return false
    }
  }

  private func start(_ state: inout State) {
    state.startTime = nil
    state.startedAt = Self.now()
    guard hand(over: state.settings) else { return again(&state) }
    do throws(SystemCallError) {
      let process = try HeartbeatProcess(
        program,
        [
          "--config=\(files.settingsPath)", "--sensor=\(files.socketPath)",
          "--statistics=\(files.statisticsPath)", "--die-with-parent=\(getpid())",
          "--log-level=\(log.level.rawValue)",
        ])
      let id = process.id
      state.process = consume process
      state.hang = HangDetector(state.settings, startedAt: state.startedAt)
      board.update { contents in
        contents.worker.processID = id
        contents.worker.problem = nil
      }
    } catch {
      let problem = "the heartbeat's worker can't be started: \(error)"
      log.report(.error, "heartbeat worker", problem)
      board.update { $0.worker.problem = problem }
      again(&state)
    }
  }

  private func again(_ state: inout State) {
    let hasAsked = board.snapshot.worker.lastSign != nil
    state.startTime = Self.now() + state.policy.pause(afterWorkerThatAsked: hasAsked).microseconds
    board.update { contents in
      contents.worker.restarts += 1
      contents.worker.lastSign = nil
    }
  }

  private func wait(_ state: inout State) {
    func interest(_ descriptor: Int32) -> pollfd {
      pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    }
    let (output, ending) = state.process.descriptors
    var set = [interest(wake.descriptor), interest(output), interest(ending)]
    let due = state.startTime ?? (ending >= 0 ? state.hang.nextLook : nil)
    let timeout = due.map { Int32(clamping: max(0, ($0 - Self.now() + 999) / 1_000)) } ?? -1
    _ = poll(&set, 3, timeout)
    if set[0].revents != 0 { wake.clear() }
    if set[1].revents != 0 { state.process?.relay(to: log) }
    if set[2].revents != 0 { bury(&state) }
    let lastSign = board.snapshot.worker.lastSign
    if state.process != nil, state.hang.finds(hangAt: Self.now(), lastSign: lastSign) {
      log.report(.error, "heartbeat worker", "the heartbeat's worker hangs; it is started anew")
      state.process?.signal(SIGKILL)
    }
  }

  private func bury(_ state: inout State) {
    state.process?.relay(to: log)
    guard let ending = state.process?.collect() else { return }
    state.process = nil
    let life = TimeSpan(microseconds: Self.now() - state.startedAt)
    let problem = "the heartbeat's worker \(ending)"
    if life >= Self.goodLife { log.healed("heartbeat worker", "the heartbeat's worker ran again") }
    log.report(
      .warning, "heartbeat worker", "\(problem) after \(life.wholeSeconds); it is started again")
    board.update { contents in
      contents.worker.processID = nil
      contents.worker.problem = problem
    }
    again(&state)
  }

  private func stop(_ state: inout State) {
    guard state.process != nil else { return }
    state.process?.signal(SIGTERM)
    if state.process?.hasEnded(within: Self.stopTime) != true { state.process?.signal(SIGKILL) }
    _ = state.process?.collect()
    state.process?.relay(to: log)
    state.process = nil
    board.update { $0.worker.processID = nil }
  }

  /// Microseconds of the monotonic clock.
  private static func now() -> Int64 { WallClock.monotonic }
}

extension HeartbeatProcess? {
  /// Of its output and its end; -1, which `poll` passes over, where there is no process.
  fileprivate var descriptors: (output: Int32, ending: Int32) {
    switch self {
    case .some(let process): (process.output, process.ending)
    case .none: (-1, -1)
    }
  }
}

extension TimeSpan {
  fileprivate var wholeSeconds: String { "\(microseconds / 1_000_000) s" }
}
