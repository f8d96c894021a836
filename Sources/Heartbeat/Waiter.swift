internal import CLinux
internal import CommandLineKit
internal import Glibc

/// What the worker waits with: a time to come, an answer, a signal to stop.
final class Waiter: Sendable {
  enum Event: Equatable {
    case due
    case answer
    case signal(Int32)
  }

  private let timer: Int32
  private let bell: Int32
  private let signals: Int32

  /// Blocks the signals that stop a program in this thread and all that it starts afterwards.
  init() throws(WaiterError) {
    var set = sigset_t()
    sigemptyset(&set)
    for signal in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&set, signal) }
    pthread_sigmask(SIG_BLOCK, &set, nil)
    signals = signalfd(-1, &set, Int32(SFD_CLOEXEC) | Int32(SFD_NONBLOCK))
    timer = timerfd_create(CLOCK_BOOTTIME, Int32(TFD_CLOEXEC) | Int32(TFD_NONBLOCK))
    bell = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
    guard signals >= 0, timer >= 0, bell >= 0 else { throw WaiterError(code: errno) }
  }

  deinit { for descriptor in [timer, bell, signals] where descriptor >= 0 { close(descriptor) } }

  /// Time since the machine started, sleep included.
  static func now() -> TimeSpan {
    TimeSpan(microseconds: clinux_clock_ns(CLOCK_BOOTTIME) / 1_000)
  }

  /// Ends the wait for an answer, from any thread.
  func ring() {
    var one: UInt64 = 1
    _ = write(bell, &one, 8)
  }

  /// Waits until `time`. A signal comes before an answer, an answer before the time.
  func wait(until time: TimeSpan) -> Event {
    var setting = itimerspec()
    // Zero would disarm it; a time long gone makes it fire at once.
    let microseconds = max(time.microseconds, 1)
    setting.it_value.tv_sec = Int(microseconds / 1_000_000)
    setting.it_value.tv_nsec = Int(microseconds % 1_000_000) * 1_000
    timerfd_settime(timer, Int32(TFD_TIMER_ABSTIME), &setting, nil)
    while true {
      var polls = [signals, bell, timer].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      guard poll(&polls, 3, -1) > 0 else { continue }
      if polls[0].revents != 0, let signal = takeSignal() { return .signal(signal) }
      if polls[1].revents != 0, take(bell) { return .answer }
      if polls[2].revents != 0, take(timer) { return .due }
    }
  }

  private func takeSignal() -> Int32? {
    var info = signalfd_siginfo()
    let size = MemoryLayout<signalfd_siginfo>.size
    return read(signals, &info, size) == size ? Int32(bitPattern: info.ssi_signo) : nil
  }

  private func take(_ descriptor: Int32) -> Bool {
    var count: UInt64 = 0
    return read(descriptor, &count, 8) == 8
  }
}

struct WaiterError: Error, CustomStringConvertible {
  let code: Int32
  var description: String { "no descriptors to wait with: \(String(cString: strerror(code)))" }
}
