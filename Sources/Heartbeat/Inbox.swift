internal import Synchronization

/// Where the reply to the present attempt comes in, from whichever thread, and wakes who waits for it.
final class Inbox: Sendable {
  private struct State {
    var attempt = 0
    var reply: Reply?
  }
  private let state = Mutex(State())
  private let waiter: Waiter

  init(_ waiter: Waiter) { self.waiter = waiter }

  /// From now on only the replies to a new attempt are taken.
  ///
  /// - Returns: what is to be called with the reply.
  func expect() -> @Sendable (Reply) -> Void {
    let number = state.withLock { state in
      state.attempt += 1
      state.reply = nil
      return state.attempt
    }
    return { [self] reply in
      let isExpected = state.withLock { state in
        guard state.attempt == number else { return false }
        state.reply = reply
        return true
      }
      if isExpected { waiter.ring() }
    }
  }

  func take() -> Reply? { state.withLock { $0.reply.take() } }
}
