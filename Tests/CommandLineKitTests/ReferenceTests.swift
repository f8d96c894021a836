import Testing

@testable import CommandLineKit

@Suite struct ReferenceTests {
  @Test func `it has every command with its summary, and every option with its help`() {
    let reference = Sample.program.reference()
    #expect(reference.hasPrefix("# sample – a program to test with\n\n## Synopsis\n"))
    for command in Sample.program.commands {
      #expect(reference.contains("\n### sample \(command.name)\n\n"))
      for parameter in command.parameters where parameter != .help {
        // Of a flag that can be turned off both names are one.
        let name = parameter.kind == .negatableFlag ? "[no-]\(parameter.name)" : parameter.name
        let row = reference.split(separator: "\n").first { line in
          line.hasPrefix("| `") && line.contains(parameter.isOperand ? name : "--" + name)
            && line.contains(parameter.help.dropFirst())
        }
        #expect(row != nil, "\(parameter.name)")
      }
    }
    #expect(
      reference.contains("| `--mode=MODE` | How to hurry (default: fast). One of fast or slow. |"))
    #expect(reference.contains("| `-c, --[no-]color` | Color the output (default: on). |"))
  }

  @Test func `examples keep their form`() {
    #expect(Sample.program.reference().contains("Lists what there is.\n\n  sample list a b\n"))
  }

  @Test func `a tool has one table a heading`() {
    let tool = Tool(
      name: "do-it", version: "1", summary: "Do it", Sample(), Sample.parameters
    ) { _ in 0 }
    let reference = tool.reference()
    #expect(reference.contains("    do-it [OPTION]... SOURCE [TARGET]\n"))
    #expect(reference.contains("**Timing**\n\n| option | meaning |\n"))
  }
}
