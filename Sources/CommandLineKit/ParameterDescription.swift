/// A parameter as data: what help, shell completions and man pages are made from.
public struct ParameterDescription: Sendable, Equatable {
  public enum Kind: Sendable {
    case flag
    /// A flag that `--no-NAME` turns off.
    case negatableFlag
    case option
    /// An option that may be given more than once.
    case repeatableOption
    case operand
    /// The operand that takes all words that are left.
    case repeatableOperand
  }

  public var kind: Kind
  /// The long name without dashes; of an operand its placeholder.
  public var name: String
  public var short: Character?
  /// What stands for the value of an option: `FILE`.
  public var placeholder: String?
  /// A phrase without a period, or sentences with them.
  public var help: String
  public var isRequired: Bool
  /// The words that it takes, where they are few.
  public var choices: [String]
  /// The value that stands where the command line gives none.
  public var defaultText: String?
  /// Under which heading it stands in the help; nil for the general one.
  public var heading: String?

  public var isOperand: Bool { kind == .operand || kind == .repeatableOperand }
  public var takesValue: Bool { kind != .flag && kind != .negatableFlag }

  /// The long names that the command line knows it by, without dashes.
  var longNames: [String] {
    switch kind {
    case .flag, .option, .repeatableOption: [name]
    case .negatableFlag: [name, "no-" + name]
    case .operand, .repeatableOperand: []
    }
  }

  static let help = ParameterDescription(.flag, "help", short: "h", help: "show this help and exit")
  static let version = ParameterDescription(
    .flag, "version", short: "V", help: "show the version and exit")

  init(
    _ kind: Kind, _ name: String, short: Character? = nil, placeholder: String? = nil,
    help: String, isRequired: Bool = false, choices: [String] = []
  ) {
    self.kind = kind
    self.name = name
    self.short = short
    self.placeholder = placeholder
    self.help = help
    self.isRequired = isRequired
    self.choices = choices
  }
}
