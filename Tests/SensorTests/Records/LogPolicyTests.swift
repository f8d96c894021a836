import CommandLineKit
import FeatureLog
import Settings
import Testing

@testable import Sensor

@Suite struct LogPolicyTests {
  @Test func `the defaults of the settings are the log's own`() {
    #expect(LogPolicy(Configuration(logDirectory: "/a")) == LogPolicy())
  }

  @Test func `each setting arrives`() {
    var configuration = Configuration(logDirectory: "/a")
    configuration.logSync = .milliseconds(20)
    configuration.logRotate = .off
    configuration.logRotateSize = ByteCount(bytes: 1)
    configuration.logKeep = .hours(2)
    configuration.logKeepSize = ByteCount(bytes: 3)
    configuration.logKeepFree = ByteCount(bytes: 4)
    var expected = LogPolicy()
    expected.syncMicroseconds = 20_000
    expected.rotates = false
    expected.segmentBytes = 1
    expected.keptMicroseconds = 7_200_000_000
    expected.keptBytes = 3
    expected.freeBytes = 4
    #expect(LogPolicy(configuration) == expected)
  }
}
