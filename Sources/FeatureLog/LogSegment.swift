import Glibc

/// A file of the log that is no longer written, by its name:
/// `tactus-20261123T220500Z-1a2b3c4d-1001.jsonl`.
public struct LogSegment: Equatable, Sendable {
  /// When its first window began, in UTC.
  let stamp: String
  /// The first eight digits of the boot id of its first record.
  let boot: String
  /// The number of its first record.
  public let firstSequence: Int
  /// The disk refused what this file had taken, so its end was written anew to the next one.
  public let isSuspect: Bool
  public let isCompressed: Bool

  static let compressedSuffix = ".gz"
  /// What is not a segment yet.
  static let unfinishedSuffix = ".gz.tmp"

  /// When its first window began, in microseconds since 1970; the future where the name is no time.
  var startMicroseconds: Int64 {
    var text = Array(stamp)
    for (mark, place) in [("-", 4), ("-", 7), (":", 13), (":", 16)] {
      text.insert(contentsOf: mark, at: place)
    }
    return CivilTime(iso8601: String(text))?.microsecondsSince1970 ?? .max
  }

  public var name: String { plainName + (isCompressed ? Self.compressedSuffix : "") }

  var plainName: String {
    "tactus-\(stamp)-\(boot)-\(firstSequence)\(isSuspect ? ".suspect" : "").jsonl"
  }

  init(startMicroseconds: Int64, bootID: String, firstSequence: Int, isSuspect: Bool) {
    let digits = CivilTime(microseconds: startMicroseconds, utcOffset: 0)
    stamp = (digits.dateText + "T" + digits.clockText + "Z").filter { $0 != "-" && $0 != ":" }
    let letters = bootID.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }.prefix(8)
    boot = letters + String(repeating: "0", count: 8 - letters.count)
    self.firstSequence = firstSequence
    self.isSuspect = isSuspect
    isCompressed = false
  }

  /// Nil for any other file.
  public init?(name: String) {
    var rest = name[...]
    func drop(_ suffix: String) -> Bool {
      guard rest.hasSuffix(suffix) else { return false }
      rest = rest.dropLast(suffix.count)
      return true
    }
    isCompressed = drop(Self.compressedSuffix)
    guard drop(".jsonl") else { return nil }
    isSuspect = drop(".suspect")
    let parts = rest.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 4, parts[0] == "tactus", parts[1].count == 16, parts[2].count == 8,
      let sequence = Int(parts[3]), (1..<LogTail.largestSequence).contains(sequence)
    else { return nil }
    (stamp, boot, firstSequence) = (String(parts[1]), String(parts[2]), sequence)
    // `+7` and `007` are numbers, too, but no names that were given.
    guard self.name == name else { return nil }
  }
}

extension LogFolder {
  /// The rotated files in the order in which they were written. Of one that is there compressed and
  /// as it was, the compressed one may not be whole and is passed over.
  public func segments() throws(SystemError) -> [LogSegment] {
    let names: [String]
    do throws(SystemError) {
      names = try SystemCall.names(in: path)
    } catch {
      if error.code == ENOENT || error.code == ENOTDIR { return [] }
      throw error
    }
    let plain = Set(names)
    return names.compactMap { LogSegment(name: $0) }
      .filter { !$0.isCompressed || !plain.contains($0.plainName) }
      .sorted { ($0.firstSequence, $0.stamp) < ($1.firstSequence, $1.stamp) }
  }

  public func path(of segment: LogSegment) -> String { path + "/" + segment.name }
}
