import BehaviorFeatures
import CommandLineKit
import FeatureLog
import Foundation
import OperationalLog
import Testing

@testable import Sensor

@Suite struct WindowWriterTests {
  /// Runs a writer over so many windows of one second, and reads what it wrote.
  private func run(
    windows count: Int, capacity: Int = 16, policy: LogPolicy = LogPolicy(),
    prepare: (LogFolder) throws -> Void = { _ in }
  ) throws -> (entries: [LogEntry], told: String, segments: [LogSegment]) {
    let temporary = try TemporaryFolder()
    let folder = LogFolder(path: temporary.path + "/log")
    try prepare(folder)
    let mailbox = try LoopMailbox()
    let ring = Ring<WindowStatistics>(capacity: capacity)
    var writer = WindowWriter(
      windows: ring.consumer, log: try FeatureLogWriter(folder: folder, policy: policy),
      builder: RecordBuilder(bootID: "boot", runID: "run", source: .live),
      examples: WindowWriter.Examples(paths: [], window: .seconds(1)), mailbox: mailbox,
      devices: DeviceRegistry(), board: StatusBoard(),
      operationalLog: OperationalLog(level: .info, folder: temporary.path))
    var sink = RingSink(windows: ring.producer, mailbox: mailbox)
    for number in 0..<count {
      var window = WindowStatistics()
      window.start = Int64(number) * 1_000_000
      window.end = window.start + 1_000_000
      sink.take(window)
    }
    mailbox.loopEnded()
    writer.run()
    var reader = try FeatureLogReader(path: folder.path)
    var entries: [LogEntry] = []
    while let entry = try reader.next() { entries.append(entry) }
    let names = try FileManager.default.contentsOfDirectory(atPath: temporary.path)
    let told = try names.filter { $0.hasPrefix("monitor_") }.map { try temporary.text(of: $0) }
    return (entries, told.joined(), try folder.segments())
  }

  private func windows(_ entries: [LogEntry]) -> Int {
    entries.count { if case .window = $0 { true } else { false } }
  }

  @Test func `Windows that found no room are counted in the log`() throws {
    let (entries, _, _) = try run(windows: 7, capacity: 4)
    #expect(windows(entries) == 4)
    let gaps = entries.compactMap { if case .gap(let gap) = $0 { gap } else { nil } }
    #expect(gaps.map(\.windows) == [3])
    #expect(gaps.map(\.cause) == [LossCause.behind.rawValue])
    #expect(gaps.map(\.runID) == ["run"])
    #expect(gaps[0].duration >= 0 && gaps[0].duration < 60)
  }

  @Test func `A torn end that was set aside is told`() throws {
    let (entries, told, _) = try run(windows: 1) { folder in
      try FileManager.default.createDirectory(
        atPath: folder.path, withIntermediateDirectories: true)
      try Data("{\"v\":1".utf8).write(to: URL(fileURLWithPath: folder.logPath))
    }
    #expect(windows(entries) == 1)
    #expect(told.contains("the feature log ended in 6 bytes that were no whole record"))
  }

  @Test func `Files follow one another by the policy`() throws {
    var policy = LogPolicy()
    policy.segmentBytes = 1
    let (entries, _, segments) = try run(windows: 6, policy: policy)
    #expect(windows(entries) == 6)
    #expect(segments.count == 5)
  }
}
