internal import CLinux
internal import Glibc

/// A named operating-system thread of normal priority, which owns what it works with.
struct Thread: ~Copyable {
  private let handle: pthread_t

  /// Starts a thread that runs `body` once, with `state` its own for as long as it lives.
  init<State: ~Copyable>(
    named name: String, owning state: consuming sending State,
    _ body: @escaping @Sendable (inout State) -> Void
  ) throws(SystemCallError) {
    let work: Work = OwnedWork(name, state, body)
    let retained = Unmanaged.passRetained(work)
    var handle = pthread_t()
    let status = pthread_create(
      &handle, nil,
      { argument in
        guard let argument else { return nil }
        Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, retained.toOpaque())
    guard status == 0 else {
      retained.release()
      throw SystemCallError("pthread_create", status)
    }
    self.handle = handle
  }

  /// Starts a thread that owns nothing.
  init(
    named name: String, _ body: @escaping @Sendable () -> Void
  ) throws(SystemCallError) {
    try self.init(named: name, owning: ()) { _ in body() }
  }

  /// Waits for the end of the thread.
  consuming func join() { pthread_join(handle, nil) }
}

/// What a C function pointer can be handed: it knows no generic parameter.
private class Work {
  func run() {}
}

private final class OwnedWork<State: ~Copyable>: Work {
  private let name: String
  private var state: State
  private let body: (inout State) -> Void

  init(_ name: String, _ state: consuming State, _ body: @escaping (inout State) -> Void) {
    self.name = name
    self.state = state
    self.body = body
  }

  override func run() {
    _ = clinux_set_thread_name(name)
    body(&state)
  }
}
