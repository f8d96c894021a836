import Foundation
import Testing

@testable import FeatureLog

struct LogFollowerTests {
  /// The numbers of the windows that come until nothing comes for a while.
  private func drain(_ follower: inout LogFollower) throws -> [Int] {
    var sequences: [Int] = []
    while let entry = try follower.next(timeoutMilliseconds: 50) {
      if case .window(let window) = entry {
        sequences.append(window.sequence)
      } else {
        sequences.append(-1)
      }
    }
    return sequences
  }

  @Test func `Lines come as they are written, whole ones only`() throws {
    let temporary = TemporaryFolder()
    var writer = try FeatureLogWriter(folder: temporary.log)
    try writer.append(.plain)
    var follower = try LogFollower(path: temporary.log.path)
    #expect(try drain(&follower) == [1])
    try writer.append(.plain)
    #expect(try drain(&follower) == [2])
    var encoder = RecordEncoder()
    var third = WindowRecord.plain
    third.sequence = 3
    let line = encoder.encode(third)
    let log = try #require(FileHandle(forWritingAtPath: temporary.log.logPath))
    try log.seekToEnd()
    try log.write(contentsOf: line.prefix(100))
    #expect(try drain(&follower) == [])
    try log.write(contentsOf: line.dropFirst(100))
    #expect(try drain(&follower) == [3])
  }

  @Test func `A line that is taken back and written anew comes once and unmixed`() throws {
    let temporary = TemporaryFolder()
    let folder = temporary.log
    var writer = try FeatureLogWriter(folder: folder)
    for _ in 1...3 { try writer.append(.plain) }
    let lines = contents(folder.logPath).split(separator: 0x0A).map { Array($0) + [0x0A] }
    let path = temporary.path + "/copy.jsonl"
    let offset = off_t(lines[0].count)
    try overwrite(path, lines[0])
    var follower = try LogFollower(path: path)
    #expect(try drain(&follower) == [1])
    let copy = try #require(FileHandle(forWritingAtPath: path))
    try copy.seekToEnd()
    try copy.write(contentsOf: lines[1].prefix(50))
    #expect(try drain(&follower) == [])
    truncate(path, offset)
    #expect(try drain(&follower) == [])
    try copy.seekToEnd()
    try copy.write(contentsOf: lines[1].prefix(60))
    #expect(try drain(&follower) == [])
    truncate(path, offset)
    try copy.seekToEnd()
    try copy.write(contentsOf: lines[2])
    #expect(try drain(&follower) == [3])
  }

  @Test func `What a replaced file ends in without a newline is told as damaged`() throws {
    let temporary = TemporaryFolder()
    let path = temporary.path + "/a.jsonl"
    var encoder = RecordEncoder()
    let line = encoder.encode(.plain)
    try overwrite(path, line + line.prefix(20))
    var follower = try LogFollower(path: path)
    #expect(try drain(&follower) == [1])
    try FileManager.default.removeItem(atPath: path)
    #expect(try drain(&follower) == [-1])
    try overwrite(path, line)
    #expect(try drain(&follower) == [1])
  }

  @Test func `Replacement of the file loses nothing`() throws {
    let temporary = TemporaryFolder()
    let folder = temporary.log
    var writer = try FeatureLogWriter(folder: folder)
    var follower = try LogFollower(path: folder.logPath)
    try writer.append(.plain)
    #expect(try drain(&follower) == [1])
    for round in 1...5 {
      try writer.append(.plain)
      try FileManager.default.moveItem(atPath: folder.logPath, toPath: folder.path + "/\(round)")
      try writer.append(.plain)
      #expect(try drain(&follower) == [2 * round, 2 * round + 1])
    }
  }

  @Test func `Folders may come and go`() throws {
    let temporary = TemporaryFolder()
    let folder = LogFolder(path: temporary.path + "/a/b/c")
    var follower = try LogFollower(path: folder.path)
    #expect(try drain(&follower) == [])
    var writer = try FeatureLogWriter(folder: folder)
    try writer.append(.plain)
    #expect(try drain(&follower) == [1])
    try FileManager.default.removeItem(atPath: temporary.path + "/a")
    #expect(try drain(&follower) == [])
    try writer.append(.plain)
    #expect(try drain(&follower) == [2])
  }

  @Test func `A file cut to nothing in place is read from its beginning`() throws {
    let temporary = TemporaryFolder()
    var writer = try FeatureLogWriter(folder: temporary.log)
    try writer.append(.plain)
    try writer.append(.plain)
    var follower = try LogFollower(path: temporary.log.path)
    #expect(try drain(&follower) == [1, 2])
    truncate(temporary.log.logPath, 0)
    try writer.append(.plain)
    #expect(try drain(&follower) == [3])
  }
}
