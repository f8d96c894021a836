internal import Glibc

/// Takes out of a text what tells one machine or person from another: names, serial numbers, addresses.
struct Redaction: Sendable {
  /// What is replaced wherever it stands, with what stands there then.
  private var words: [(word: String, substitute: String)] = []
  /// Properties of devices whose values name a single piece of hardware, by a part of their name.
  private static let telling = ["SERIAL", "UNIQ", "PHYS", "UUID", "WWN", "ADDR", "DEVLINKS"]

  /// - Parameters:
  ///   - home, user, host: of whoever runs the program; what is empty is nothing to look for.
  init(home: String, user: String, host: String, boot: String) {
    replace(home.count > 1 ? home : "", by: "~")
    // These are nobody's name.
    if !["root", "tactus"].contains(user) { replace(user, by: "(user)") }
    if host != "localhost" { replace(host, by: "(host)") }
    replace(boot, by: "(boot)")
  }

  /// This process's.
  static var current: Redaction {
    var system = utsname()
    uname(&system)
    let host = withUnsafeBytes(of: &system.nodename) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    let account = getpwuid(getuid())
    func text(_ pointer: UnsafeMutablePointer<CChar>?) -> String {
      pointer.map { String(cString: $0) } ?? ""
    }
    return Redaction(
      home: text(account?.pointee.pw_dir), user: text(account?.pointee.pw_name), host: host,
      boot: Identifiers.boot())
  }

  private mutating func replace(_ word: String, by substitute: String) {
    guard word.count >= 2, !words.contains(where: { $0.word == word }) else { return }
    words.append((word, substitute))
    // Before a shorter one takes a part of it.
    words.sort { $0.word.count > $1.word.count }
  }

  /// The lines, `KEY=value` each, less the values that are telling; those are replaced in whatever comes
  /// later, too.
  mutating func properties(_ text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      guard let equals = line.firstIndex(of: "=") else { return String(line) }
      let (key, value) = (line[..<equals], line[line.index(after: equals)...])
      guard Self.isTelling(key.uppercased()), !value.isEmpty else {
        return String(line)
      }
      let bare = value.filter { $0 != "\"" }
      if bare.count >= 4 { replace(String(bare), by: "(redacted)") }
      return key + "=(redacted)"
    }
    return apply(lines.joined(separator: "\n"))
  }

  private static func isTelling(_ key: String) -> Bool {
    telling.contains { part in key.indices.contains { key[$0...].hasPrefix(part) } }
  }

  func apply(_ text: String) -> String {
    var result = Self.withoutURLs(text)
    for (word, substitute) in words { result = Self.replacing(word, by: substitute, in: result) }
    return Self.withoutAddresses(result)
  }

  /// Where the word isn't part of a longer one.
  private static func replacing(_ word: String, by substitute: String, in text: String) -> String {
    let (text, word) = (Array(text.utf8), Array(word.utf8))
    var result: [UInt8] = []
    var index = 0
    while index < text.count {
      let end = index + word.count
      if end <= text.count, text[index..<end].elementsEqual(word),
        index == 0 || !isOfWord(text[index - 1]) || !isOfWord(word[0]),
        end == text.count || !isOfWord(text[end])
      {
        result += substitute.utf8
        index = end
      } else {
        result.append(text[index])
        index += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static func isOfWord(_ byte: UInt8) -> Bool {
    isHexadecimal(byte) || (0x67...0x7A).contains(byte | 0x20) || byte >= 0x80
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
  }

  /// What follows `://` up to a space, a quote or a comma may hold names, keys and passwords.
  private static func withoutURLs(_ text: String) -> String {
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      guard bytes[index...].starts(with: "://".utf8) else {
        result.append(bytes[index])
        index += 1
        continue
      }
      result += "://(redacted)".utf8
      index += 3
      while index < bytes.count, bytes[index] > 0x20, ![0x22, 0x27, 0x2C].contains(bytes[index]) {
        index += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// Hardware addresses: six pairs of hexadecimal digits with `:` or `-` between.
  private static func withoutAddresses(_ text: String) -> String {
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var index = 0
    func isAddress(_ start: Int) -> Bool {
      guard start + 17 <= bytes.count, start == 0 || !isHexadecimal(bytes[start - 1]),
        start + 17 == bytes.count || !isHexadecimal(bytes[start + 17])
      else { return false }
      return (0..<17).allSatisfy { place in
        place % 3 == 2
          ? [0x3A, 0x2D].contains(bytes[start + place]) : isHexadecimal(bytes[start + place])
      }
    }
    while index < bytes.count {
      if isAddress(index) {
        result += "(address)".utf8
        index += 17
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
