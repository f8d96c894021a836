internal import CLinux
internal import Glibc

/// Wakes a thread that waits on a descriptor (`eventfd`), from any thread, without a lock.
final class WakeEvent: Sendable {
  let descriptor: CInt

  init() throws(SystemCallError) {
    descriptor = eventfd(0, CInt(EFD_CLOEXEC) | CInt(EFD_NONBLOCK))
    guard descriptor >= 0 else { throw SystemCallError("eventfd", errno) }
  }

  deinit { close(descriptor) }

  func signal() {
    var one: UInt64 = 1
    // It can only fail where 2^64 - 1 wakeups are pending, and then the waiter is awake.
    _ = write(descriptor, &one, 8)
  }

  /// Takes back all signals so far.
  func clear() {
    var count: UInt64 = 0
    _ = read(descriptor, &count, 8)
  }

  /// Waits until signalled or until `timeout` milliseconds are over (-1: for ever).
  ///
  /// - Returns: whether it was signalled.
  @discardableResult
  func wait(timeout: CInt = -1) -> Bool {
    var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    let count = Glibc.poll(&poll, 1, timeout)
    clear()
    return count > 0
  }
}

/// A system call that failed where no remedy is known but to say so.
struct SystemCallError: Error, CustomStringConvertible {
  let call: String
  let code: CInt

  init(_ call: String, _ code: CInt) {
    self.call = call
    self.code = code
  }

  var description: String { "\(call): \(String(cString: strerror(code)))" }
}
