/// The shells that completions are made for.
public enum Shell: String, ArgumentChoice {
  case bash, zsh, fish
}

/// Completions of a program and of its commands, made from the same table that the parser reads.
extension Program {
  public func completions(for shell: Shell) -> String {
    Completions(name: name, commands: commands, isTool: false).text(for: shell)
  }
}

extension Tool {
  public func completions(for shell: Shell) -> String {
    Completions(name: program.name, commands: [command], isTool: true).text(for: shell)
  }
}

/// What a shell is told of a program: the one command of a tool has no name.
struct Completions {
  let name: String
  let commands: [Command]
  let isTool: Bool

  /// The name of the function that completes it.
  var function: String { "_" + name.split(separator: "-").joined(separator: "_") }

  func text(for shell: Shell) -> String {
    switch shell {
    case .bash: bash
    case .zsh: zsh
    case .fish: fish
    }
  }

  /// What follows the program's name, each with what it does.
  var firstWords: [(name: String, summary: String)] {
    commands.map { ($0.name, $0.summary) } + [("help", "show the help of a command")]
  }
  var programOptions: [ParameterDescription] { [.help, .version] }
}

extension Command {
  var options: [ParameterDescription] { parameters.filter { !$0.isOperand } }
  var operands: [ParameterDescription] { parameters.filter(\.isOperand) }
}

extension ParameterDescription {
  /// What a value may be, as far as a shell can offer it.
  enum Offer: Equatable {
    case words([String])
    case files, folders, nothing
  }

  /// The words where they are few; else what the placeholder says.
  var offer: Offer {
    if !choices.isEmpty { return .words(choices) }
    switch isOperand ? name : placeholder {
    case "FILE", "LOG", "SOCKET", "DEVICE": return .files
    case "DIR": return .folders
    default: return .nothing
    }
  }

  /// Whether a value is several with commas between: `NAME,...`.
  var isList: Bool { placeholder?.hasSuffix(",...") ?? false }

  /// The words by which the command line knows it: `-n`, `--last`.
  var dashedNames: [String] { (short.map { ["-\($0)"] } ?? []) + longNames.map { "--" + $0 } }

  /// The first sentence of its help, for one line of a menu.
  var phrase: String {
    help.split(separator: ";", maxSplits: 1).first.map(String.init) ?? help
  }
}

/// A word of a shell's script that stands for itself.
func quoted(_ text: String) -> String {
  "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
    + "'"
}
