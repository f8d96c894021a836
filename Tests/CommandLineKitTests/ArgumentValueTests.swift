import Testing

@testable import CommandLineKit

@Suite struct ArgumentValueTests {
  @Test(arguments: [
    ("0", 0), ("512", 512), ("64K", 65_536), ("10M", 10_485_760), ("2G", 2_147_483_648),
    ("1T", 1_099_511_627_776),
  ])
  func `sizes are read, and written with the greatest unit that divides`(
    text: String, bytes: Int64
  ) {
    #expect(ByteCount(argument: text)?.bytes == bytes)
    #expect(ByteCount(bytes: bytes).argument == text)
  }

  @Test(arguments: ["", "K", "-1", "+1", "1.5M", "1 K", "1k", "1KB", "9223372036854775807K"])
  func `what is no size is refused`(text: String) {
    #expect(ByteCount(argument: text) == nil)
  }

  @Test func `numbers are finite and whole where they must be`() {
    #expect(Double(argument: "2.5") == 2.5)
    #expect(Double(argument: "inf") == nil && Double(argument: "nan") == nil)
    #expect(Int(argument: "-7") == -7 && Int(argument: "7.0") == nil)
  }

  @Test func `a choice names its words`() {
    #expect(Sample.Mode.expectation == "fast or slow")
    #expect(["a", "b", "c"].alternatives == "a, b or c")
    #expect(Sample.Mode(argument: "Fast") == nil)
  }
}
