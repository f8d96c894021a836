/// A program that does one thing and so has no subcommands, with the conventions of ``Program``.
public struct Tool: Sendable {
  let program: Program
  let command: Command

  /// - Parameters:
  ///   - summary: a sentence without its period.
  ///   - discussion: what else a person should know, in paragraphs separated by empty lines.
  ///   - initial: the values where the command line says nothing.
  ///   - run: does the work and returns the exit status.
  public init<Values: Sendable>(
    name: String, version: String, summary: String, discussion: String = "", _ initial: Values,
    _ parameters: [Parameter<Values>], run: @escaping @Sendable (Values) throws -> Int32
  ) {
    command = Command("", summary, discussion: discussion, initial, parameters, run: run)
    program = Program(name: name, version: version, summary: summary, commands: [])
  }

  /// Reads the words that follow the program's name. Nothing is done yet: the invocation says what.
  public func parse(
    _ arguments: some Sequence<String>
  ) throws(UsageError) -> Program.Invocation {
    switch try command.prepare(Array(arguments)[...]) {
    case .help: .text(program.help(for: command))
    case .version: .text(program.versionText)
    case .run(let action): .run(command: "", action: action)
    }
  }
}
