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

  @Test func `A document breaks what is long and keeps what is short`() throws {
    let long = JSONValue.array((0..<40).map(JSONValue.integer))
    let document: JSONValue = ["short": .array([.integer(1), .null]), "long": long]
    let text = String(decoding: document.document, as: UTF8.self)
    let lines = text.split(separator: "\n")
    #expect(lines[0] == "{" && lines[1] == "  \"short\": [1, null],")
    #expect(lines[2] == "  \"long\": [" && lines[3] == "    0," && lines.count == 45)
    let one = try JSONSerialization.jsonObject(with: Data(document.document)) as? NSDictionary
    let other = try JSONSerialization.jsonObject(with: Data(document.line)) as? NSDictionary
    #expect(one == other && one != nil)
    #expect(JSONValue.array([]).document == Array("[]\n".utf8))
  }
}
