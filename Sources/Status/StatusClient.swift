internal import CLinux
internal import Glibc

/// Asks a sensor by its status socket.
public struct StatusClient: Sendable {
  /// A document has a few kilobytes.
  private static let longestAnswer = 1 << 20

  public let path: String
  /// For all of it, in milliseconds: longer than the server waits for its sensor.
  public let timeout: Int64

  public init(path: String, timeout: Int64 = 3_000) {
    self.path = path
    self.timeout = timeout
  }

  /// The answer's line of JSON, without its end.
  ///
  /// - Throws: where no sensor listens, or it doesn't answer whole and in time.
  public func ask(_ request: StatusRequest) throws(StatusError) -> [UInt8] {
    let deadline = Self.now() + timeout
    let connection = clinux_unix_connect(path)
    guard connection >= 0 else { throw StatusError(path, Self.explain(-connection)) }
    defer { close(connection) }
    let line = Array((request.rawValue + "\n").utf8)
    guard send(connection, line, line.count, CInt(MSG_NOSIGNAL)) == line.count else {
      throw StatusError(path, "the sensor takes no request: \(String(cString: strerror(errno)))")
    }
    var answer: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 4_096)
    while answer.last != UInt8(ascii: "\n") {
      var poll = pollfd(fd: connection, events: Int16(POLLIN), revents: 0)
      let rest = deadline - Self.now()
      guard rest > 0, Glibc.poll(&poll, 1, CInt(clamping: rest)) != 0 else {
        throw StatusError(path, "the sensor doesn't answer within \(timeout) ms")
      }
      let count = read(connection, &block, block.count)
      if count < 0, errno == EINTR || errno == EAGAIN { continue }
      guard count > 0, answer.count < Self.longestAnswer else {
        throw StatusError(path, "the sensor's answer is cut short")
      }
      answer += block[..<count]
    }
    return answer.dropLast()
  }

  private static func now() -> Int64 { clinux_clock_ns(CLOCK_MONOTONIC) / 1_000_000 }

  private static func explain(_ code: Int32) -> String {
    switch code {
    case ENOENT, ECONNREFUSED: "no sensor is running there"
    case EACCES: "this user may not ask the sensor"
    case EAGAIN: "too many ask the sensor at once"
    case ENAMETOOLONG: "the path is too long for a socket; choose a shorter runtime folder"
    default: String(cString: strerror(code))
    }
  }
}
