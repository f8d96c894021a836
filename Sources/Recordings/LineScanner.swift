import Glibc

/// The lines of a file, and the fields of a line, as bytes: a buffer that is filled by `read` and
/// no string a line, for recordings have millions of them.
struct LineScanner: ~Copyable {
  static let longestLine = 65_536

  let path: String
  /// The current line's number, counted from 1.
  private(set) var lineNumber = 0
  private let descriptor: Int32
  private var buffer = [UInt8](repeating: 0, count: 2 * longestLine)
  private var filled = 0
  private var hasReadAll = false
  /// Behind the last line.
  private(set) var isAtEnd = false
  /// Where the next field of the current line begins, and where that line and the next one do.
  private var position = 0
  private var lineStart = 0
  private var lineEnd = 0
  private var nextLine = 0

  init(path: String) throws(RecordingError) {
    self.path = path
    descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw error(.system(action: "open", code: errno)) }
    guard !isDevice else { throw error(.device) }
  }

  deinit { close(descriptor) }

  /// A device's own file is no recording, whoever may read it: what is told of recordings is not told
  /// of people at work.
  private var isDevice: Bool {
    var status = stat()
    return unsafe fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFCHR
  }

  /// The problem with its place: the current line, where there is one.
  func error(_ problem: RecordingError.Problem) -> RecordingError {
    RecordingError(file: path, line: lineNumber > 0 ? lineNumber : nil, problem: problem)
  }

  /// Back to before the first line.
  mutating func rewind() throws(RecordingError) {
    guard lseek(descriptor, 0, SEEK_SET) == 0 else {
      throw RecordingError(file: path, line: nil, problem: .cannotReadTwice)
    }
    (lineNumber, filled, hasReadAll, isAtEnd) = (0, 0, false, false)
    (position, lineStart, lineEnd, nextLine) = (0, 0, 0, 0)
  }

  /// Goes to the next line; false at the end of the file.
  mutating func advance() throws(RecordingError) -> Bool {
    guard !isAtEnd else { return false }
    lineStart = nextLine
    var newline = newline(from: nextLine)
    while newline == filled {
      if hasReadAll {
        lineNumber += 1
        guard lineStart == filled else { throw error(.unfinishedLine) }
        isAtEnd = true
        return false
      }
      let searched = filled - lineStart
      try fill()
      newline = self.newline(from: searched)
    }
    lineNumber += 1
    nextLine = newline + 1
    let hasReturn = newline > lineStart && buffer[newline - 1] == UInt8(ascii: "\r")
    lineEnd = hasReturn ? newline - 1 : newline
    position = lineStart
    return true
  }

  /// Where the next newline stands, or the end of what has been read.
  @inline(__always)
  private func newline(from begin: Int) -> Int {
    let end = filled
    return unsafe buffer.withUnsafeBytes { bytes in
      let line = unsafe UnsafeRawBufferPointer(rebasing: bytes[begin..<end])
      guard let base = line.baseAddress, let found = unsafe memchr(base, 0x0a, line.count) else {
        return end
      }
      return unsafe begin + base.distance(to: found)
    }
  }

  /// Moves what is left to the buffer's front and reads more behind it.
  private mutating func fill() throws(RecordingError) {
    filled -= lineStart
    guard filled <= Self.longestLine else {
      lineNumber += 1
      throw error(.lineTooLong(limit: Self.longestLine))
    }
    let (from, length) = (lineStart, filled)
    let count = unsafe buffer.withUnsafeMutableBytes { bytes in
      guard let base = bytes.baseAddress else { return 0 }
      unsafe memmove(base, base + from, length)
      return retrying { unsafe read(descriptor, base + length, bytes.count - length) }
    }
    guard count >= 0 else { throw error(.system(action: "read", code: errno)) }
    hasReadAll = count == 0
    filled += count
    lineStart = 0
  }

  // MARK: Fields

  /// Back to the beginning of the current line.
  mutating func restartLine() { position = lineStart }

  var isAtLineEnd: Bool { position == lineEnd }

  /// The first byte of the line; 0 where it is empty.
  var first: UInt8 { lineStart < lineEnd ? buffer[lineStart] : 0 }

  /// Whether the next field may begin here: behind a blank, or at the line's end.
  var isAtBlank: Bool {
    position == lineEnd || buffer[position] == UInt8(ascii: " ")
      || buffer[position] == UInt8(ascii: "\t")
  }

  /// Whether nothing but blanks is left.
  mutating func endsHere() -> Bool {
    while skip(UInt8(ascii: " ")) {}
    return isAtLineEnd
  }

  /// What stands before the next blank.
  mutating func word() -> String {
    let begin = position
    while !isAtBlank { position += 1 }
    return String(decoding: buffer[begin..<position], as: UTF8.self)
  }

  /// The rest of the line.
  mutating func rest() -> String {
    defer { position = lineEnd }
    return String(decoding: buffer[position..<lineEnd], as: UTF8.self)
  }

  @inline(__always)
  mutating func skip(_ byte: UInt8) -> Bool {
    guard position < lineEnd, buffer[position] == byte else { return false }
    position += 1
    return true
  }

  mutating func skip(_ text: StaticString) -> Bool {
    let length = text.utf8CodeUnitCount
    guard lineEnd - position >= length else { return false }
    for index in 0..<length where unsafe text.utf8Start[index] != buffer[position + index] {
      return false
    }
    position += length
    return true
  }

  /// Up to 18 decimal digits, which always fit, and how many they were.
  @inline(__always)
  mutating func digits() -> (value: Int64, count: Int)? {
    let begin = position
    var value: Int64 = 0
    while position < lineEnd, case let digit = buffer[position] &- UInt8(ascii: "0"), digit < 10 {
      guard position - begin < 18 else { return nil }
      value = value &* 10 &+ Int64(digit)
      position += 1
    }
    return position == begin ? nil : (value, position - begin)
  }

  /// A decimal number with an optional minus sign that fits 32 bits.
  @inline(__always)
  mutating func integer() -> Int32? {
    let isNegative = skip(UInt8(ascii: "-"))
    guard let (value, _) = digits() else { return nil }
    return Int32(exactly: isNegative ? -value : value)
  }

  /// One to four hexadecimal digits.
  @inline(__always)
  mutating func hexadecimal() -> UInt16? {
    let begin = position
    var value: UInt16 = 0
    while position < lineEnd, let digit = Self.hexadecimalDigit(buffer[position]) {
      guard position - begin < 4 else { return nil }
      value = value << 4 | digit
      position += 1
    }
    return position == begin ? nil : value
  }

  @inline(__always)
  private static func hexadecimalDigit(_ byte: UInt8) -> UInt16? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt16(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt16(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt16(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
  }
}
