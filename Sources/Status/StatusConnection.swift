internal import CLinux
internal import Glibc

/// A client: what it asked, and how much of the answer it has taken. It never makes anyone wait.
struct StatusConnection: ~Copyable {
  enum Phase {
    case asking
    /// Until the sensor's parts have given a sign of life.
    case waiting(StatusRequest)
    case answering(ArraySlice<UInt8>)
    case done
  }

  let descriptor: Int32
  /// Whose it is.
  let process: Int32
  /// When it is sent away, whatever it does; milliseconds of the monotonic clock.
  let deadline: Int64
  private(set) var phase = Phase.asking
  private var received: [UInt8] = []

  init(_ descriptor: Int32, deadline: Int64) {
    self.descriptor = descriptor
    process = clinux_unix_peer(descriptor)
    self.deadline = deadline
  }

  deinit { close(descriptor) }

  /// What to wait for.
  var interest: Int16 {
    switch phase {
    case .asking: Int16(POLLIN)
    case .answering: Int16(POLLOUT)
    case .waiting, .done: 0
    }
  }

  var isDone: Bool { if case .done = phase { true } else { false } }

  var request: StatusRequest? { if case .waiting(let request) = phase { request } else { nil } }

  mutating func proceed() {
    switch phase {
    case .asking: read()
    case .answering(let rest): write(rest)
    // Nothing was waited for: the other end has hung up.
    case .waiting, .done: phase = .done
    }
  }

  mutating func answer(_ bytes: [UInt8]) {
    phase = .answering(bytes[...])
    write(bytes[...])
  }

  private mutating func read() {
    var block = [UInt8](repeating: 0, count: StatusRequest.longest)
    let count = Glibc.read(descriptor, &block, block.count)
    if count < 0, errno == EAGAIN || errno == EINTR { return }
    guard count > 0 else {
      phase = .done
      return
    }
    received += block[..<count]
    guard let end = received.firstIndex(of: UInt8(ascii: "\n")) else {
      if received.count >= StatusRequest.longest { refuse() }
      return
    }
    if let request = StatusRequest(line: received[..<end]) {
      phase = .waiting(request)
    } else {
      refuse()
    }
  }

  private mutating func refuse() {
    answer(Array(#"{"version": 1, "error": "ask 'probe' or 'status'"}"#.utf8) + [0x0A])
  }

  private mutating func write(_ rest: ArraySlice<UInt8>) {
    let count = rest.withUnsafeBytes {
      send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
    }
    if count < 0, errno == EAGAIN || errno == EINTR { return }
    let left = rest.dropFirst(max(count, 0))
    phase = count <= 0 || left.isEmpty ? .done : .answering(left)
  }
}
