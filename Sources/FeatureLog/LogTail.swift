import Glibc

/// The end of a log file: cut back to whole lines of JSON, and asked for the last sequence number.
///
/// A process that is killed inside a write leaves a torn line, and a power cut may leave anything.
/// Readers refuse a whole file for one such line, so it goes before the next record comes.
struct LogTail {
  /// How many whole lines are examined at most. A torn line is found however long it is.
  static let examinedLines = 64
  static let blockSize = 64 * 1024

  /// Beyond this a reader that takes numbers for doubles would mix sequence numbers up.
  static let largestSequence = 1 << 53

  struct Findings: Equatable {
    /// The size up to which the file holds whole lines, the last of them good.
    var goodSize: Int
    var size: Int
    var lastSequence: Int?
  }

  let descriptor: Int32

  func examine(size: Int) throws(SystemError) -> Findings {
    var end = try endOfLastLine(before: size)
    var findings = Findings(goodSize: end, size: size)
    var isGood = false
    for _ in 0..<Self.examinedLines where end > 0 {
      let start = try endOfLastLine(before: end - 1)
      let record = try readLine(start..<(end - 1))
      isGood = isGood || record != nil
      if !isGood { findings.goodSize = start }
      if let sequence = record?.integer("seq"), (0..<Self.largestSequence).contains(sequence) {
        findings.lastSequence = sequence
        break
      }
      end = start
    }
    return findings
  }

  /// Just after the last newline before `offset`; 0 where there is none.
  private func endOfLastLine(before offset: Int) throws(SystemError) -> Int {
    var end = offset
    while end > 0 {
      let start = max(0, end - Self.blockSize)
      let block = try SystemCall.read(descriptor, range: start..<end)
      if let newline = block.lastIndex(of: 0x0A) { return start + newline + 1 }
      end = start
    }
    return 0
  }

  /// Nil for a line that is no JSON object.
  private func readLine(_ range: Range<Int>) throws(SystemError) -> JSONObject? {
    guard range.count <= LineReader.longestLine else { return nil }
    let bytes = try SystemCall.read(descriptor, range: range)
    return try? JSONObject(parsing: bytes)
  }
}

extension LogTail {
  /// The first record, where it is one.
  func head(size: Int) throws(SystemError) -> LiveLog.Head? {
    var line: [UInt8] = []
    while line.count < min(size, LineReader.longestLine) {
      let block = try SystemCall.read(
        descriptor, range: line.count..<min(size, line.count + Self.blockSize))
      if block.isEmpty { return nil }
      line += block
      guard let newline = line.firstIndex(of: 0x0A) else { continue }
      guard let object = try? JSONObject(parsing: line[..<newline]),
        let sequence = object.integer("seq"), (1..<Self.largestSequence).contains(sequence),
        let start = object.string("start").flatMap({ CivilTime(iso8601: $0) }),
        let moment = start.microsecondsSince1970
      else { return nil }
      return LiveLog.Head(
        sequence: sequence, bootID: object.string("boot") ?? "", startMicroseconds: moment,
        utcOffsetSeconds: start.utcOffset ?? 0)
    }
    return nil
  }

  /// Moves what lies past `goodSize` to the end of the file at `path`, each piece ended by a
  /// newline, then cuts it off the log. Nothing is cut before it is safe in the other file.
  func setAside(from goodSize: Int, to size: Int, at path: String) throws(SystemError) {
    let aside = try SystemCall.openOrCreate(path, O_WRONLY | O_APPEND, mode: LogFolder.fileMode)
    let before = Int(try SystemCall.status(of: aside.raw).st_size)
    do throws(SystemError) {
      var offset = goodSize
      while offset < size {
        let block = try SystemCall.read(
          descriptor, range: offset..<min(size, offset + Self.blockSize))
        if block.isEmpty { break }
        try Self.writeAll(block, to: aside.raw)
        offset += block.count
      }
      try Self.writeAll([0x0A], to: aside.raw)
    } catch {
      try SystemCall.truncate(aside.raw, to: before)
      throw error
    }
    try SystemCall.truncate(descriptor, to: goodSize)
  }

  private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) throws(SystemError) {
    var rest = bytes
    while !rest.isEmpty {
      rest.removeFirst(try SystemCall.write(descriptor, rest))
    }
  }
}
