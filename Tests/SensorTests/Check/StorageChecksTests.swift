import CommandLineKit
import Testing

@testable import Sensor
@testable import Settings

@Suite struct StorageChecksTests {
  private static let mebibyte = 1 << 20

  /// What fits is what is there already and what is free, together.
  @Test(arguments: [
    (free: 600, used: 0, level: Finding.Level.ok), (400, 0, .warning), (400, 200, .ok),
  ])
  func retention(free: Int, used: Int, level: Finding.Level) {
    // 30 days of minutes, at 12 KiB each, are 506 MiB.
    let finding = StorageChecks.retention(
      Configuration(logDirectory: "/"), free: free * Self.mebibyte, used: used * Self.mebibyte)
    #expect(finding.level == level, "\(finding)")
    #expect(finding.message.contains("506 MiB"))
  }

  @Test func theSmallerLimitCountsAndNoneIsTold() {
    var configuration = Configuration(logDirectory: "/")
    configuration.logKeepSize = ByteCount(bytes: 1 << 20)
    #expect(StorageChecks.retention(configuration, free: 2 << 20, used: 0).level == .ok)
    configuration.logKeepSize = ByteCount(bytes: 0)
    configuration.logKeep = .zero
    #expect(StorageChecks.retention(configuration, free: .max, used: 0).message.contains("ever"))
  }
}
