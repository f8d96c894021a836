import CommandLineKit
import Settings
import Testing

@testable import Sensor

@Suite struct HangDetectorTests {
  private static let second: Int64 = 1_000_000

  private func detector(interval: TimeSpan, timeout: TimeSpan) -> HangDetector {
    var settings = HeartbeatSettings()
    settings.interval = interval
    settings.timeout = timeout
    return HangDetector(settings, startedAt: 0)
  }

  @Test func `two beats and the timeout may pass without a sign`() {
    var detector = detector(interval: .seconds(30), timeout: .seconds(10))
    #expect(detector.nextLook == 70 * Self.second)
    let early = detector.finds(hangAt: 69 * Self.second, lastSign: nil)
    let late = detector.finds(hangAt: 70 * Self.second, lastSign: nil)
    #expect(!early && late)
  }

  @Test func `short intervals leave a busy machine its time`() {
    #expect(
      detector(interval: .milliseconds(10), timeout: .seconds(1)).nextLook == 30 * Self.second)
  }

  /// A worker that asks at its interval for ever is never taken for hung, and one that stops asking is
  /// found no later than its patience after the last sign.
  @Test(arguments: [1, 10, 29, 30, 60, 300])
  func `who asks in time is never hung`(interval: Int) {
    var detector = detector(interval: .seconds(interval), timeout: .seconds(10))
    let patience = detector.nextLook
    var lastSign: Int64?
    let end = Int64(interval) * 50 * Self.second
    for now in stride(from: Int64(0), through: end, by: Int(Self.second)) {
      if now % (Int64(interval) * Self.second) == 0 { lastSign = now }
      let isHung = detector.finds(hangAt: now, lastSign: lastSign)
      #expect(!isHung)
    }
    var found: Int64?
    for now in stride(from: end, through: end + 2 * patience, by: Int(Self.second)) {
      if detector.finds(hangAt: now, lastSign: lastSign) {
        found = now
        break
      }
    }
    #expect(found == end + patience)
  }
}
