import Testing

@testable import CommandLineKit

@Suite struct CompletionsTests {
  /// How a shell's script writes an option's name.
  private func spelling(_ name: String, in shell: Shell) -> [String] {
    switch shell {
    case .bash, .zsh: [name]
    case .fish: [name.hasPrefix("--") ? "-l \(name.dropFirst(2)) " : "-s \(name.dropFirst()) "]
    }
  }

  @Test(arguments: Shell.allCases)
  func `every command, option and choice is offered`(_ shell: Shell) {
    let script = Sample.program.completions(for: shell)
    for command in Sample.program.commands {
      #expect(script.contains(command.name))
      for parameter in command.parameters {
        for name in parameter.dashedNames {
          #expect(spelling(name, in: shell).allSatisfy(script.contains), "\(name)")
        }
        let choices = parameter.choices.joined(separator: " ")
        #expect(script.contains(choices) || choices.isEmpty, "\(parameter.name)")
      }
    }
    #expect(script.contains("version"))
  }

  @Test func `what a value may be follows from choices and placeholder`() {
    func offer(_ placeholder: String, _ choices: [String] = []) -> ParameterDescription.Offer {
      ParameterDescription(
        .option, "name", placeholder: placeholder, help: "help", choices: choices
      ).offer
    }
    #expect(offer("FILE", ["a", "b"]) == .words(["a", "b"]))
    #expect(offer("FILE") == .files)
    #expect(offer("DIR") == .folders)
    #expect(offer("TIME") == .nothing)
  }

  @Test func `a tool completes its options without a command`() {
    let tool = Tool(
      name: "do-it", version: "1", summary: "Do it", Sample(), Sample.parameters
    ) { _ in 0 }
    let bash = tool.completions(for: .bash)
    #expect(bash.contains("' --mode') _do_it_words 'fast slow'; return ;;"))
    #expect(bash.contains("complete -F _do_it do-it"))
    #expect(!tool.completions(for: .fish).contains("__fish_use_subcommand"))
    // Zsh loads the function from a file of its name.
    #expect(tool.completions(for: .zsh).contains("\n_do-it() {\n"))
  }

  @Test func `help with quotes and brackets stays text`() {
    let parameters: [Parameter<Sample>] = [
      .flag("odd", \.follow, "it's [not]: so\\easy; there is more")
    ]
    let tool = Tool(name: "odd", version: "1", summary: "Odd", Sample(), parameters) { _ in 0 }
    #expect(
      tool.completions(for: .zsh).contains(#"'(--odd)--odd[it'\''s \[not\]\: so\\easy]'"#))
    #expect(tool.completions(for: .fish).contains(#"-d 'it\'s [not]: so\\easy'"#))
  }
}
