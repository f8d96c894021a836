/// The reference of a program's command line as Markdown, from which its manual page is made; from the
/// same table that the parser reads.
extension Program {
  public func reference() -> String {
    var parts = [
      title(name, summary),
      "## Synopsis\n\n" + commands.map { "    \(synopsis(name, $0))" }.joined(separator: "\n"),
      "## Description\n\n\(summary).",
      "## Commands",
    ]
    for command in commands {
      parts.append("### \(name) \(command.name)")
      parts.append(command.summary.capitalizedFirst + ".")
      parts += command.referenceBody(beside: [.help])
    }
    parts.append("## Options\n\n" + optionTable([.help, .version]))
    if !epilogue.isEmpty { parts.append("## Notes\n\n" + epilogue) }
    return parts.joined(separator: "\n\n") + "\n"
  }
}

extension Tool {
  public func reference() -> String {
    ([
      title(program.name, program.summary),
      "## Synopsis\n\n    \(synopsis(program.name, command))",
      "## Description",
    ] + command.referenceBody(beside: []))
    .joined(separator: "\n\n") + "\n"
  }
}

private func title(_ name: String, _ summary: String) -> String {
  "# \(name) – \(summary.prefix(1).lowercased() + summary.dropFirst())"
}

private func synopsis(_ name: String, _ command: Command) -> String {
  let words = [name, command.name].filter { !$0.isEmpty }.joined(separator: " ")
  return words + " [OPTION]..." + command.operands.map(\.usage).joined()
}

private func optionTable(_ parameters: [ParameterDescription]) -> String {
  (["| option | meaning |", "| --- | --- |"]
    + parameters.map { parameter in
      let told = parameter.help.split { !$0.isLetter && $0 != "_" }.map(String.init)
      let isTold = parameter.choices.allSatisfy(told.contains)
      let words = isTold ? "" : " One of \(parameter.choices.alternatives)."
      return
        "| `\(parameter.label.spaceless)` | \(parameter.explanation.capitalizedFirst).\(words) |"
    }).joined(separator: "\n")
}

extension Command {
  /// What a person should know, and tables of operands and options.
  fileprivate func referenceBody(beside: [ParameterDescription]) -> [String] {
    let parameters = parameters.filter { !beside.contains($0) }
    var parts: [String] = []
    if !discussion.isEmpty { parts.append(discussion) }
    let operands = parameters.filter(\.isOperand)
    if !operands.isEmpty { parts.append(optionTable(operands)) }
    let options = parameters.filter { !$0.isOperand }
    for heading in options.headings {
      if let heading { parts.append("**\(heading)**") }
      parts.append(optionTable(options.filter { $0.heading == heading }))
    }
    return parts
  }
}

extension String {
  /// Without spaces at its beginning.
  fileprivate var spaceless: String { String(drop { $0 == " " }) }
}
