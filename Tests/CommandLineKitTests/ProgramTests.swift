import Testing

@testable import CommandLineKit

@Suite struct ProgramTests {
  private func text(_ words: String...) throws -> String? {
    guard case .text(let text) = try Sample.program.parse(words) else { return nil }
    return text
  }

  @Test func `the command's action returns the exit status`() throws {
    guard case .run(let command, let action) = try Sample.program.parse(["list", "a", "b"]) else {
      Issue.record("nothing to run")
      return
    }
    #expect(command == "list")
    #expect(try action() == 2)
  }

  @Test func `help and version are asked for in all the usual ways`() throws {
    let help = Sample.program.help()
    for words in [["--help"], ["-h"], ["help"], ["--he"]] {
      guard case .text(help) = try Sample.program.parse(words) else {
        Issue.record("\(words) doesn't help")
        continue
      }
    }
    #expect(try text("help", "copy") == text("copy", "--help"))
    #expect(try text("--version") == "sample 1.2.3\n")
    #expect(try text("-V") == "sample 1.2.3\n")
    #expect(try text("copy", "--version") == "sample 1.2.3\n")
  }

  @Test(
    arguments: [
      ([], "missing command", nil),
      (["cpoy"], "unknown command 'cpoy'; did you mean 'copy'?", nil),
      (["help", "lst"], "unknown command 'lst'; did you mean 'list'?", nil),
      (["frobnicate"], "unknown command 'frobnicate'", nil),
      (["-q"], "unrecognized option '-q'", nil),
      (["--versoin"], "unrecognized option '--versoin'; did you mean '--version'?", nil),
      (["list"], "missing operand FILE", "list"),
    ] as [([String], String, String?)])
  func `a mistake names its command`(words: [String], message: String, command: String?) {
    #expect(throws: UsageError(message, command: command)) { try Sample.program.parse(words) }
  }

  @Test func `a mistake is explained with where to read on`() {
    #expect(
      UsageError("missing operand FILE", command: "list").explanation(program: "sample")
        == """
        sample list: missing operand FILE
        Try 'sample list --help' for more information.

        """)
    #expect(UsageError("missing command").explanation(program: "sample").hasPrefix("sample: "))
    #expect(UsageError.exitStatus == 64)
  }

  @Test func `the table is there for completions and man pages`() throws {
    let copy = try #require(Sample.program.commands.first)
    let wait = try #require(copy.parameters.first { $0.name == "wait" })
    #expect(wait.kind == .option && wait.short == "w" && wait.placeholder == "TIME")
    #expect(wait.defaultText == "30s" && wait.heading == "Timing")
    #expect(copy.parameters.first { $0.name == "mode" }?.choices == ["fast", "slow"])
    #expect(copy.parameters.first { $0.name == "SOURCE" }?.isRequired == true)
    #expect(copy.parameters.last?.name == "help")
  }
}
