import FeatureLog
import Foundation
import OperationalLog
import Testing

@testable import Sensor

@Suite struct LogUpkeepTests {
  private static let patience = 20.0  // seconds

  private func wait(until isDone: () throws -> Bool) throws {
    let deadline = Date(timeIntervalSinceNow: Self.patience)
    while try !isDone(), Date() < deadline { usleep(5_000) }
    #expect(try isDone())
  }

  /// A rotated file, made by hand.
  private func add(_ number: Int, to folder: LogFolder) throws {
    let name = "tactus-20261123T220500Z-1a2b3c4d-\(number).jsonl"
    try Data("{}\n".utf8).write(to: URL(fileURLWithPath: folder.path + "/" + name))
  }

  @Test func `Files are looked after at the start, when asked, and no longer after the end`() throws
  {
    let temporary = try TemporaryFolder()
    let folder = LogFolder(path: temporary.path)
    var policy = LogPolicy()
    policy.keptMicroseconds = 0
    try add(1, to: folder)
    let log = OperationalLog(level: .debug, folder: temporary.path)
    let upkeep = try LogUpkeep(LogKeeper(folder: folder, policy: policy), operationalLog: log)
    func compressed() throws -> [Int] {
      try folder.segments().filter(\.isCompressed).map(\.firstSequence)
    }
    try wait { try compressed() == [1] }
    try add(2, to: folder)
    upkeep.look()
    try wait { try compressed() == [1, 2] }
    upkeep.stop()
    upkeep.waitForEnd(timeout: 10_000)
    try add(3, to: folder)
    upkeep.look()
    usleep(50_000)
    #expect(try compressed() == [1, 2])
  }

  @Test func `What is removed is told, with its reason`() throws {
    let temporary = try TemporaryFolder()
    let folder = LogFolder(path: temporary.path)
    var policy = LogPolicy()
    policy.keptBytes = 1
    try add(1, to: folder)
    let log = OperationalLog(level: .info, folder: temporary.path)
    let upkeep = try LogUpkeep(LogKeeper(folder: folder, policy: policy), operationalLog: log)
    try wait { try folder.segments().isEmpty }
    upkeep.stop()
    upkeep.waitForEnd(timeout: 10_000)
    let names = try FileManager.default.contentsOfDirectory(atPath: temporary.path)
    let monitor = try #require(names.first { $0.hasPrefix("monitor_") })
    let told = try temporary.text(of: monitor)
    #expect(told.contains("removed tactus-20261123T220500Z-1a2b3c4d-1.jsonl.gz"))
    #expect(told.contains("the log is larger than is to be kept"))
  }
}
