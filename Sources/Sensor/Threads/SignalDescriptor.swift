internal import CLinux
internal import Glibc

/// Signals as something to read, instead of something that interrupts.
///
/// Blocks the signals in the calling thread and all that it starts afterwards: make it first.
struct SignalDescriptor: ~Copyable, Sendable {
  let descriptor: CInt

  init(_ signals: [CInt]) throws(SystemCallError) {
    var set = sigset_t()
    sigemptyset(&set)
    for signal in signals { sigaddset(&set, signal) }
    pthread_sigmask(SIG_BLOCK, &set, nil)
    descriptor = signalfd(-1, &set, CInt(SFD_CLOEXEC) | CInt(SFD_NONBLOCK))
    guard descriptor >= 0 else { throw SystemCallError("signalfd", errno) }
  }

  deinit { close(descriptor) }

  /// The next signal that came; `nil` for none.
  func next() -> CInt? {
    var info = signalfd_siginfo()
    let size = MemoryLayout<signalfd_siginfo>.size
    guard read(descriptor, &info, size) == size else { return nil }
    return CInt(bitPattern: info.ssi_signo)
  }

  /// `SIGTERM`.
  static func name(of signal: CInt) -> String {
    guard let name = clinux_signal_name(signal) else { return "signal \(signal)" }
    return "SIG" + String(cString: name)
  }
}
