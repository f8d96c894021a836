internal import Glibc

/// Where beats go: a URL that passed the rules.
///
/// `http` is only for this machine, unless that is waived: a beat tells who works when, to anyone on
/// the way. Whatever is shown or logged is ``description``, which holds no secret.
public struct HeartbeatTarget: Sendable, Equatable {
  public let isEncrypted: Bool
  /// `user:password`, percent-encoded as it was given.
  package let userInfo: String?
  package let host: String
  package let port: Int?
  package let path: String
  package let query: String?

  /// - Throws: what is wrong with the URL, without its secrets.
  public init(_ text: String, allowInsecure: Bool = false) throws(HeartbeatTargetError) {
    guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && !"\"<>\\^`{|}#".utf8.contains($0) })
    else {
      throw HeartbeatTargetError("holds a character that a URL can't hold; percent-encode it")
    }
    let colon = text.firstIndex(of: ":") ?? text.endIndex
    guard text[colon...].hasPrefix("://") else {
      throw HeartbeatTargetError("is no URL such as http://127.0.0.1:26002/heartbeat")
    }
    switch text[..<colon].lowercased() {
    case "http": isEncrypted = false
    case "https": isEncrypted = true
    default: throw HeartbeatTargetError("must begin with http:// or https://")
    }
    var rest = text[colon...].dropFirst("://".count)
    let authority = rest.prefix { $0 != "/" && $0 != "?" }
    rest = rest.dropFirst(authority.count)
    let at = authority.lastIndex(of: "@")
    userInfo = at.map { String(authority[..<$0]) }
    let place = at.map { authority[authority.index(after: $0)...] } ?? authority
    (host, port) = try Self.hostAndPort(place)
    let mark = rest.firstIndex(of: "?")
    path = String(rest[..<(mark ?? rest.endIndex)])
    query = mark.map { String(rest[rest.index(after: $0)...]) }
    guard isEncrypted || allowInsecure || isLoopback else {
      throw HeartbeatTargetError(
        "would send beats unencrypted to another machine; use https, or allow it by allow_insecure")
    }
  }

  private static func hostAndPort(
    _ place: Substring
  ) throws(HeartbeatTargetError) -> (String, Int?) {
    guard !place.hasPrefix("[") else {
      throw HeartbeatTargetError(
        "holds an IPv6 address, which the network library can't reach; use a name, such as localhost "
          + "or one of /etc/hosts")
    }
    let parts = place.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let host = parts.first, !host.isEmpty,
      host.allSatisfy({ $0.isLetter || $0.isNumber || ".-_".contains($0) })
    else { throw HeartbeatTargetError("has no host that could be looked up") }
    guard parts.count == 2 else { return (String(host), nil) }
    guard let port = Int(parts[1]), (1...65_535).contains(port),
      parts[1].allSatisfy(\.isWholeNumber)
    else { throw HeartbeatTargetError("has a port that isn't 1 to 65535") }
    return (String(host), port)
  }

  /// This machine, by its name or by an address in its one written form.
  public var isLoopback: Bool {
    var address = in_addr()
    return host.lowercased() == "localhost"
      || (inet_pton(AF_INET, host, &address) == 1 && UInt32(bigEndian: address.s_addr) >> 24 == 127)
  }

  /// What the network library is handed. User info goes another way, so that no message of the library
  /// can hold it.
  package var address: String { base + (query.map { "?" + $0 } ?? "") }

  private var base: String {
    (isEncrypted ? "https" : "http") + "://" + host + (port.map { ":\($0)" } ?? "") + path
  }
}

extension HeartbeatTarget: CustomStringConvertible {
  /// The URL without user info and query.
  public var description: String { base + (query == nil ? "" : "?…") }
}

/// A URL that beats can't or mustn't be sent to.
public struct HeartbeatTargetError: Error, Equatable, CustomStringConvertible {
  /// Phrased to follow the words "the heartbeat's URL".
  public let problem: String

  package init(_ problem: String) { self.problem = problem }

  public var description: String { "the heartbeat's URL " + problem }
}
