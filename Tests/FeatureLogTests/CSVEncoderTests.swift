import Testing

@testable import FeatureLog

struct CSVEncoderTests {
  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  @Test func `Fields with commas, quotes and line ends stand in quotes`() throws {
    let encoder = CSVEncoder(columns: ["seq", "user", "seat", "plain", "a,b"])
    let window = try LoggedWindow(
      line:
        #"{"v":1,"seq":3,"start":"2026-11-24T00:05:00.000+01:00","user":"a\"d,a\r\n","seat":"s"}"#
        .utf8)
    #expect(text(encoder.header) == "seq,user,seat,plain,\"a,b\"\r\n")
    #expect(text(encoder.row(for: window)) == "3,\"a\"\"d,a\r\n\",s,,\r\n")
  }

  @Test func `Values are those of the log, and null is empty`() throws {
    let columns = [
      "start", "complete", "provenance", "duration", "kb.hold.mean", "ptr.path", "sketch", "gap.x",
    ]
    let line = """
      {"v":1,"seq":3,"start":"2026-11-24T00:05:00.000+01:00","complete":true,\
      "provenance":["bluetooth","usb"],"duration":60.0,"kb.hold.mean":-2.41334457,"ptr.path":null,\
      "gap.x":7,"sketch":{"a":1}}
      """
    let row = CSVEncoder(columns: columns).row(for: try LoggedWindow(line: line.utf8))
    #expect(
      text(row)
        == "2026-11-24T00:05:00.000+01:00,true,\"bluetooth,usb\",60.0,-2.41334457,,,7\r\n")
  }
}
