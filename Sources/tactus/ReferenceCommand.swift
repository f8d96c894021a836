import CommandLineKit

/// `tactus reference`: the whole command line as one document.
enum ReferenceCommand {
  private struct Values: Sendable {}

  static let command: Command = Command(
    "reference", "write the reference of all commands, in Markdown",
    discussion: "The manual page tactus(1) is made from it.", Values(), []
  ) { _ in
    try StandardOutput.write(Tactus.program.reference())
    return 0
  }
}
