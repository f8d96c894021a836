/// One flag, option or operand of a command whose values live in `Values`.
public struct Parameter<Values: Sendable>: Sendable {
  typealias Apply = @Sendable (inout Values, Argument) throws(UsageError) -> Void

  /// What the command line gave for a parameter.
  enum Argument {
    case flag(Bool)
    case word(String)
  }

  /// What is known of it before any value is read: for help, completions and man pages.
  public internal(set) var description: ParameterDescription
  let defaultText: @Sendable (Values) -> String?
  let apply: Apply

  /// `--name`, and with `negatable` also `--no-name`.
  public static func flag(
    _ name: String, short: Character? = nil, _ path: any WritableKeyPath<Values, Bool> & Sendable,
    _ help: String, negatable: Bool = false
  ) -> Parameter {
    Parameter(
      description: ParameterDescription(
        negatable ? .negatableFlag : .flag, name, short: short, help: help),
      defaultText: { values in negatable ? (values[keyPath: path] ? "on" : "off") : nil },
      apply: { values, argument in
        if case .flag(let isOn) = argument { values[keyPath: path] = isOn }
      })
  }

  /// `--name` and `--no-name`, each handed to `set`.
  public static func flag(
    _ name: String, _ help: String, default defaultText: String,
    set: @escaping @Sendable (inout Values, Bool) -> Void
  ) -> Parameter {
    Parameter(
      description: ParameterDescription(.negatableFlag, name, help: help),
      defaultText: { _ in defaultText },
      apply: { values, argument in
        if case .flag(let isOn) = argument { set(&values, isOn) }
      })
  }

  /// `--name=PLACEHOLDER`, with the value that the command starts from as its default.
  public static func option<Value: ArgumentValue>(
    _ name: String, short: Character? = nil,
    _ path: any WritableKeyPath<Values, Value> & Sendable, _ placeholder: String, _ help: String
  ) -> Parameter {
    reader(
      ParameterDescription(.option, name, short: short, placeholder: placeholder, help: help),
      defaultText: { $0[keyPath: path].argument },
      store: { values, value in values[keyPath: path] = value })
  }

  /// `--name=PLACEHOLDER` without a default.
  public static func option<Value: ArgumentValue>(
    _ name: String, short: Character? = nil,
    _ path: any WritableKeyPath<Values, Value?> & Sendable, _ placeholder: String, _ help: String
  ) -> Parameter {
    reader(
      ParameterDescription(.option, name, short: short, placeholder: placeholder, help: help),
      defaultText: { $0[keyPath: path]?.argument },
      store: { values, value in values[keyPath: path] = value })
  }

  /// `--name=PLACEHOLDER`, as often as wanted.
  public static func options<Value: ArgumentValue>(
    _ name: String, short: Character? = nil,
    _ path: any WritableKeyPath<Values, [Value]> & Sendable, _ placeholder: String, _ help: String
  ) -> Parameter {
    reader(
      ParameterDescription(
        .repeatableOption, name, short: short, placeholder: placeholder, help: help),
      store: { values, value in values[keyPath: path].append(value) })
  }

  /// `--name=PLACEHOLDER` whose words `take` reads; it answers false for a word that isn't
  /// `expectation`, and `problem` may say more of it than that.
  public static func option(
    _ name: String, short: Character? = nil, _ placeholder: String, _ help: String,
    default defaultText: String? = nil, expectation: String, choices: [String] = [],
    problem: @escaping @Sendable (String) -> String? = { _ in nil },
    take: @escaping @Sendable (inout Values, String) -> Bool
  ) -> Parameter {
    let description = ParameterDescription(
      .option, name, short: short, placeholder: placeholder, help: help, choices: choices)
    return Parameter(
      description: description, defaultText: { _ in defaultText },
      apply: { values, argument throws(UsageError) in
        guard case .word(let word) = argument, !take(&values, word) else { return }
        if let problem = problem(word) { throw UsageError("'--\(name)': \(problem)") }
        throw description.refusal(of: word, expectation)
      })
  }

  /// An operand that must be given.
  public static func operand<Value: ArgumentValue>(
    _ placeholder: String, _ path: any WritableKeyPath<Values, Value> & Sendable, _ help: String
  ) -> Parameter {
    reader(
      ParameterDescription(.operand, placeholder, help: help, isRequired: true),
      store: { values, value in values[keyPath: path] = value })
  }

  /// An operand that may be left out.
  public static func operand<Value: ArgumentValue>(
    _ placeholder: String, _ path: any WritableKeyPath<Values, Value?> & Sendable, _ help: String
  ) -> Parameter {
    reader(
      ParameterDescription(.operand, placeholder, help: help),
      defaultText: { $0[keyPath: path]?.argument },
      store: { values, value in values[keyPath: path] = value })
  }

  /// All operands that are left; at least one where `required`.
  public static func operands<Value: ArgumentValue>(
    _ placeholder: String, _ path: any WritableKeyPath<Values, [Value]> & Sendable,
    _ help: String, required: Bool = false
  ) -> Parameter {
    reader(
      ParameterDescription(.repeatableOperand, placeholder, help: help, isRequired: required),
      store: { values, value in values[keyPath: path].append(value) })
  }

  /// A parameter whose words are read as `Value`.
  private static func reader<Value: ArgumentValue>(
    _ description: ParameterDescription,
    defaultText: @escaping @Sendable (Values) -> String? = { _ in nil },
    store: @escaping @Sendable (inout Values, Value) -> Void
  ) -> Parameter {
    var description = description
    description.choices = Value.choices
    return Parameter(
      description: description, defaultText: defaultText,
      apply: { [description] values, argument throws(UsageError) in
        guard case .word(let word) = argument else { return }
        guard let value = Value(argument: word) else {
          throw description.refusal(of: word, Value.expectation)
        }
        store(&values, value)
      })
  }
}

extension ParameterDescription {
  fileprivate func refusal(of word: String, _ expectation: String) -> UsageError {
    let owner = isOperand ? name : "'--\(name)'"
    return UsageError(
      "invalid argument '\(word)' for \(owner): expected \(expectation)"
        + hint(for: word, among: choices))
  }
}

/// Puts `parameters` under a heading of their own in the help.
public func group<Values>(
  _ heading: String, _ parameters: [Parameter<Values>]
) -> [Parameter<Values>] {
  parameters.map { parameter in
    var parameter = parameter
    parameter.description.heading = heading
    return parameter
  }
}
