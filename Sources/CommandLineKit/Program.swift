/// A program made of subcommands, with GNU conventions: `--help`, `--version`, bundled short
/// options, unambiguous abbreviations of long ones, `--name=value`, `--`.
public struct Program: Sendable {
  public let name: String
  public let version: String
  /// A sentence without its period.
  public let summary: String
  public let commands: [Command]
  /// What stands at the end of the help: files, exit statuses, where to read on.
  public let epilogue: String

  /// What the command line asks for.
  public enum Invocation: Sendable {
    /// Print this text to standard output and exit with 0.
    case text(String)
    /// Do this, and exit with what it returns.
    case run(command: String, action: @Sendable () throws -> Int32)
  }

  public init(
    name: String, version: String, summary: String, commands: [Command], epilogue: String = ""
  ) {
    self.name = name
    self.version = version
    self.summary = summary
    self.commands = commands
    self.epilogue = epilogue
  }

  /// Reads the words that follow the program's name. Nothing is done yet: the invocation says what.
  public func parse(_ arguments: some Sequence<String>) throws(UsageError) -> Invocation {
    var words = Array(arguments)[...]
    guard let first = words.popFirst() else { throw UsageError("missing command") }
    if first == "help" {
      guard let topic = words.popFirst() else { return .text(help()) }
      return .text(help(for: try find(topic)))
    }
    guard first.hasPrefix("-") else {
      return try prepare(try find(first), words)
    }
    // Before the command stand only the options of the program itself, which takes no values.
    let parser = ArgumentParser<Void>([])
    switch try parser.parse([first], over: ()) {
    case .help: return .text(help())
    case .version: return .text(versionText)
    case .values: throw UsageError("missing command")
    }
  }

  private func prepare(
    _ command: Command, _ words: ArraySlice<String>
  ) throws(UsageError) -> Invocation {
    do {
      switch try command.prepare(words) {
      case .help: return .text(help(for: command))
      case .version: return .text(versionText)
      case .run(let action): return .run(command: command.name, action: action)
      }
    } catch {
      throw UsageError(error.message, command: command.name)
    }
  }

  private func find(_ word: String) throws(UsageError) -> Command {
    if let command = commands.first(where: { $0.name == word }) { return command }
    throw UsageError("unknown command '\(word)'" + hint(for: word, among: commands.map(\.name)))
  }

  var versionText: String { "\(name) \(version)\n" }
}
