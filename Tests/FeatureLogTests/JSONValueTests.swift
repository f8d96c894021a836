import Foundation
import Testing

@testable import FeatureLog

struct JSONValueTests {
  private let sample: JSONValue = [
    "z": .array([.null, .bool(true), .integer(-3), .number(0.5)]), "a": "line\nand \"quote\" é",
    "o": ["inner": .optional(nil as String?)],
  ]

  @Test func isReadAsWhatItIs() throws {
    let read = try JSONSerialization.jsonObject(with: Data(sample.line)) as? NSDictionary
    let expected: NSDictionary = [
      "z": [NSNull(), true, -3, 0.5] as [Any], "a": "line\nand \"quote\" é",
      "o": ["inner": NSNull()],
    ]
    #expect(read == expected)
  }

  @Test func isOneLineWithItsMembersInOrder() {
    let text = String(decoding: sample.line, as: UTF8.self)
    #expect(text.firstIndex(of: "\n") == text.index(before: text.endIndex))
    #expect(text.hasPrefix("{\"z\": "))
  }

  @Test func anArrayHasALineForEachElement() throws {
    let bytes = JSONValue.array([sample, sample]).lines
    #expect(bytes.count { $0 == 0x0A } == 4)
    let read = try JSONSerialization.jsonObject(with: Data(bytes)) as? [Any]
    #expect(read?.count == 2)
    #expect(JSONValue.array([]).lines == Array("[]\n".utf8))
  }
}
