import Testing

@testable import FeatureLog

@Suite struct JSONValueParsingTests {
  private func parse(_ text: String) -> JSONValue? { JSONValue(parsing: Array(text.utf8)) }

  @Test func `what is written reads back as the same`() {
    let value: JSONValue = [
      "null": .null, "true": .bool(true), "integer": .integer(-7), "number": .number(0.1),
      "string": .string("a\"\\\n\u{1F600}\u{0}"), "array": .array([.integer(1), .array([])]),
      "object": ["empty": .object([])],
    ]
    #expect(JSONValue(parsing: value.line) == value)
  }

  @Test func `members keep their order, and give what they are and no more`() {
    let value = parse(#"{"b": 1, "a": [true, 1.5, "x"], "c": {"d": null}}"#)
    #expect(value?.members?.map(\.name) == ["b", "a", "c"])
    #expect(value?["b"]?.integer == 1 && value?["b"]?.number == 1 && value?["b"]?.string == nil)
    #expect(value?["a"]?.array?.count == 3)
    #expect(value?["c"]?["d"] == .null && value?["c"]?["e"] == nil && value?["a"]?["x"] == nil)
  }

  @Test(arguments: ["", "{", "{} {}", "{\"a\": 1, \"a\": 2}", "nul", "{a: 1}", "\u{FEFF}{}"])
  func `what is no JSON is nothing`(text: String) {
    #expect(parse(text) == nil)
  }
}
