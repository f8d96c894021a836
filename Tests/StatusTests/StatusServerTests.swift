import CLinux
import Glibc
import Synchronization
import Testing

@testable import Status

/// A sensor whose parts answer, or don't.
private final class Parts: StatusSource {
  let answered = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
  let state = Mutex(State())

  struct State {
    var silent: [String] = []
    var asked = 0
    var concluded: [[String]] = []
    var problems: [StatusError?] = []
  }

  deinit { close(answered) }

  func asked(_ request: StatusRequest, by process: Int32) {}

  func ask() {
    let answers = state.withLock { state in
      state.asked += 1
      return state.silent.isEmpty
    }
    var one: UInt64 = 1
    if answers { _ = write(answered, &one, 8) }
  }

  func silentParts() -> [String] {
    var count: UInt64 = 0
    _ = read(answered, &count, 8)
    return state.withLock { $0.silent }
  }

  func concluded(silent parts: [String]) { state.withLock { $0.concluded.append(parts) } }

  func document(silent parts: [String]) -> [UInt8] {
    // Larger than a socket's buffer, so that it goes out in pieces.
    Array(
      "{\"silent\": \(parts.count), \"fill\": \"\(String(repeating: "x", count: 600_000))\"}\n".utf8
    )
  }

  func listening(_ problem: StatusError?) { state.withLock { $0.problems.append(problem) } }
}

/// A server on a thread of its own, in a folder of its own.
private final class Running: Sendable {
  let folder = "/tmp/tactus-status-\(getpid())-\(UInt32.random(in: 0 ... .max))"
  let parts = Parts()
  private let stop = eventfd(0, Int32(EFD_CLOEXEC))
  private let thread: pthread_t

  var path: String { folder + "/run/status.sock" }

  private final class Work {
    var server: StatusServer<Parts>
    init(_ server: consuming StatusServer<Parts>) { self.server = server }
  }

  init() {
    let work = Work(
      StatusServer(
        path: folder + "/run/status.sock", group: nil, source: parts, manager: ServiceManager(),
        stop: stop))
    var thread = pthread_t()
    pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().server.run()
        return nil
      }, Unmanaged.passRetained(work).toOpaque())
    self.thread = thread
    waitUntil { [path] in access(path, F_OK) == 0 }
  }

  func end() {
    var one: UInt64 = 1
    _ = write(stop, &one, 8)
    pthread_join(thread, nil)
    close(stop)
  }

  func ask(_ request: StatusRequest, timeout: Int64 = 10_000) throws -> String {
    String(decoding: try StatusClient(path: path, timeout: timeout).ask(request), as: UTF8.self)
  }
}

private func waitUntil(_ condition: () -> Bool) {
  for _ in 0..<1_000 where !condition() { usleep(10_000) }
}

@Suite struct StatusServerTests {
  @Test func `a probe tells that all parts have answered`() throws {
    let server = Running()
    defer { server.end() }
    #expect(try server.ask(.probe) == #"{"version": 1, "sensing": true, "reason": null}"#)
    #expect(server.parts.state.withLock { $0.concluded } == [[]])
  }

  @Test func `a document arrives whole, however long`() throws {
    let server = Running()
    defer { server.end() }
    let text = try server.ask(.status)
    #expect(text.hasPrefix(#"{"silent": 0"#) && text.hasSuffix("x\"}") && text.utf8.count > 600_000)
  }

  @Test func `a silent part is named, and waited for no longer than promised`() throws {
    let server = Running()
    defer { server.end() }
    server.parts.state.withLock { $0.silent = ["the loop"] }
    let begin = clinux_clock_ns(CLOCK_MONOTONIC)
    let answer = try server.ask(.probe)
    let took = (clinux_clock_ns(CLOCK_MONOTONIC) - begin) / 1_000_000
    #expect(
      answer
        == #"{"version": 1, "sensing": false, "reason": "the loop gives no sign of life within 2 s"}"#
    )
    #expect(took >= 1_900)
    server.parts.state.withLock { $0.silent = [] }
    usleep(150_000)
    #expect(try server.ask(.probe).contains(#""sensing": true"#))
  }

  @Test func `many who ask at once cost the parts one question`() throws {
    let server = Running()
    defer { server.end() }
    for _ in 0..<200 { _ = try server.ask(.probe) }
    let asked = server.parts.state.withLock { $0.asked }
    // 200 round trips take a few milliseconds each at the most; ten questions a second are the limit.
    #expect(asked < 100)
  }

  @Test(arguments: ["nonsense\n", "STATUS\n", String(repeating: "a", count: 100), "\n"])
  func `what isn't understood is answered so`(text: String) throws {
    let server = Running()
    defer { server.end() }
    let link = clinux_unix_connect(server.path)
    try #require(link >= 0)
    defer { close(link) }
    #expect(write(link, text, text.utf8.count) == text.utf8.count)
    var poll = pollfd(fd: link, events: Int16(POLLIN), revents: 0)
    #expect(Glibc.poll(&poll, 1, 5_000) == 1)
    var buffer = [UInt8](repeating: 0, count: 200)
    let count = read(link, &buffer, buffer.count)
    #expect(String(decoding: buffer.prefix(max(0, count)), as: UTF8.self).contains("error"))
  }

  @Test func `clients that hang don't keep others out for long`() throws {
    let server = Running()
    defer { server.end() }
    let links = (0..<40).map { _ in clinux_unix_connect(server.path) }
    defer { for link in links where link >= 0 { close(link) } }
    // Sixteen are let in, and sent away after four seconds; only then there is room.
    var answer: String?
    waitUntil {
      answer = try? server.ask(.probe)
      return answer != nil
    }
    #expect(answer?.contains(#""sensing": true"#) == true)
  }

  @Test func `a socket that was cleared away is made anew`() throws {
    let server = Running()
    defer { server.end() }
    unlink(server.path)
    rmdir(server.folder + "/run")
    waitUntil { access(server.path, F_OK) == 0 }
    #expect(try server.ask(.probe).contains(#""sensing": true"#))
  }

  @Test func `the socket is for its user and group alone, and goes with the server`() {
    let server = Running()
    var status = stat()
    #expect(stat(server.path, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o660)
    server.end()
    #expect(access(server.path, F_OK) != 0)
  }

  @Test func `a second server leaves the first one its socket`() throws {
    let server = Running()
    defer { server.end() }
    var second = StatusListener(path: server.path)
    #expect(throws: StatusError.self) { try second.open(for: nil) }
    #expect(try server.ask(.probe).contains(#""sensing": true"#))
  }

  @Test func `a dead socket is replaced`() throws {
    let path = "/tmp/tactus-dead-\(getpid()).sock"
    let dead = clinux_unix_listen(path, 0o600)
    close(dead)
    var listener = StatusListener(path: path)
    try listener.open(for: nil)
    let link = clinux_unix_connect(path)
    #expect(link >= 0)
    close(link)
  }

  @Test func `a path that no socket can have is told`() {
    var listener = StatusListener(path: "/tmp/" + String(repeating: "x", count: 120))
    #expect(throws: StatusError.self) { try listener.open(for: nil) }
  }

  @Test func `no sensor is told as that`() {
    let error = #expect(throws: StatusError.self) {
      try StatusClient(path: "/tmp/tactus-nobody-\(getpid())").ask(.probe)
    }
    #expect(error?.description.hasSuffix("no sensor is running there") == true)
  }
}
