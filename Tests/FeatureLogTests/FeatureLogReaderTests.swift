import BehaviorFeatures
import Foundation
import Testing

@testable import FeatureLog

struct FeatureLogReaderTests {
  private func entries(_ path: String, _ range: TimeRange = TimeRange()) throws -> [LogEntry] {
    var reader = try FeatureLogReader(path: path, range: range)
    var entries: [LogEntry] = []
    while let entry = try reader.next() { entries.append(entry) }
    return entries
  }

  private func line(_ sequence: Int, start: Int64 = WindowRecord.plain.startMicroseconds) -> [UInt8]
  {
    var encoder = RecordEncoder()
    var record = WindowRecord.plain
    record.sequence = sequence
    record.startMicroseconds = start
    return encoder.encode(record)
  }

  @Test func `Columns go by name, more or fewer`() throws {
    let text = """
      {"v":1,"seq":7,"start":"2026-11-23T23:05:00.250-02:30","kb.new":3,"kb.hold.mean":null,"x":"y"}
      """
    let window = try LoggedWindow(line: text.utf8)
    #expect(window.values == ["kb.new": 3])
    #expect(window["kb.hold.mean"] == nil)
    #expect(window.utcOffsetSeconds == -9000)
    #expect(window.startMicroseconds == 1_795_484_100_250_000)
    #expect(window.user == nil)
  }

  @Test(arguments: [
    ("{\"v\":1,\"seq\":1,\"seq\":2}", 20, "duplicate object key near '\"seq\"'"),
    ("[1]", 1, "not a JSON object"),
    ("{}", 1, "not a window record: no version in \"v\""),
    (
      "{\"v\":2}", 1,
      "record version 2 is newer than this program, which reads up to 1; "
        + "use a newer one"
    ),
    ("{\"v\":1}", 1, "not a window record: no number in \"seq\""),
    (
      "{\"v\":1,\"seq\":1,\"start\":\"2026-02-30T00:00Z\"}", 1,
      "not a window record: no date and time in \"start\""
    ),
  ])
  func `A damaged line is told with its place`(text: String, column: Int, message: String) throws {
    let folder = TemporaryFolder()
    let path = folder.path + "/log"
    try overwrite(path, line(1) + Array(text.utf8) + [0x0A] + line(2))
    let entries = try entries(path)
    #expect(entries.count == 3)
    let damage = LogDamage(file: path, line: 2, column: column, message: message)
    #expect(entries[1] == .damaged(damage))
    #expect("\(damage)" == "\(path):2:\(column): \(message)")
  }

  @Test func `Random garbage never stops the reading of what follows`() throws {
    var generator = SeededGenerator(state: 3)
    let folder = TemporaryFolder()
    let path = folder.path + "/log"
    let good = line(5)
    for _ in 0..<200 {
      var garbage: [UInt8]
      if Bool.random(using: &generator) {
        garbage = (0..<Int.random(in: 1...400, using: &generator)).map { _ in
          UInt8.random(in: 0...255, using: &generator)
        }
      } else {
        garbage = good
        for _ in 0...Int.random(in: 0...4, using: &generator) {
          let place = Int.random(in: 0..<garbage.count, using: &generator)
          garbage[place] = UInt8.random(in: 0...255, using: &generator)
        }
      }
      try overwrite(path, good + garbage + [0x0A] + good)
      let entries = try entries(path)
      let lines = (garbage + [0x0A]).count { $0 == 0x0A }
      #expect(entries.count == lines + 2)
      #expect(entries.first == entries.last)
      guard case .window(let window) = entries.last else {
        Issue.record("no window after \(garbage)")
        continue
      }
      #expect(window.sequence == 5)
    }
  }

  @Test func `A line without end is passed over in bounded memory`() throws {
    let folder = TemporaryFolder()
    let path = folder.path + "/log"
    let long = [UInt8](repeating: 0x20, count: 5 * LineReader.longestLine)
    try overwrite(path, line(1) + long + [0x0A] + line(2) + long)
    let kinds = try entries(path).map { entry in
      switch entry {
      case .window(let window): "window \(window.sequence)"
      case .gap(let gap): "gap \(gap.sequence)"
      case .damaged(let damage): "damage \(damage.line)"
      }
    }
    #expect(kinds == ["window 1", "damage 2", "window 2", "damage 4"])
  }

  @Test func `A range takes windows by their start`() throws {
    let folder = TemporaryFolder()
    let path = folder.path + "/log"
    try overwrite(path, (1...5).flatMap { line($0, start: Int64($0) * 1_000_000) })
    let found = try entries(path, TimeRange(since: 2_000_000, until: 4_000_000)).map { entry in
      if case .window(let window) = entry { window.sequence } else { -1 }
    }
    #expect(found == [2, 3])
  }

  @Test func `A dash is standard input`() async {
    await #expect(processExitsWith: .success) {
      let path = "/tmp/tactus-input-\(getpid())"
      defer { unlink(path) }
      var encoder = RecordEncoder()
      try overwrite(path, encoder.encode(.plain) + Array("[".utf8))
      dup2(open(path, O_RDONLY), STDIN_FILENO)
      var reader = try FeatureLogReader(path: "-")
      guard case .window = try reader.next() else { exit(1) }
      guard case .damaged(let damage) = try reader.next() else { exit(2) }
      guard "\(damage)".hasPrefix("standard input:2:") else { exit(3) }
      guard try reader.next() == nil else { exit(4) }
    }
  }

  @Test func `A file that is not there is told with the remedy`() {
    let error = #expect(throws: FeatureLogError.self) {
      _ = try FeatureLogReader(path: "/nowhere/tactus.jsonl")
    }
    #expect(error == .cannotOpen(path: "/nowhere/tactus.jsonl", SystemError(code: ENOENT)))
  }
}
