import Testing

@testable import CommandLineKit

@Suite struct ToolTests {
  private struct Values: Sendable { var count = 1 }

  private let tool = Tool(
    name: "metronome", version: "2.0", summary: "Tick",
    Values(), [.option("count", \.count, "N", "how often")]
  ) { values in Int32(values.count) }

  private func text(_ words: String...) throws -> String? {
    guard case .text(let text) = try tool.parse(words) else { return nil }
    return text
  }

  @Test func `options stand right behind the name of the program`() throws {
    guard case .run(_, let action) = try tool.parse(["--count=7"]) else {
      Issue.record("nothing to run")
      return
    }
    #expect(try action() == 7)
    #expect(try text("--version") == "metronome 2.0\n")
    #expect(try text("--help")?.hasPrefix("Usage: metronome [OPTION]...\n\nTick.\n") == true)
  }

  @Test func `a mistake names the program alone`() throws {
    let error = try #require(throws: UsageError.self) { try tool.parse(["--cuont=7"]) }
    #expect(
      error.explanation(program: "metronome") == """
        metronome: unrecognized option '--cuont'; did you mean '--count'?
        Try 'metronome --help' for more information.

        """)
  }
}
