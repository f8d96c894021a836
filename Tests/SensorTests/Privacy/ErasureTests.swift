import CommandLineKit
import FeatureLog
import Foundation
import Testing

@testable import Sensor

struct ErasureTests {
  private let folder: TemporaryFolder
  private let name = "monitor_20261123_230500.log"

  init() throws {
    setenv("TZ", "UTC", 1)
    tzset()
    folder = try TemporaryFolder()
  }

  private func put(_ lines: [String]) throws {
    try lines.map { $0 + "\n" }.joined()
      .write(toFile: folder.path + "/" + name, atomically: true, encoding: .utf8)
  }

  @Test func `of monitor files only what tells of windows goes, from the moment on`() throws {
    let lines = [
      "2026-11-23 23:05:00.000 INFO  reading /dev/input/event3: a keyboard",
      "2026-11-23 23:06:00.000 INFO  window of 60 s: 252 keystrokes; feature_count: 617",
      "2026-11-23 23:07:00.000 INFO  window of 60 s: a little movement; feature_count: 12",
      "2026-11-23 23:07:01.000 WARN  a disk is full",
    ]
    try put(lines)
    let erasure = Erasure(folder: folder.path)
    let since = try TimeExpression.microseconds("2026-11-23T23:06:30", now: 0)
    #expect(try erasure.plan(since: since).monitorLines == 1)
    #expect(try folder.text(of: name).split(separator: "\n").map(String.init) == lines)
    _ = try erasure.carryOut(try erasure.plan(since: since), since: since)
    let left = try folder.text(of: name).split(separator: "\n").map(String.init)
    #expect(left.map(\.count) == lines.map(\.count))
    #expect([0, 1, 3].allSatisfy { left[$0] == lines[$0] })
    #expect(left[2].allSatisfy { " -erased".contains($0) })
    _ = try erasure.carryOut(try erasure.plan(since: nil), since: nil)
    #expect(try !folder.text(of: name).contains("window"))
    #expect(try erasure.plan(since: nil).isEmpty)
  }

  @Test func `the line that is looked for is the one that is written`() throws {
    let line = WindowSummary.line(of: try #require(try Self.record()))
    let text = "2026-11-23 23:06:00.000 INFO  \(line)\n"
    #expect(Erasure.telling(Array(text.utf8), nil).count == 1)
  }

  /// The first of the example recordings.
  private static func record() throws -> WindowRecord? {
    let path = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../../Examples/recordings/mouse.events").standardized.path
    var replay = try Replay(paths: [path], window: .seconds(60))
    var records: [WindowRecord] = []
    try replay.run { records.append($0) }
    return records.first
  }

  @Test func `a folder that isn't there has nothing to erase`() throws {
    #expect(try Erasure(folder: folder.path + "/none").plan(since: nil).isEmpty)
  }
}
