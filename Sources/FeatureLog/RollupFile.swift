import BehaviorFeatures
import CZlib
import Glibc

/// A roll-up beside the rotated file that it sums up: a copy that saves time, never the only one.
///
///     {"rollup":1,"layout":…,"bytes":…,"modified":…,"first":…,"last":…}
///     {"windows":480,"hours":[…],"stretches":[…]}      for each day, and then
///     {"v":1, …}                                       the day's record
///
/// Gaps are told as in the log, and lines that were passed over by number. It counts only where
/// the file is as long and as old as it was, and the program knows the same statistics.
struct RollupFile {
  static let suffix = ".rollup"
  private static let version = 1

  private let folder: LogFolder
  private let segment: LogSegment
  var path: String { folder.path + "/" + segment.rollupName }

  /// - Parameter segment: a compressed one, which doesn't change any more.
  init(_ folder: LogFolder, _ segment: LogSegment) {
    self.folder = folder
    self.segment = segment
  }

  /// What the program's features and statistics are called: others make another roll-up.
  private static let layout: Int = {
    let names = FeatureTable.all.map(\.name) + Sketch.catalog.map { "\($0.name):\($0.form.name)" }
    let text = Array(names.joined(separator: "\n").utf8)
    return Int(crc32(0, text, UInt32(text.count)))
  }()

  private struct Identity: Equatable {
    var bytes: Int
    /// Nanoseconds since 1970.
    var modified: Int

    init(_ status: stat) {
      bytes = Int(status.st_size)
      modified = Int(status.st_mtim.tv_sec) * 1_000_000_000 + Int(status.st_mtim.tv_nsec)
    }
  }

  private func identity() -> Identity? {
    (try? SystemCall.status(atPath: folder.path(of: segment))).map(Identity.init)
  }

  /// Whether there is a roll-up of the file as it is now.
  var isFresh: Bool {
    guard var lines = try? LineReader(path: path, isCompressed: true) else { return false }
    return (try? head(&lines)) != nil
  }

  /// Nil where there is none, or none that may be trusted.
  func load() -> Rollup? {
    guard var lines = try? LineReader(path: path, isCompressed: true),
      let head = try? head(&lines)
    else { return nil }
    var rollup = Rollup()
    rollup.span = head.integer("first").flatMap { first in
      head.integer("last").flatMap { $0 >= first ? Int64(first)...Int64($0) : nil }
    }
    do {
      while let line = try lines.next() ?? lines.remainder() {
        guard case .whole(let bytes) = line else { return nil }
        let object = try JSONObject(parsing: bytes)
        if let gap = GapRecord(object) {
          rollup.gaps.append(gap)
        } else if let damage = damage(object) {
          rollup.damage.append(damage)
        } else {
          guard case .whole(let record)? = try lines.next(),
            let day = Rollup.Day(object, record: record)
          else { return nil }
          rollup.days.append(day)
        }
      }
    } catch {
      // Damaged: made anew.
      return nil
    }
    return rollup
  }

  private func head(_ lines: inout LineReader) throws(SystemError) -> JSONObject? {
    guard case .whole(let bytes)? = try lines.next(),
      let head = try? JSONObject(parsing: bytes), head.integer("rollup") == Self.version,
      head.integer("layout") == Self.layout, let identity = identity(),
      head.integer("bytes") == identity.bytes, head.integer("modified") == identity.modified
    else { return nil }
    return head
  }

  private func damage(_ object: JSONObject) -> LogDamage? {
    guard let message = object.string("damage"), let line = object.integer("line"),
      let column = object.integer("column")
    else { return nil }
    return LogDamage(file: folder.path(of: segment), line: line, column: column, message: message)
  }
}

// MARK: - Writing

extension RollupFile {
  /// Keeps `rollup` of the file as `status` describes it. Nothing is kept of one that has gone or
  /// changed meanwhile.
  func save(_ rollup: Rollup, of status: stat) throws(SystemError) {
    let identity = Identity(status)
    guard identity == self.identity() else { return }
    // Several processes may be at it.
    let unfinished = "\(path).\(getpid())\(LogSegment.unfinishedSuffix)"
    do throws(SystemError) {
      let packer = try GzipWriter(path: unfinished)
      try packer.write(head(rollup, identity))
      for day in rollup.days { try packer.write(day.text) }
      for gap in rollup.gaps { try packer.write(gap.line) }
      for damage in rollup.damage { try packer.write(damage.text) }
      try packer.finish(timesOf: status)
      try SystemCall.rename(unfinished, to: path)
    } catch {
      try? SystemCall.remove(unfinished)
      throw error
    }
    // Whoever removed the file may have looked for this before it was here.
    if identity != self.identity() { try? remove() }
  }

  func remove() throws(SystemError) { try SystemCall.remove(path) }

  private func head(_ rollup: Rollup, _ identity: Identity) -> [UInt8] {
    var text = JSONText()
    text.append("{\"rollup\":")
    text.append(integer: Self.version)
    text.append(",\"layout\":")
    text.append(integer: Self.layout)
    text.append(",\"bytes\":")
    text.append(integer: identity.bytes)
    text.append(",\"modified\":")
    text.append(integer: identity.modified)
    if let span = rollup.span {
      text.append(",\"first\":")
      text.append(integer: Int(span.lowerBound))
      text.append(",\"last\":")
      text.append(integer: Int(span.upperBound))
    }
    text.append("}\n")
    return text.bytes
  }
}

extension Rollup.Day {
  fileprivate var text: [UInt8] {
    var text = JSONText()
    text.append("{\"windows\":")
    text.append(integer: window.windows)
    text.append(",\"hours\":")
    text.append(
      list: hours.flatMap {
        [
          Double($0.hour), Double($0.windows), $0.seconds, $0.keystrokes, $0.clicks, $0.detents,
        ]
      })
    text.append(",\"stretches\":")
    text.append(list: stretches.flatMap { [Double($0.start), Double($0.end)] })
    text.append("}\n")
    text.append(window.line)
    text.append("\n")
    return text.bytes
  }

  fileprivate init?(_ object: JSONObject, record: [UInt8]) {
    guard let windows = object.integer("windows"), windows > 0,
      let hours = object.list("hours"), hours.count.isMultiple(of: 6),
      let stretches = object.list("stretches"), stretches.count.isMultiple(of: 2),
      let window = try? LoggedWindow(line: record)
    else { return nil }
    self.window = window
    self.window.windows = windows
    for place in stride(from: 0, to: hours.count, by: 6) {
      guard let number = Self.integer(hours[place]), (0...23).contains(number),
        let count = Self.integer(hours[place + 1])
      else { return nil }
      var hour = Rollup.Hour(hour: number)
      hour.windows = count
      (hour.seconds, hour.keystrokes) = (hours[place + 2], hours[place + 3])
      (hour.clicks, hour.detents) = (hours[place + 4], hours[place + 5])
      self.hours.append(hour)
    }
    for place in stride(from: 0, to: stretches.count, by: 2) {
      guard let start = Self.integer(stretches[place]), let end = Self.integer(stretches[place + 1])
      else { return nil }
      self.stretches.append(Rollup.Stretch(start: Int64(start), end: Int64(end)))
    }
  }

  /// Nil where it is none that a roll-up has: they are exact, and sums of them stay in range.
  private static func integer(_ number: Double) -> Int? {
    number.magnitude < 0x1p53 ? Int(exactly: number) : nil
  }
}

extension LogDamage {
  fileprivate var text: [UInt8] {
    var text = JSONText()
    text.append("{\"damage\":")
    text.append(string: message)
    text.append(",\"line\":")
    text.append(integer: line)
    text.append(",\"column\":")
    text.append(integer: column)
    text.append("}\n")
    return text.bytes
  }
}

extension JSONText {
  fileprivate mutating func append(list numbers: [Double]) {
    append("[")
    for (index, number) in numbers.enumerated() {
      if index > 0 { append(",") }
      append(exact: number)
    }
    append("]")
  }
}

extension LogSegment {
  /// `tactus-20261123T220500Z-1a2b3c4d-1001.rollup`: no name that matches patterns for log files.
  var rollupName: String {
    plainName.dropLast(".jsonl".count) + RollupFile.suffix
  }
}
