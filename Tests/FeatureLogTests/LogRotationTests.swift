import Foundation
import Testing

@testable import FeatureLog

/// What ``FeatureLogWriter`` does with the files of a log.
struct LogRotationTests {
  private func record(day: Int, hour: Int = 0) -> WindowRecord {
    var record = WindowRecord.plain
    // 2026-11-24 00:05 where it was written.
    record.startMicroseconds += Int64(day * 86_400 + hour * 3600) * 1_000_000
    return record
  }

  private func files(_ folder: LogFolder) throws -> [Int] {
    try folder.segments().map(\.firstSequence)
  }

  @Test func `Each day begins a file, by the time where it was written`() throws {
    let temporary = TemporaryFolder()
    var writer = try FeatureLogWriter(folder: temporary.log)
    for (day, hour) in [(0, 0), (0, 23), (1, 0), (1, 1), (3, 0)] {
      try writer.append(record(day: day, hour: hour))
    }
    #expect(try files(temporary.log) == [1, 3])
    #expect(try FeatureLogWriterTests.sequences(temporary.log.path) == [1, 2, 3, 4, 5])
    #expect(
      try temporary.log.segments()[0].name == "tactus-20261123T230500Z-boot0000-1.jsonl")
  }

  @Test func `No file grows beyond its size, and a restart changes nothing about it`() throws {
    let temporary = TemporaryFolder()
    var encoder = RecordEncoder()
    let line = encoder.encode(.plain).count
    var policy = LogPolicy()
    policy.segmentBytes = Int64(3 * line + line / 2)
    for _ in 0..<10 {
      var writer = try FeatureLogWriter(folder: temporary.log, policy: policy)
      try writer.append(.plain)
    }
    #expect(try files(temporary.log) == [1, 4, 7])
    #expect(try FeatureLogWriterTests.sequences(temporary.log.path) == Array(1...10))
    // The room that was kept behind them went back.
    for segment in try temporary.log.segments() {
      let status = try SystemCall.status(atPath: temporary.log.path(of: segment))
      #expect(status.st_blocks * 512 < status.st_size + 8192)
    }
  }

  @Test func `Numbers go on where a process ended between two files`() throws {
    let temporary = TemporaryFolder()
    let folder = temporary.log
    do {
      var writer = try FeatureLogWriter(folder: folder)
      for day in 0...1 { try writer.append(record(day: day)) }
      try writer.append(record(day: 2))
    }
    unlink(folder.logPath)
    _ = LogKeeper(folder: folder, policy: LogPolicy()).tidy(now: 0)
    var writer = try FeatureLogWriter(folder: folder)
    #expect(writer.nextSequence == 3)
    try writer.append(.plain)
    #expect(try FeatureLogWriterTests.sequences(folder.path) == [1, 2, 3])
  }

  @Test func `Where others rotate, a moved file is let go`() throws {
    let temporary = TemporaryFolder()
    let folder = temporary.log
    var policy = LogPolicy()
    policy.rotates = false
    policy.segmentBytes = 1
    var writer = try FeatureLogWriter(folder: folder, policy: policy)
    for day in 0...2 { try writer.append(record(day: day)) }
    rename(folder.logPath, folder.path + "/tactus.jsonl.1")
    try writer.append(record(day: 3))
    #expect(try files(folder) == [])
    #expect(try FeatureLogWriterTests.sequences(folder.logPath) == [4])
    #expect(try FeatureLogWriterTests.sequences(folder.path + "/tactus.jsonl.1") == [1, 2, 3])
  }

  @Test func `A follower misses nothing however often the log is rotated`() throws {
    let temporary = TemporaryFolder()
    let folder = temporary.log
    var writer = try FeatureLogWriter(folder: folder)
    for day in 0...3 { try writer.append(record(day: day)) }
    _ = LogKeeper(folder: folder, policy: LogPolicy()).tidy(now: 0)
    var follower = try LogFollower(path: folder.path)
    var seen: [Int] = []
    func drain() throws {
      while let entry = try follower.next(timeoutMilliseconds: 20) {
        if case .window(let window) = entry { seen.append(window.sequence) }
      }
    }
    try drain()
    #expect(seen == [1, 2, 3, 4])
    // Three rotations and a compression while it looks elsewhere.
    for day in 4...7 { try writer.append(record(day: day)) }
    _ = LogKeeper(folder: folder, policy: LogPolicy()).tidy(now: 0)
    try drain()
    #expect(seen == Array(1...8))
    try writer.append(record(day: 7))
    try drain()
    #expect(seen == Array(1...9))
  }

  @Test func `Files that hold nothing of what is wanted are not read`() throws {
    let temporary = TemporaryFolder()
    let folder = temporary.log
    var writer = try FeatureLogWriter(folder: folder)
    for day in 0...9 { try writer.append(record(day: day)) }
    func numbers(_ range: TimeRange, last: Int?) throws -> [Int] {
      var reader = try FeatureLogReader(path: folder.path, range: range, last: last)
      var follower = try LogFollower(path: folder.path, range: range, last: last)
      var (read, followed): ([Int], [Int]) = ([], [])
      while case .window(let window) = try reader.next() { read.append(window.sequence) }
      while case .window(let window) = try follower.next(timeoutMilliseconds: 0) {
        followed.append(window.sequence)
      }
      #expect(read == followed)
      return read
    }
    let start = WindowRecord.plain.startMicroseconds
    let since = start + 6 * 86_400 * 1_000_000
    #expect(try numbers(TimeRange(), last: nil) == Array(1...10))
    #expect(try numbers(TimeRange(), last: 2) == [6, 7, 8, 9, 10])
    #expect(try numbers(TimeRange(), last: .max) == Array(1...10))
    #expect(try numbers(TimeRange(since: since), last: nil) == [7, 8, 9, 10])
    // The last ones before a moment may lie anywhere before it.
    #expect(try numbers(TimeRange(until: start + 1), last: 1) == [1])
    // What isn't wanted may be damaged: nobody looks.
    for segment in try folder.segments().prefix(4) {
      try overwrite(folder.path(of: segment), "garbage".utf8)
    }
    #expect(try numbers(TimeRange(since: since), last: nil) == [7, 8, 9, 10])
    #expect(try numbers(TimeRange(), last: 2) == [6, 7, 8, 9, 10])
  }

  @Test func `Records that two files have are read once`() throws {
    let temporary = TemporaryFolder()
    let folder = temporary.log
    var writer = try FeatureLogWriter(folder: folder)
    for _ in 1...5 { try writer.append(.plain) }
    let lines = contents(folder.logPath).split(separator: 0x0A).map { Array($0) + [0x0A] }
    let name = "/tactus-20261123T230500Z-boot0000-1.suspect.jsonl"
    try overwrite(folder.path + name, lines[..<4].joined())
    try overwrite(folder.logPath, lines[2...].joined())
    #expect(try FeatureLogWriterTests.sequences(folder.path) == [1, 2, 3, 4, 5])
    var findings: [LogFinding] = []
    var verifier = LogVerifier { findings.append($0) }
    try verifier.verify(folder.path)
    #expect(findings.map(\.severity) == [.note])
    #expect(verifier.summary.windows == 5)
  }
}
