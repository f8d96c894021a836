import Foundation
import Testing

@testable import FeatureLog

struct LogEraserTests {
  private let temporary = TemporaryFolder()
  private static let minute: Int64 = 60_000_000
  /// Later than any record.
  private static let now: Int64 = 1_800_000_000_000_000

  private func record(_ minute: Int, run: String = "run") -> WindowRecord {
    var record = WindowRecord.plain
    record.runID = run
    record.startMicroseconds += Int64(minute) * Self.minute
    return record
  }

  private func moment(_ minute: Int) -> Int64 { record(minute).startMicroseconds }

  /// A log of so many minutes, some of it rotated and compressed.
  private func writeLog(_ minutes: Range<Int>) throws {
    var policy = LogPolicy()
    policy.segmentBytes = 30_000
    var writer = try FeatureLogWriter(folder: temporary.log, policy: policy)
    for minute in minutes { try writer.append(record(minute)) }
    try writer.finish()
    _ = LogKeeper(folder: temporary.log, policy: policy).tidy(now: moment(minutes.upperBound))
  }

  private func erase(since: Int64? = nil) throws -> LogEraser.Plan {
    let eraser = LogEraser(folder: temporary.log)
    return try eraser.erase(try eraser.plan(since: since), now: Self.now, utcOffset: 0)
  }

  /// What is wrong with the log, and its summary.
  private func verify() throws -> ([String], LogSummary) {
    var findings: [String] = []
    var verifier = LogVerifier { findings.append("\($0)") }
    try verifier.verify(temporary.log.path)
    return (findings, verifier.summary)
  }

  /// Every byte that the folder's files hold, unpacked.
  private func folderText() throws -> String {
    try SystemCall.names(in: temporary.log.path).filter { !$0.hasPrefix(".") }.map { name in
      let isCompressed = name.hasSuffix(".gz") || name.hasSuffix(RollupFile.suffix)
      var lines = try LineReader(
        path: temporary.log.path + "/" + name, isCompressed: isCompressed)
      var text = ""
      while let line = try lines.next() ?? lines.remainder() {
        if case .whole(let bytes) = line { text += String(decoding: bytes, as: UTF8.self) }
        if case .unfinished(let bytes) = line { text += String(decoding: bytes, as: UTF8.self) }
      }
      return text
    }.joined()
  }

  private func stamp(_ minute: Int) -> String {
    CivilTime(microseconds: moment(minute), utcOffset: 3600).iso8601
  }

  @Test func `All of a log goes, and its numbers are accounted for`() throws {
    try writeLog(0..<10)
    try overwrite(temporary.log.tornPath, Array("torn \(stamp(3))\n".utf8))
    try overwrite(temporary.log.nextPath, Array("half \(stamp(4))\n".utf8))
    #expect(try temporary.log.segments().count > 2)
    #expect(try !rollups().isEmpty)
    let report = try erase()
    #expect(report.windows == 10 && report.records == 10)
    let (findings, summary) = try verify()
    #expect(findings.isEmpty)
    #expect(summary.windows == 0 && summary.windowsErased == 10 && summary.gaps == 0)
    #expect(summary.firstSequence == 1 && summary.lastSequence == 10)
    let text = try folderText()
    for minute in 0..<10 { #expect(!text.contains(stamp(minute))) }
    #expect(try temporary.log.segments().isEmpty && rollups().isEmpty)
  }

  private func rollups() throws -> [String] {
    try SystemCall.names(in: temporary.log.path).filter { $0.hasSuffix(RollupFile.suffix) }
  }

  @Test(arguments: 0...10)
  func `From a moment on, what reaches to it goes and what was before stays`(_ minute: Int) throws {
    try writeLog(0..<10)
    // In the middle of the window before.
    let report = try erase(since: moment(minute) - Self.minute / 2)
    let kept = max(0, minute - 1)
    #expect(report.windows == 10 - kept)
    #expect(try FeatureLogWriterTests.sequences(temporary.log.path) == Array(1..<kept + 1))
    let (findings, summary) = try verify()
    #expect(findings.isEmpty)
    #expect(summary.windowsErased == 10 - kept && summary.lastSequence == 10)
    let text = try folderText()
    for each in 0..<10 { #expect(text.contains(stamp(each)) == (each < kept)) }
  }

  @Test func `Nothing is touched where nothing reaches to the moment`() throws {
    try writeLog(0..<4)
    let before = try folderText()
    let report = try erase(since: moment(4))
    #expect(report.windows == 0 && report.records == 0)
    #expect(try folderText() == before)
  }

  @Test func `A plan changes nothing`() throws {
    try writeLog(0..<6)
    let before = try folderText()
    let plan = try LogEraser(folder: temporary.log).plan(since: moment(2))
    #expect(plan.windows == 4 && !plan.files.isEmpty)
    #expect(try folderText() == before)
  }

  @Test func `A writer goes on with its numbers, and its books still add up`() throws {
    var writer = try FeatureLogWriter(folder: temporary.log)
    for minute in 0..<5 { try writer.append(record(minute)) }
    _ = try erase(since: moment(2))
    for minute in 5..<7 { try writer.append(record(minute)) }
    var loss = GapRecord(
      sequence: 0, bootID: "boot", runID: "run", startMicroseconds: moment(7),
      utcOffsetSeconds: 3600, endMicroseconds: moment(8), cause: LossCause.behind.rawValue,
      windows: 2, made: 0)
    writer.countLost(loss)
    try writer.append(record(8))
    loss.windows = 1
    writer.countLost(loss)
    try writer.finish()
    #expect(try FeatureLogWriterTests.sequences(temporary.log.path) == [1, 2, 6, 7, 9])
    let (findings, summary) = try verify()
    #expect(findings.isEmpty)
    #expect(summary.windowsLost == 3 && summary.windowsErased == 3)
  }

  @Test func `Erasing again takes the earlier erasure into account`() throws {
    try writeLog(0..<6)
    _ = try erase(since: moment(4))
    let again = try erase(since: moment(4))
    #expect(again.windows == 2)
    _ = try erase(since: moment(1))
    let (findings, summary) = try verify()
    #expect(findings.isEmpty)
    #expect(summary.erasures == 1 && summary.windowsErased == 5 && summary.windows == 1)
    // Of nothing but what was erased before, nothing more is made.
    let before = contents(temporary.log.logPath)
    _ = try erase(since: moment(2))
    #expect(contents(temporary.log.logPath) == before)
  }

  @Test func `What was written after the plan was made goes too`() throws {
    var writer = try FeatureLogWriter(folder: temporary.log)
    for minute in 0..<3 { try writer.append(record(minute)) }
    let eraser = LogEraser(folder: temporary.log)
    let plan = try eraser.plan(since: moment(1))
    // A day later, in another file.
    try writer.append(record(24 * 60))
    try writer.append(record(24 * 60 + 1))
    let report = try eraser.erase(plan, now: Self.now, utcOffset: 0)
    #expect(report.windows == 4)
    #expect(try FeatureLogWriterTests.sequences(temporary.log.path) == [1])
    let (findings, summary) = try verify()
    #expect(findings.isEmpty && summary.windowsErased == 4)
  }

  @Test func `What a removed file held is overwritten`() throws {
    try writeLog(0..<3)
    let held = try SystemCall.open(temporary.log.logPath, O_RDONLY)
    _ = try erase()
    let bytes = try SystemCall.read(held.raw, range: 0..<1 << 20)
    #expect(!bytes.isEmpty && bytes.allSatisfy { $0 == 0 })
  }

  @Test func `The writer waits for whoever erases`() throws {
    var writer = try FeatureLogWriter(folder: temporary.log)
    try writer.append(record(0))
    let alone = try FolderTurn.alone(temporary.log)
    #expect(throws: FeatureLogError.self) { try writer.append(record(1)) }
    alone.end()
    try writer.append(record(2))
    try writer.finish()
    let (findings, summary) = try verify()
    #expect(findings.isEmpty)
    #expect(summary.windows == 2 && summary.windowsLost == 1)
  }

  @Test func `A hole that nobody erased is still damage`() throws {
    try writeLog(0..<6)
    _ = try erase(since: moment(3))
    var line = contents(temporary.log.logPath)
    line = Array(
      String(decoding: line, as: UTF8.self)
        .replacingOccurrences(of: "\"records\":3", with: "\"records\":2").utf8)
    try overwrite(temporary.log.logPath, line)
    #expect(try !verify().1.isClean)
  }
}
