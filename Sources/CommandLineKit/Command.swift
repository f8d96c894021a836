/// A subcommand: its name, its parameters and what it does.
public struct Command: Sendable {
  public let name: String
  /// A phrase for the list of commands, without a period.
  public let summary: String
  /// What else a person should know, in paragraphs separated by empty lines.
  public let discussion: String
  public let parameters: [ParameterDescription]
  let prepare: @Sendable (ArraySlice<String>) throws(UsageError) -> Outcome

  enum Outcome {
    case help
    case version
    case run(@Sendable () throws -> Int32)
  }

  /// - Parameters:
  ///   - initial: the values where the command line says nothing: the defaults that the help shows.
  ///   - run: does the work and returns the exit status.
  public init<Values: Sendable>(
    _ name: String, _ summary: String, discussion: String = "", _ initial: Values,
    _ parameters: [Parameter<Values>], run: @escaping @Sendable (Values) throws -> Int32
  ) {
    self.name = name
    self.summary = summary
    self.discussion = discussion
    self.parameters =
      parameters.map { parameter in
        var description = parameter.description
        description.defaultText = parameter.defaultText(initial)
        return description
      } + [.help]
    let parser = ArgumentParser(parameters)
    prepare = { words throws(UsageError) in
      switch try parser.parse(words, over: initial) {
      case .help: return .help
      case .version: return .version
      case .values(let values): return .run { try run(values) }
      }
    }
  }
}
