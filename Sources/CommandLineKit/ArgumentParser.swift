/// Reads the words after a subcommand by the conventions of GNU programs.
struct ArgumentParser<Values: Sendable> {
  enum Outcome {
    case values(Values)
    case help
    case version
  }

  /// What an option's name led to. Help and version are part of the table, so that abbreviations
  /// and suggestions treat them like the command's own.
  private enum Target {
    case parameter(Parameter<Values>)
    case negated(Parameter<Values>)
    case help
    case version
  }

  private let parameters: [Parameter<Values>]
  private let long: [(name: String, target: Target)]

  init(_ parameters: [Parameter<Values>]) {
    self.parameters = parameters
    long =
      parameters.flatMap { parameter in
        parameter.description.longNames.map { name in
          (name, name == parameter.description.name ? .parameter(parameter) : .negated(parameter))
        }
      } + [("help", .help), ("version", .version)]
  }

  /// Reads all of `words` over `initial`. Help and version end the reading where they stand, so
  /// that `--help` answers even on a line that is otherwise wrong.
  func parse(_ words: ArraySlice<String>, over initial: Values) throws(UsageError) -> Outcome {
    var words = words
    var values = initial
    var operands: [String] = []
    while let word = words.popFirst() {
      var end: Outcome?
      if word == "--" {
        operands += words
        break
      } else if word.hasPrefix("--") {
        end = try readLong(word.dropFirst(2), &words, &values)
      } else if word.hasPrefix("-"), word != "-" {
        end = try readShort(word.dropFirst(), &words, &values)
      } else {
        operands.append(word)
      }
      if let end { return end }
    }
    try readOperands(operands, &values)
    return .values(values)
  }

  /// `name` or `name=value`.
  private func readLong(
    _ body: Substring, _ words: inout ArraySlice<String>, _ values: inout Values
  ) throws(UsageError) -> Outcome? {
    let given = String(body.prefix { $0 != "=" })
    let inline = body.firstIndex(of: "=").map { String(body[body.index(after: $0)...]) }
    let (name, target) = try find(given)
    if case .parameter(let parameter) = target, parameter.description.takesValue {
      guard let value = inline ?? words.popFirst() else {
        throw UsageError("option '--\(name)' requires an argument")
      }
      try parameter.apply(&values, .word(value))
      return nil
    }
    guard inline == nil else { throw UsageError("option '--\(name)' doesn't allow an argument") }
    switch target {
    case .parameter(let parameter): try parameter.apply(&values, .flag(true))
    case .negated(let parameter): try parameter.apply(&values, .flag(false))
    case .help: return .help
    case .version: return .version
    }
    return nil
  }

  /// The option of that name, or the only one that begins with it.
  private func find(_ given: String) throws(UsageError) -> (name: String, target: Target) {
    if let exact = long.first(where: { $0.name == given }) { return exact }
    let near = given.isEmpty ? [] : long.filter { $0.name.hasPrefix(given) }
    switch near.count {
    case 1: return near[0]
    case 0:
      throw UsageError(
        "unrecognized option '--\(given)'" + hint(for: given, among: long.map(\.name), prefix: "--")
      )
    default:
      let possible = near.map { "'--\($0.name)'" }.joined(separator: " ")
      throw UsageError("option '--\(given)' is ambiguous; possibilities: \(possible)")
    }
  }

  /// Letters of flags in one word; the first that takes a value takes the rest of the word, or the
  /// next word where nothing is left.
  private func readShort(
    _ letters: Substring, _ words: inout ArraySlice<String>, _ values: inout Values
  ) throws(UsageError) -> Outcome? {
    var letters = letters
    while let letter = letters.popFirst() {
      guard let parameter = parameters.first(where: { $0.description.short == letter }) else {
        switch letter {
        case ParameterDescription.help.short: return .help
        case ParameterDescription.version.short: return .version
        default: throw UsageError("unrecognized option '-\(letter)'")
        }
      }
      guard parameter.description.takesValue else {
        try parameter.apply(&values, .flag(true))
        continue
      }
      guard let value = letters.isEmpty ? words.popFirst() : String(letters) else {
        throw UsageError("option '-\(letter)' requires an argument")
      }
      try parameter.apply(&values, .word(value))
      return nil
    }
    return nil
  }

  private func readOperands(_ operands: [String], _ values: inout Values) throws(UsageError) {
    var operands = operands[...]
    for parameter in parameters where parameter.description.isOperand {
      if parameter.description.isRequired, operands.isEmpty {
        throw UsageError("missing operand \(parameter.description.name)")
      }
      let count = parameter.description.kind == .operand ? min(1, operands.count) : operands.count
      for operand in operands.prefix(count) { try parameter.apply(&values, .word(operand)) }
      operands = operands.dropFirst(count)
    }
    if let extra = operands.first { throw UsageError("extra operand '\(extra)'") }
  }
}
