/// What may be asked of a running sensor, by one word on a line; each gets one line of JSON back, and
/// the connection ends.
///
/// `probe` answers `{"version": 1, "sensing": true, "reason": null}`; `status` the whole document, which
/// has the same members. Nothing can be changed this way.
public enum StatusRequest: String, Sendable {
  case probe, status

  /// The file name of the socket in the runtime folder.
  public static let socketName = "status.sock"

  /// Longer requests aren't read to their end.
  static let longest = 32

  init?(line: some Collection<UInt8>) {
    let word = String(decoding: line, as: UTF8.self)
    self.init(rawValue: word.hasSuffix("\r") ? String(word.dropLast()) : word)
  }
}

/// A call of the system that failed on the way to or from a status socket.
public struct StatusError: Error, Equatable, CustomStringConvertible {
  public let path: String
  public let problem: String

  init(_ path: String, _ problem: String) {
    self.path = path
    self.problem = problem
  }

  public var description: String { "\(path): \(problem)" }
}
