import BehaviorFeatures
import Foundation
import Testing

@testable import FeatureLog

struct RollupTests {
  private static let day: Int64 = 86_400 * 1_000_000

  /// A folder with three days of some windows each, rotated, and the beginning of a fourth.
  private func log() throws -> TemporaryFolder {
    let temporary = TemporaryFolder()
    var writer = try FeatureLogWriter(folder: temporary.log)
    for day in 0...3 {
      for minute in [0, 1, 2, 40] { try writer.append(Self.record(day: day, minute: minute)) }
    }
    return temporary
  }

  private static func record(day: Int, minute: Int) -> WindowRecord {
    var window = WindowStatistics()
    window.end = 60_000_000
    window.keyboard.presses = 80
    window.clicks.presses[0] = 3
    for press in 0..<80 {
      window.keyboard.hold.add(0.05 + Double((press * 7 + minute + day) % 80) / 1000)
    }
    var record = WindowRecord.plain
    record.startMicroseconds += Int64(day) * Self.day + Int64(minute) * 60_000_000
    record.features = FeatureTable.values(of: window)
    record.sketch = Sketch(of: window)
    return record
  }

  private func tidy(_ folder: LogFolder) {
    #expect(LogKeeper(folder: folder, policy: LogPolicy()).tidy(now: 0).troubles.isEmpty)
  }

  private func rollups(_ path: String, _ range: TimeRange = TimeRange()) throws -> [Rollup] {
    var reader = try RollupReader(path: path, range: range)
    var rollups: [Rollup] = []
    while let rollup = try reader.next() { rollups.append(rollup) }
    return rollups
  }

  private func files(_ folder: LogFolder) throws -> [String] {
    try SystemCall.names(in: folder.path).filter { $0.hasSuffix(".rollup") }.sorted()
  }

  /// By another way: all windows in one merger.
  private func expected(_ folder: LogFolder) throws -> [LoggedWindow] {
    var reader = try FeatureLogReader(path: folder.path)
    var merger = WindowMerger(by: .day)
    while let entry = try reader.next() {
      if case .window(let window) = entry { try merger.add(window) }
    }
    return merger.windows()
  }

  @Test func `Days have what their windows have, whoever sums them up`() throws {
    let temporary = try log()
    tidy(temporary.log)
    #expect(try files(temporary.log).count == 3)
    let kept = try rollups(temporary.log.path).flatMap(\.days)
    for file in try files(temporary.log) { try SystemCall.remove(temporary.log.path + "/" + file) }
    let made = try rollups(temporary.log.path).flatMap(\.days)
    #expect(kept == made)
    #expect(try files(temporary.log).count == 3, "made again by the reader")
    let expected = try expected(temporary.log)
    #expect(kept.map(\.window.values) == expected.map(\.values))
    #expect(kept.map(\.window.windows) == [4, 4, 4, 4])
    #expect(kept.map { $0.hours.map(\.keystrokes).reduce(0, +) } == [320, 320, 320, 320])
    #expect(kept.map { $0.hours.map(\.clicks).reduce(0, +) } == [12, 12, 12, 12])
    for day in kept {
      #expect(day.stretches.map { $0.end - $0.start } == [180_000_000, 60_000_000])
    }
  }

  /// A roll-up is taken, not made: this one says something else than the file.
  @Test func `What is kept is read, while the file stays as it is`() throws {
    let temporary = try log()
    tidy(temporary.log)
    let segment = try temporary.log.segments()[0]
    let file = RollupFile(temporary.log, segment)
    var rollup = try #require(file.load())
    rollup.days[0].window.windows = 77
    let path = temporary.log.path(of: segment)
    try file.save(rollup, of: try SystemCall.status(atPath: path))
    #expect(try rollups(temporary.log.path)[0].days[0].window.windows == 77)
    // Whoever changes the file makes it void.
    let moment = timespec(tv_sec: 1, tv_nsec: 0)
    utimensat(AT_FDCWD, path, [moment, moment], 0)
    #expect(!file.isFresh)
    #expect(try rollups(temporary.log.path)[0].days[0].window.windows == 4)
    #expect(file.isFresh)
    // And so does whatever damages it.
    try overwrite(file.path, contents(file.path).dropLast(9))
    #expect(file.load() == nil)
    #expect(try rollups(temporary.log.path)[0].days[0].window.windows == 4)
  }

  /// Whoever can write to the folder can make one up.
  @Test(
    arguments: [
      { $0.hours[0].windows = .max }, { $0.hours[0].hour = 24 },
      { $0.stretches = [Rollup.Stretch(start: 0, end: .max)] },
      { $0.stretches = [Rollup.Stretch(start: .min, end: 0)] },
    ] as [@Sendable (inout Rollup.Day) -> Void])
  func `Numbers that no roll-up has make it void`(
    _ edit: @Sendable (inout Rollup.Day) -> Void
  ) throws {
    let temporary = try log()
    tidy(temporary.log)
    let segment = try temporary.log.segments()[0]
    let file = RollupFile(temporary.log, segment)
    var rollup = try #require(file.load())
    edit(&rollup.days[0])
    try file.save(rollup, of: try SystemCall.status(atPath: temporary.log.path(of: segment)))
    #expect(file.isFresh && file.load() == nil)
    #expect(try rollups(temporary.log.path)[0].days[0].window.windows == 4)
  }

  @Test func `A roll-up goes with its file, and is not made of one that has gone`() throws {
    let temporary = try log()
    tidy(temporary.log)
    let segment = try temporary.log.segments()[0]
    let path = temporary.log.path(of: segment)
    let file = RollupFile(temporary.log, segment)
    let (rollup, status) = (try #require(file.load()), try SystemCall.status(atPath: path))
    try SystemCall.remove(path)
    tidy(temporary.log)
    #expect(try files(temporary.log).count == 2)
    try file.save(rollup, of: status)
    #expect(try files(temporary.log).count == 2)
    var policy = LogPolicy()
    policy.keptBytes = 1
    _ = LogKeeper(folder: temporary.log, policy: policy).tidy(now: 0)
    #expect(try files(temporary.log).isEmpty)
    #expect(try temporary.log.segments().isEmpty)
  }

  @Test func `Of a day that is wanted in part the windows are read`() throws {
    let temporary = try log()
    tidy(temporary.log)
    let start = WindowRecord.plain.startMicroseconds + Self.day + 60_000_000
    let range = TimeRange(since: start, until: start + Self.day)
    let days = try rollups(temporary.log.path, range).flatMap(\.days)
    #expect(days.map(\.window.windows) == [3, 1])
    #expect(try files(temporary.log).count == 3)
  }

  @Test func `Damage and gaps are told each time`() throws {
    let temporary = try log()
    let folder = temporary.log
    let path = folder.path(of: try folder.segments()[1])
    let gap = GapRecord(
      sequence: 9, bootID: "boot", runID: "run",
      startMicroseconds: WindowRecord.plain.startMicroseconds + Self.day + 3_600_000_000,
      utcOffsetSeconds: 3600, endMicroseconds: WindowRecord.plain.startMicroseconds + 2 * Self.day,
      cause: "disk_full", windows: 3, made: 15)
    try overwrite(path, contents(path) + Array("{\"v\":1,\n".utf8) + gap.line)
    tidy(folder)
    for _ in 0..<2 {
      let rollup = try rollups(folder.path)[1]
      #expect(rollup.gaps == [gap])
      #expect(rollup.damage.map(\.line) == [5])
      #expect(rollup.damage.first?.file == path + ".gz")
    }
  }

  /// Its end is in the next file again: they are only right together.
  @Test func `Nothing is kept of a suspect file and the one after it`() throws {
    let temporary = try log()
    let folder = temporary.log
    let segments = try folder.segments()
    let first = folder.path(of: segments[0])
    rename(first, first.replacingOccurrences(of: ".jsonl", with: ".suspect.jsonl"))
    let second = folder.path(of: segments[1])
    let repeated =
      contents(first.replacingOccurrences(of: ".jsonl", with: ".suspect.jsonl"))
      .split(separator: 0x0A).last.map { Array($0) + [0x0A] } ?? []
    try overwrite(second, repeated + contents(second))
    tidy(folder)
    #expect(try files(folder).count == 1)
    let days = try rollups(folder.path).flatMap(\.days)
    #expect(days.map(\.window.windows) == [4, 4, 4, 4])
    #expect(try files(folder).count == 1)
  }

  @Test func `A file alone is summed up, and nothing is left beside it`() throws {
    let temporary = try log()
    tidy(temporary.log)
    let path = temporary.log.path(of: try temporary.log.segments()[0])
    let before = try SystemCall.names(in: temporary.log.path).count
    #expect(try rollups(path).map { $0.days.map(\.window.windows) } == [[4]])
    #expect(try SystemCall.names(in: temporary.log.path).count == before)
    #expect(throws: FeatureLogError.self) { try self.rollups(path + ".not") }
  }

  @Test func `A round that is to stop keeps nothing that is half`() throws {
    let temporary = try log()
    tidy(temporary.log)
    for file in try files(temporary.log) { try SystemCall.remove(temporary.log.path + "/" + file) }
    var questions = 0
    _ = LogKeeper(folder: temporary.log, policy: LogPolicy()).tidy(now: 0) {
      questions += 1
      return questions > 5
    }
    #expect(try files(temporary.log).count == 1)
  }
}
