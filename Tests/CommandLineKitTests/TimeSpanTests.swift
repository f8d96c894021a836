import Testing

@testable import CommandLineKit

@Suite struct TimeSpanTests {
  @Test(arguments: [
    ("0", 0), ("0s", 0), ("1us", 1), ("500ms", 500_000), ("30s", 30_000_000),
    ("2m", 120_000_000), ("1h", 3_600_000_000), ("1d", 86_400_000_000), ("1m30s", 90_000_000),
    ("90s", 90_000_000), ("1d2h3m4s5ms6us", 93_784_005_006),
    ("9223372036854775807us", Int64.max),
  ])
  func `durations are read`(text: String, microseconds: Int64) {
    #expect(TimeSpan(argument: text)?.microseconds == microseconds)
  }

  @Test(arguments: [
    "", "60", "s", "-1s", "+1s", "1.5s", "1 s", " 1s", "1s ", "1S", "1sec", "30s1m", "1s1s", "1m30",
    "9223372036854775808us", "106751992d", "106751991d9h", "99999999999999999999s", "１s", "1m s",
  ])
  func `what is no duration is refused`(text: String) {
    #expect(TimeSpan(argument: text) == nil)
  }

  @Test func `its text reads back as the same`() {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<2_000 {
      let limit = Int64(1) << Int64.random(in: 1..<63, using: &random)
      let span = TimeSpan(microseconds: .random(in: 0..<limit, using: &random))
      #expect(TimeSpan(argument: span.description) == span)
    }
    #expect(TimeSpan.seconds(90).description == "1m30s")
    #expect(TimeSpan(microseconds: .min).description.hasPrefix("-106751991d"))
  }

  @Test func `a count beyond the range gives the end of the range`() {
    #expect(TimeSpan.days(.max).microseconds == .max)
    #expect(TimeSpan.days(.min).microseconds == .min)
    #expect(TimeSpan.milliseconds(50) < .seconds(1) && .minutes(60) == TimeSpan.hours(1))
    #expect(TimeSpan.milliseconds(1_500).seconds == 1.5)
  }
}
