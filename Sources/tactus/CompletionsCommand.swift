import CommandLineKit

/// `tactus completions`: what a shell needs to complete this command line.
enum CompletionsCommand {
  private struct Values: Sendable {
    var shell = Shell.bash
  }

  static let command: Command = Command(
    "completions", "write completions for a shell",
    discussion: """
      They are installed with the program. Where that was only built, for this shell:

        source <(tactus completions bash)
        source <(tactus completions zsh)
        tactus completions fish | source
      """,
    Values(), [.operand("SHELL", \.shell, "bash, zsh or fish")]
  ) { values in
    try StandardOutput.write(Tactus.program.completions(for: values.shell))
    return 0
  }
}
