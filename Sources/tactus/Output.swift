import FeatureLog
import Glibc
import OperationalLog

/// Text for the program that reads us, whole or not at all.
enum StandardOutput {
  /// The reader went away.
  struct Closed: Error {}

  static func write(_ text: String) throws(Closed) { try write(Array(text.utf8)) }

  static func write(_ bytes: [UInt8]) throws(Closed) {
    guard writeAll(bytes, to: STDOUT_FILENO) else { throw Closed() }
  }

  static func write(lines: [String]) throws(Closed) {
    try write(lines.map { $0 + "\n" }.joined())
  }

  static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  static var style: TextStyle {
    TextStyle(noColor: environmentVariable("NO_COLOR"), isTerminal: isTerminal)
  }

  /// Columns of the terminal; 80 where there is none, or what `COLUMNS` says.
  static var width: Int { environment("COLUMNS") ?? terminalSize.map { Int($0.ws_col) } ?? 80 }

  /// Lines of the terminal; 24 where there is none, or what `LINES` says.
  static var height: Int { environment("LINES") ?? terminalSize.map { Int($0.ws_row) } ?? 24 }

  private static func environment(_ name: String) -> Int? {
    environmentVariable(name).flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
  }

  private static var terminalSize: winsize? {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0
    else { return nil }
    return size
  }
}

/// Text for the person who started us.
enum StandardError {
  static func write(_ text: String) { _ = writeAll(Array(text.utf8), to: STDERR_FILENO) }
}

/// Whether all of it could be written; `errno` says why not.
func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
  var rest = bytes[...]
  while !rest.isEmpty {
    let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    if count < 0, errno == EINTR { continue }
    guard count > 0 else { return false }
    rest = rest.dropFirst(count)
  }
  return true
}
