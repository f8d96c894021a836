import BehaviorFeatures
import Foundation
import Testing

@testable import FeatureLog

struct LogVerifierTests {
  private func line(
    _ sequence: Int, run: String = "run", change: (inout WindowRecord) -> Void = { _ in }
  ) -> String {
    var record = WindowRecord.plain
    record.sequence = sequence
    record.runID = run
    change(&record)
    var encoder = RecordEncoder()
    return String(decoding: encoder.encode(record), as: UTF8.self)
  }

  private func gap(_ sequence: Int, windows: Int, made: Int, run: String = "run") -> String {
    var gap = GapRecord.sample(windows: windows, made: made)
    gap.sequence = sequence
    gap.runID = run
    return String(decoding: gap.line, as: UTF8.self)
  }

  /// What is told of a log with that text in its live file, and the summary.
  private func verify(_ text: String) throws -> (findings: [String], summary: LogSummary) {
    let temporary = TemporaryFolder()
    try overwrite(temporary.path + "/tactus.jsonl", text.utf8)
    var findings: [String] = []
    var verifier = LogVerifier { findings.append("\($0)") }
    try verifier.verify(temporary.path)
    return (
      findings.map { $0.replacingOccurrences(of: temporary.path + "/tactus.jsonl", with: "log") },
      verifier.summary
    )
  }

  @Test func `A whole log is whole`() throws {
    let (findings, summary) = try verify(
      line(1) + line(2) + gap(3, windows: 4, made: 6) + line(4) + line(5, run: "other"))
    #expect(findings == [])
    #expect(summary.isClean)
    #expect(
      "\(summary)" == "whole: 4 windows in 1 file, records 1 to 5; 1 gap with 4 windows")
  }

  @Test func `An empty log is whole, and none is told as such`() throws {
    #expect(try verify("").summary.isClean)
    let temporary = TemporaryFolder()
    let error = #expect(throws: FeatureLogError.self) {
      var verifier = LogVerifier { _ in }
      try verifier.verify(temporary.path)
    }
    #expect(
      error
        == .cannotOpen(path: temporary.path + "/tactus.jsonl", SystemError(code: ENOENT)))
  }

  @Test func `Torn, foreign and endless lines are told with their place`() throws {
    let damages = [
      ("{\"v\":1,\"se", "log:2: the line has no end"),
      ("{\"v\":1,\"se\n", "log:2: column 10: unexpected newline near '\"se'"),
      ("\0\0\0\n", "log:2: column 1: '[' or '{' expected near '\\u0000'"),
      ("[]\n", "log:2: column 1: not a JSON object"),
      ("\n", "log:2: column 1: '[' or '{' expected near end of file"),
    ]
    for (damage, message) in damages {
      let (findings, summary) = try verify(line(1) + damage)
      #expect(findings.count == 1)
      #expect(!summary.isClean)
      // libjansson's words for it may change; the place is ours.
      #expect(findings[0].prefix(6) == message.prefix(6), "\(findings)")
    }
    let long = String(repeating: " ", count: LineReader.longestLine + 1)
    #expect(
      try verify(line(1) + long + "\n" + line(3)).findings
        == ["log:2: the line is longer than \(LineReader.longestLine) bytes"])
  }

  @Test func `A hole, a step back and a repetition are told`() throws {
    #expect(
      try verify(line(1) + line(3)).findings == ["log:2: record 2 is missing before this one"])
    #expect(
      try verify(line(5) + line(9)).findings
        == ["log:2: records 6 to 8 are missing before this one"])
    #expect(try verify(line(2) + line(1)).findings == ["log:2: record 1 follows record 2"])
    #expect(try verify(line(2) + line(2)).findings == ["log:2: record 2 stands here again"])
  }

  @Test func `A log that begins later is whole: its first files were removed`() throws {
    #expect(try verify(line(900) + line(901)).summary.isClean)
  }

  @Test func `Windows that neither records nor gaps have are told`() throws {
    #expect(
      try verify(line(1) + gap(2, windows: 1, made: 3) + line(3)).findings
        == ["log:3: record 2: the run made 3 windows by then, and 2 are in its records and gaps"])
    // Two causes in a row are counted together.
    #expect(
      try verify(line(1) + gap(2, windows: 1, made: 3) + gap(3, windows: 1, made: 3)).findings
        == [])
    // A run whose beginning isn't there any more is counted from its first gap on.
    let later = line(5) + gap(6, windows: 2, made: 50) + line(7)
    #expect(try verify(later + gap(8, windows: 1, made: 52)).findings == [])
    #expect(
      try verify(later + gap(8, windows: 1, made: 53)).findings.first?.contains("the run made")
        == true)
    // An earlier run's losses are told by the next one.
    #expect(
      try verify(line(1) + gap(2, windows: 1, made: 2) + line(3, run: "b")).findings == [])
  }

  /// Anyone may have written a log: numbers as large as JSON has them are told, not computed with.
  @Test func `Numbers that no log has are damage`() throws {
    let most = Int.max
    #expect(
      try verify(gap(1, windows: most, made: 1) + gap(2, windows: most, made: 2)).findings.count
        == 2)
    #expect(
      try verify(gap(1, windows: 1, made: -most) + gap(2, windows: 1, made: most)).findings.count
        == 2)
    #expect(
      try verify(line(most) + line(most)).findings == ["log:2: record \(most) stands here again"])
    #expect(try verify(line(most) + line(1)).findings == ["log:2: record 1 follows record \(most)"])
    #expect(
      try verify(line(most - 2) + line(most)).findings == [
        "log:2: record \(most - 1) is missing before this one"
      ])
    for (number, records) in [(5, 6), (5, most), (-most, most), (5, 0), (5, -1)] {
      let erased = gap(number, windows: 1, made: 0).replacingOccurrences(
        of: "\"made\":0", with: "\"made\":0,\"records\":\(records)")
      #expect(try verify(erased).findings.count == 1, "\(records) up to \(number)")
    }
  }

  @Test func `Columns differ from version to version, not inside a run`() throws {
    let fewer = line(1, run: "old").replacingOccurrences(of: ",\"kb.keystrokes\":1.5", with: "")
    #expect(
      try verify(fewer + line(2)).findings
        == ["log:1: note: written by another version: without \"kb.keystrokes\""])
    let more = line(1).replacingOccurrences(of: "}\n", with: ",\"kb.new\":[1]}\n")
    #expect(
      try verify(more + more.replacingOccurrences(of: "\"seq\":1,", with: "\"seq\":2,")).findings
        == ["log:1: note: written by another version: with \"kb.new\""])
    #expect(
      try verify(line(1) + more.replacingOccurrences(of: "\"seq\":1,", with: "\"seq\":2,"))
        .findings == ["log:2: other keys than the run's record before this one"])
    let headless = line(1).replacingOccurrences(of: "\"seat\":\"seat0\",", with: "")
    #expect(try verify(headless).findings == ["log:1: no \"seat\""])
    let text = line(1).replacingOccurrences(of: "\"kb.rate\":1.5", with: "\"kb.rate\":\"1.5\"")
    #expect(try verify(text).findings == ["log:1: \"kb.rate\" is no number"])
  }

  @Test func `Records of a newer version are only counted`() throws {
    let newer = line(1).replacingOccurrences(of: "{\"v\":1,", with: "{\"v\":9,")
    let (findings, summary) = try verify(
      newer + newer.replacingOccurrences(of: "\"seq\":1,", with: "\"seq\":2,") + line(4))
    #expect(
      findings == [
        "log:1: note: record version 9 is newer than this program: only numbers are checked",
        "log:3: record 3 is missing before this one",
      ])
    #expect(summary.damages == 1)
  }

  @Test func `A compressed file that is cut or altered is told, and the next is read`() throws {
    let temporary = TemporaryFolder()
    let folder = temporary.log
    var writer = try FeatureLogWriter(folder: folder)
    var record = WindowRecord.plain
    for _ in 0..<3 {
      for _ in 0..<30 { try writer.append(record) }
      record.startMicroseconds += 86_400 * 1_000_000
    }
    _ = LogKeeper(folder: folder, policy: LogPolicy()).tidy(now: 0)
    let path = folder.path(of: try folder.segments()[0])
    let whole = contents(path)
    for damaged in [
      Array(whole.prefix(whole.count / 2)), Array(whole.dropLast(1)),
      whole.enumerated().map { $0.offset == whole.count / 2 ? $0.element ^ 0x55 : $0.element },
    ] {
      try overwrite(path, damaged)
      var findings: [LogFinding] = []
      var verifier = LogVerifier { findings.append($0) }
      try verifier.verify(folder.path)
      #expect(findings.first?.file == path)
      #expect(!verifier.summary.isClean)
      #expect(verifier.summary.windows >= 60)
      #expect(verifier.summary.lastSequence == 90)
      var reader = try FeatureLogReader(path: folder.path)
      var (windows, damages) = (0, 0)
      while let entry = try reader.next() {
        if case .window = entry { windows += 1 } else { damages += 1 }
      }
      #expect(windows == verifier.summary.windows)
      #expect(damages > 0)
    }
  }

  @Test func `What lies beside the log is noted`() throws {
    let temporary = TemporaryFolder()
    let folder = temporary.log
    try FeatureLogWriterTests.write(2, to: folder)
    try overwrite(folder.tornPath, [1, 2, 3])
    var gap = GapRecord.sample(windows: 5)
    gap.sequence = 3
    try overwrite(folder.gapPath, gap.line)
    var findings: [LogFinding] = []
    var verifier = LogVerifier { findings.append($0) }
    try verifier.verify(folder.path)
    #expect(verifier.summary.isClean)
    #expect(findings.map(\.file) == [folder.tornPath, folder.gapPath])
  }
}
