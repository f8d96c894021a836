import Foundation
import Testing

@testable import FeatureLog

struct LogKeeperTests {
  private static let day: Int64 = 86_400 * 1_000_000

  /// A folder with so many rotated files of one record each, and one record in the live file.
  private func rotated(_ count: Int, _ policy: LogPolicy) throws -> TemporaryFolder {
    let temporary = TemporaryFolder()
    var writer = try FeatureLogWriter(folder: temporary.log, policy: policy)
    for number in 0...count {
      var record = WindowRecord.plain
      record.startMicroseconds += Int64(number) * Self.day
      try writer.append(record)
    }
    #expect(writer.counters.rotations == count)
    return temporary
  }

  private func names(_ folder: LogFolder) throws -> [String] {
    try SystemCall.names(in: folder.path).filter {
      $0.hasPrefix("tactus-") && !$0.hasSuffix(".rollup")
    }.sorted()
  }

  private func numbers(_ folder: LogFolder) throws -> [Int] {
    try FeatureLogWriterTests.sequences(folder.path)
  }

  @Test func `Rotated files are compressed, and read as before`() throws {
    let temporary = try rotated(3, LogPolicy())
    let folder = temporary.log
    let before = contents(folder.path(of: try folder.segments()[0]))
    let times =
      try FileManager.default.attributesOfItem(
        atPath: folder.path(of: try folder.segments()[0]))[.modificationDate] as? Date
    let report = LogKeeper(folder: folder, policy: LogPolicy()).tidy(now: 0)
    #expect(report.compressed.count == 3)
    #expect(report.troubles.isEmpty)
    let segments = try folder.segments()
    #expect(segments.map(\.isCompressed) == [true, true, true])
    let path = folder.path(of: segments[0])
    #expect(try mode(path) == 0o640)
    #expect(contents(path).count < before.count / 4)
    #expect(
      try FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date == times)
    #expect(try numbers(folder) == [1, 2, 3, 4])
    #expect(LogKeeper(folder: folder, policy: LogPolicy()).tidy(now: 0) == LogKeeper.Report())
  }

  @Test func `What a killed round left goes, and nothing else`() throws {
    let temporary = try rotated(2, LogPolicy())
    let folder = temporary.log
    let path = folder.path(of: try folder.segments()[0])
    try overwrite(path + ".gz", [0x1F, 0x8B, 0])
    try overwrite(path + ".gz.tmp", [0x1F])
    try overwrite(folder.path + "/tactus-20200101T000000Z-aaaaaaaa-5.jsonl.gz.tmp", [1])
    try overwrite(folder.path + "/other.gz.tmp", [1])
    _ = LogKeeper(folder: folder, policy: LogPolicy()).tidy(now: 0)
    #expect(try names(folder) == folder.segments().map(\.name).sorted())
    #expect(contents(folder.path + "/other.gz.tmp") == [1])
    #expect(try numbers(folder) == [1, 2, 3])
  }

  @Test func `A suspect file stays as it is`() throws {
    let temporary = try rotated(1, LogPolicy())
    let folder = temporary.log
    let path = folder.path(of: try folder.segments()[0])
    let suspect = path.replacingOccurrences(of: ".jsonl", with: ".suspect.jsonl")
    rename(path, suspect)
    #expect(LogKeeper(folder: folder, policy: LogPolicy()).tidy(now: 0).compressed.isEmpty)
    #expect(!contents(suspect).isEmpty)
  }

  @Test func `Old files go, the oldest first`() throws {
    var policy = LogPolicy()
    let temporary = try rotated(3, policy)
    let folder = temporary.log
    let segments = try folder.segments()
    for (index, segment) in segments.enumerated() {
      let moment = timespec(tv_sec: 1_000_000 + index * 86_400, tv_nsec: 0)
      utimensat(AT_FDCWD, folder.path(of: segment), [moment, moment], 0)
    }
    policy.keptMicroseconds = 2 * Self.day
    let now = (1_000_000 + 3 * 86_400) * Int64(1_000_000)
    let report = LogKeeper(folder: folder, policy: policy).tidy(now: now)
    #expect(report.removed.map(\.reason) == [.age])
    #expect(report.removed.map(\.name) == [segments[0].name + ".gz"])
    #expect(try numbers(folder) == [2, 3, 4])
    policy.keptMicroseconds = 0
    #expect(LogKeeper(folder: folder, policy: policy).tidy(now: now * 9).removed.isEmpty)
  }

  @Test func `Too much of it goes, the live file never`() throws {
    var policy = LogPolicy()
    policy.keptBytes = 1
    let temporary = try rotated(3, policy)
    let report = LogKeeper(folder: temporary.log, policy: policy).tidy(now: 0)
    #expect(report.removed.map(\.reason) == [.size, .size, .size])
    #expect(try numbers(temporary.log) == [4])
  }

  @Test func `Room is made where more of it is to be left`() throws {
    var policy = LogPolicy()
    policy.freeBytes = .max
    let temporary = try rotated(2, policy)
    let report = LogKeeper(folder: temporary.log, policy: policy).tidy(now: 0)
    #expect(report.removed.map(\.reason) == [.space, .space])
    policy.freeBytes = 1
    let other = try rotated(2, policy)
    #expect(LogKeeper(folder: other.log, policy: policy).tidy(now: 0).removed.isEmpty)
  }

  @Test func `Where others rotate, nothing is touched`() throws {
    let temporary = try rotated(2, LogPolicy())
    var policy = LogPolicy()
    policy.rotates = false
    policy.keptBytes = 1
    #expect(LogKeeper(folder: temporary.log, policy: policy).tidy(now: 0) == LogKeeper.Report())
    #expect(try numbers(temporary.log) == [1, 2, 3])
  }

  @Test func `A round that is to stop leaves every file whole`() throws {
    let temporary = try rotated(2, LogPolicy())
    var questions = 0
    _ = LogKeeper(folder: temporary.log, policy: LogPolicy()).tidy(now: 0) {
      questions += 1
      return questions > 3
    }
    #expect(try temporary.log.segments().map(\.isCompressed) == [true, false])
    #expect(try numbers(temporary.log) == [1, 2, 3])
  }
}
