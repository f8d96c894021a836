/// A mistake on the command line.
public struct UsageError: Error, Equatable {
  /// `EX_USAGE` of `sysexits.h`: what a program exits with after telling of this mistake.
  public static let exitStatus: Int32 = 64

  /// What is wrong, phrased to follow `PROGRAM: `.
  public var message: String
  /// The subcommand whose options or operands are wrong, where one was recognized.
  public var command: String?

  public init(_ message: String, command: String? = nil) {
    self.message = message
    self.command = command
  }

  /// The mistake as a program tells it to standard error: what is wrong, and where to read on.
  public func explanation(program: String) -> String {
    let name = command.map { "\(program) \($0)" } ?? program
    return "\(name): \(message)\nTry '\(name) --help' for more information.\n"
  }
}
