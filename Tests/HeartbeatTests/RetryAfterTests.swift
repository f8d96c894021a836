import CommandLineKit
import Foundation
import Testing

@testable import Heartbeat

@Suite struct RetryAfterTests {
  @Test(arguments: [
    ("0", 0), ("7", 7), (" 120", 120), ("86400", 86_400), ("99999999999999999999999", 86_400),
  ])
  func `seconds`(header: String, seconds: Int) {
    #expect(RetryAfter.pause(header, date: nil, now: 0) == .seconds(seconds))
  }

  @Test(arguments: [
    "", " ", "-1", "1.5", "soon", "7 s", "٧", "Sun, 06 Nov 1994", "06 Nov 1994 08:49:37",
  ])
  func `anything else says nothing`(header: String) {
    #expect(RetryAfter.pause(header, date: nil, now: 0) == nil)
  }

  /// Outside oracle: the three forms as Foundation writes them.
  @Test(arguments: [
    "EEE',' dd MMM yyyy HH':'mm':'ss 'GMT'", "EEEE',' dd'-'MMM'-'yy HH':'mm':'ss 'GMT'",
    "EEE MMM d HH':'mm':'ss yyyy",
  ])
  func `dates in all three forms`(format: String) {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(identifier: "GMT")
    formatter.dateFormat = format
    for time: Int64 in stride(from: 1_700_000_000, to: 1_900_000_000, by: 7_777_777) {
      let text = formatter.string(from: Date(timeIntervalSince1970: Double(time)))
      #expect(RetryAfter.seconds(of: text) == time, "\(text)")
      #expect(RetryAfter.pause(text, date: nil, now: time - 9) == .seconds(9))
      #expect(RetryAfter.pause(text, date: nil, now: time + 9) == .zero)
    }
  }

  @Test func `a date is measured by the clock of who wrote it`() {
    let pause = RetryAfter.pause(
      "Sun, 06 Nov 1994 08:49:37 GMT", date: "Sun, 06 Nov 1994 08:49:30 GMT", now: 1_800_000_000)
    #expect(pause == .seconds(7))
  }
}
