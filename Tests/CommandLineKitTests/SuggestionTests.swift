import Testing

@testable import CommandLineKit

@Suite struct SuggestionTests {
  @Test(arguments: [
    ("", "", 0), ("a", "", 1), ("abc", "abc", 0), ("abc", "acb", 1), ("kitten", "sitting", 3),
    ("flaw", "lawn", 2),
  ])
  func `edits are counted`(a: String, b: String, edits: Int) {
    #expect(editDistance(a, b) == edits)
    #expect(editDistance(b, a) == edits)
  }

  @Test func `only what is near is suggested`() {
    let names = ["run", "record", "replay", "devices"]
    #expect(suggestion(for: "relpay", among: names) == "replay")
    #expect(suggestion(for: "device", among: names) == "devices")
    #expect(suggestion(for: "rnu", among: names) == "run")
    #expect(suggestion(for: "status", among: names) == nil)
    #expect(suggestion(for: String(repeating: "x", count: 100_000), among: names) == nil)
    #expect(suggestion(for: "run", among: []) == nil)
  }
}
