import CLinux
import Glibc

@testable import Status

/// What clients send to the status socket, to the real server on a thread of its own.
///
/// - One of the two requests gets its answer, anything else that is long enough or ends in a newline the
///   same refusal, what is neither gets none; each answer is one whole line, then the end.
/// - A client that hangs up in the middle costs the next one nothing.
func fuzzStatus(_ input: [UInt8]) {
  var bytes = Bytes(input)
  let mode = bytes.byte()
  let request = bytes.all()
  let link = connect()
  defer { close(link) }
  // In one piece, or in two or more.
  let piece = mode & 1 == 0 ? max(1, request.count) : Int(mode >> 2) % 8 + 1
  for start in stride(from: 0, to: request.count, by: piece) {
    let part = request[start..<min(request.count, start + piece)]
    // It may have answered and gone.
    if part.withUnsafeBytes({ send(link, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }) < 0 {
      break
    }
  }
  if mode & 2 != 0 { return }
  shutdown(link, CInt(SHUT_WR))
  let answer = readAll(link)
  let expected = expectedAnswer(request)
  require(
    answer == expected,
    "\(String(decoding: answer, as: UTF8.self)) instead of \(String(decoding: expected, as: UTF8.self))"
  )
}

/// Where many have hung up before, the server may have them to see off first.
private func connect() -> CInt {
  for _ in 0..<10_000 {
    let link = clinux_unix_connect(Server.shared.path)
    if link >= 0 { return link }
    require(link == -EAGAIN, "the server takes clients: \(link)")
    usleep(1_000)
  }
  fatalError("property broken: the server takes no client within 10 s")
}

private func expectedAnswer(_ request: [UInt8]) -> [UInt8] {
  let refusal = Array(#"{"version": 1, "error": "ask 'probe' or 'status'"}"#.utf8) + [10]
  guard let end = request.firstIndex(of: 10) else { return request.count < 32 ? [] : refusal }
  switch String(decoding: request[..<end], as: UTF8.self) {
  case "probe", "probe\r":
    return Array("{\"version\": 1, \"sensing\": true, \"reason\": null}\n".utf8)
  case "status", "status\r": return Source.document
  default: return refusal
  }
}

private func readAll(_ link: CInt) -> [UInt8] {
  var answer: [UInt8] = []
  var block = [UInt8](repeating: 0, count: 4_096)
  while true {
    // The server sees a client off after 4 s; the rest is for a machine that is busy otherwise.
    var poll = pollfd(fd: link, events: Int16(POLLIN), revents: 0)
    require(Glibc.poll(&poll, 1, 20_000) == 1, "an answer or an end within 20 s")
    let count = read(link, &block, block.count)
    // Reset is how a socket ends whose other side didn't read everything.
    guard count > 0 else { return answer }
    answer += block[..<count]
  }
}

/// A sensor whose parts answer at once.
private final class Source: StatusSource {
  static let document = Array(
    "{\"version\": 1, \"sensing\": true, \"reason\": null, \"windows\": 3}\n".utf8)
  let answered = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))

  func asked(_ request: StatusRequest, by process: Int32) {}
  func ask() {
    var one: UInt64 = 1
    _ = write(answered, &one, 8)
  }
  func silentParts() -> [String] {
    var count: UInt64 = 0
    _ = read(answered, &count, 8)
    return []
  }
  func concluded(silent parts: [String]) {}
  func document(silent parts: [String]) -> [UInt8] { Self.document }
  func listening(_ problem: StatusError?) {
    require(problem == nil, "a socket: \(problem?.description ?? "")")
  }
}

private final class Server: Sendable {
  static let shared = Server()
  let path = Scratch.path + "/status.sock"

  private final class Work {
    var server: StatusServer<Source>
    init(_ server: consuming StatusServer<Source>) { self.server = server }
  }

  private init() {
    let work = Work(
      StatusServer(
        path: path, group: nil, source: Source(), manager: ServiceManager(),
        stop: eventfd(0, Int32(EFD_CLOEXEC))))
    var thread = pthread_t()
    let failed = pthread_create(
      &thread, nil,
      { argument in
        if let argument { Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().server.run() }
        return nil
      }, Unmanaged.passRetained(work).toOpaque())
    require(failed == 0, "a thread")
    while access(path, F_OK) != 0 { usleep(1_000) }
  }
}
