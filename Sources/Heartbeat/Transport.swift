/// Sends requests, one at a time. All calls return at once, whatever the network does.
public protocol Transport: AnyObject, Sendable {
  /// Posts `body`, and calls `completion` once, on any thread, unless it is cancelled before.
  func send(_ body: [UInt8], completion: @escaping @Sendable (Reply) -> Void)
  /// Gives up the request that was sent last. Its completion may still be called, and must be ignored.
  func cancel()
  /// Whether a request has been waiting for the network library to come back from an earlier one.
  var isStuck: Bool { get }
}

/// What a request led to.
public enum Reply: Sendable, Equatable {
  /// A whole answer. Nothing is done with its text but to show it to who asked for it.
  case answer(status: Int, retryAfter: String?, date: String?, body: [UInt8])
  case trouble(NetworkTrouble, detail: String)
  case failure(String)
}
