public import FeatureLog
internal import Glibc

/// Erases from a log folder what it tells of a person: the feature log's records, and the lines of
/// `monitor_*.log` that say what was in a window.
public struct Erasure {
  private let folder: String
  private let eraser: LogEraser

  public init(folder: String) {
    self.folder = folder
    eraser = LogEraser(folder: LogFolder(path: folder))
  }

  /// What would go.
  public struct Plan {
    let log: LogEraser.Plan
    let monitorLines: Int

    public var isEmpty: Bool { log.files.isEmpty && monitorLines == 0 }

    public var lines: [String] {
      isEmpty
        ? ["there is nothing to erase"]
        : ["to be erased: \(Erasure.text(log.windows, monitorLines)), in:"]
          + log.files.map { "  \($0)" }
    }
  }

  /// - Parameter since: microseconds since 1970; nil for all there is.
  public func plan(since: Int64?) throws(FeatureLogError) -> Plan {
    Plan(log: try eraser.plan(since: since), monitorLines: try blankMonitors(since, false))
  }

  /// - Returns: what was done, for people.
  public func carryOut(_ plan: Plan, since: Int64?) throws(FeatureLogError) -> String {
    let now = WallClock.now
    let erased = try eraser.erase(plan.log, now: now, utcOffset: WallClock.utcOffset(at: now))
    let lines = try blankMonitors(since, true)
    return "erased: \(Self.text(erased.windows, lines))"
  }

  private static func text(_ windows: Int, _ lines: Int) -> String {
    func count(_ number: Int, _ noun: String) -> String {
      "\(number) \(noun)\(number == 1 ? "" : "s")"
    }
    return "\(count(windows, "window")), \(count(lines, "line")) of monitor_*.log"
  }
}

extension Erasure {
  /// Overwrites in their place the lines that tell of windows: a running sensor appends to the file, and
  /// is not disturbed.
  ///
  /// - Returns: how many there are.
  private func blankMonitors(_ since: Int64?, _ isReal: Bool) throws(FeatureLogError) -> Int {
    var count = 0
    for path in try LogFolder(path: folder).monitorLogs() {
      let descriptor = open(path, (isReal ? O_RDWR : O_RDONLY) | O_CLOEXEC | O_NOFOLLOW)
      guard descriptor >= 0 else {
        throw .cannotErase(path: path, SystemError(code: errno))
      }
      defer { close(descriptor) }
      for (offset, line) in Self.telling(Self.bytes(descriptor), since) {
        count += 1
        guard isReal else { continue }
        let blank = Self.blank(line)
        guard pwrite(descriptor, blank, blank.count, off_t(offset)) == blank.count else {
          throw .cannotErase(path: path, SystemError(code: errno))
        }
      }
      if isReal { fdatasync(descriptor) }
    }
    return count
  }

  private static func bytes(_ descriptor: Int32) -> [UInt8] {
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = Glibc.read(descriptor, &block, block.count), count > 0 {
      bytes += block[..<count]
    }
    return bytes
  }

  /// The lines that tell of a window, by what ``WindowSummary`` writes, and where they begin.
  static func telling(_ bytes: [UInt8], _ since: Int64?) -> [(offset: Int, line: [UInt8])] {
    bytes.split(separator: 0x0A).compactMap { line in
      let text = String(decoding: line, as: UTF8.self)
      guard text.split(separator: ";").last?.hasPrefix(WindowSummary.mark) == true,
        let moment = moment(text), moment >= since ?? .min
      else { return nil }
      return (line.startIndex, Array(line))
    }
  }

  /// When a line was written: it begins with its time to the millisecond.
  private static func moment(_ line: String) -> Int64? {
    try? TimeExpression.microseconds(String(line.prefix(stampLength)), now: 0)
  }

  private static let stampLength = 23
  private static let note = Array(" -     erased".utf8)

  /// As long as it was. Not even the time remains.
  static func blank(_ line: [UInt8]) -> [UInt8] {
    Array((note + Array(repeating: 0x20, count: line.count)).prefix(line.count))
  }
}
