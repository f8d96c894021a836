internal import CLinux
internal import Glibc
internal import OperationalLog

/// A running worker: the process, and the pipe by which it logs.
struct HeartbeatProcess: ~Copyable {
  let id: pid_t
  /// Can be read once the process has ended.
  let ending: Int32
  /// Can be read where the process has logged something.
  let output: Int32
  private var rest: [UInt8] = []

  /// A line of the worker's log has no reason to be longer.
  private static let longestLine = 4_096

  /// Starts `program`. It dies with the thread that calls this.
  init(_ program: String, _ options: [String]) throws(SystemCallError) {
    var ends: [Int32] = [-1, -1]
    let piped = clinux_pipe(&ends)
    guard piped == 0 else { throw SystemCallError("pipe2", -piped) }
    // Only the reading end must not wait; a worker whose log nobody takes should.
    _ = fcntl(ends[1], F_SETFL, 0)
    defer { close(ends[1]) }
    var process = pid_t()
    let status = Self.withCStrings([program] + options) { arguments in
      Self.withCStrings(Self.environment(output: ends[1])) { environment in
        clinux_spawn(&process, program, arguments, environment, ends[1])
      }
    }
    guard status == 0 else {
      close(ends[0])
      throw SystemCallError(program, -status)
    }
    let ending = clinux_pidfd(process)
    guard ending >= 0 else {
      close(ends[0])
      kill(process, SIGKILL)
      waitpid(process, nil, 0)
      throw SystemCallError("pidfd_open", -ending)
    }
    id = process
    self.ending = ending
    output = ends[0]
  }

  deinit {
    close(ending)
    close(output)
  }

  /// What the worker inherits, less what is meant for this process alone. It is made to believe that the
  /// pipe leads to the journal, so that each line says its severity.
  private static func environment(output: Int32) -> [String] {
    let own = [
      "JOURNAL_STREAM", "NOTIFY_SOCKET", "WATCHDOG_PID", "WATCHDOG_USEC", "TACTUS_HEARTBEAT_URL",
    ]
    var variables: [String] = []
    var entry = environ
    while let text = entry.pointee {
      let variable = String(cString: text)
      if !own.contains(where: { variable.hasPrefix($0 + "=") }) { variables.append(variable) }
      entry += 1
    }
    var status = stat()
    if fstat(output, &status) == 0 {
      variables.append("JOURNAL_STREAM=\(status.st_dev):\(status.st_ino)")
    }
    return variables
  }

  private static func withCStrings<Result>(
    _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
  ) -> Result {
    let pointers = strings.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    return pointers.withUnsafeBufferPointer { buffer in
      // Never nil: the buffer has one element at least.
      body(buffer.baseAddress.unsafelyUnwrapped)
    }
  }

  // MARK: Its log

  /// Passes on what the worker has logged, a bounded amount at a time.
  mutating func relay(to log: OperationalLog) {
    var block = [UInt8](repeating: 0, count: 16_384)
    let count = read(output, &block, block.count)
    guard count > 0 else { return }
    rest += block[..<count]
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      tell(rest[..<end], to: log)
      rest.removeSubrange(...end)
    }
    if rest.count > Self.longestLine {
      tell(rest[...], to: log)
      rest = []
    }
  }

  private func tell(_ line: ArraySlice<UInt8>, to log: OperationalLog) {
    var text = Substring(decoding: line, as: UTF8.self)
    var level = LogLevel.warning
    if text.hasPrefix("<"), let close = text.firstIndex(of: ">"),
      let priority = Int(text[text.index(after: text.startIndex)..<close])
    {
      level = LogLevel.allCases.first { $0.syslogPriority == priority } ?? .warning
      text = text[text.index(after: close)...]
    }
    guard !text.isEmpty else { return }
    log.tell(level, String(text))
  }

  // MARK: Its end

  func signal(_ number: Int32) { kill(id, number) }

  /// Waits for the end of the process, at most so many milliseconds.
  func hasEnded(within timeout: Int32) -> Bool {
    var set = pollfd(fd: ending, events: Int16(POLLIN), revents: 0)
    return poll(&set, 1, timeout) > 0
  }

  /// How it ended, as a phrase; to be asked once, when it has.
  func collect() -> Ending {
    var status: Int32 = 0
    waitpid(id, &status, 0)
    let signal = status & 0x7f
    return signal == 0 ? .exited((status >> 8) & 0xff) : .killed(signal)
  }

  enum Ending: Equatable, CustomStringConvertible {
    case exited(Int32)
    case killed(Int32)

    var description: String {
      switch self {
      case .exited(let status): "ended with status \(status)"
      case .killed(let signal): "was ended by \(SignalDescriptor.name(of: signal))"
      }
    }
  }
}
