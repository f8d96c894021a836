/// Zsh completes by specifications for its `_arguments`, with each option's help.
extension Completions {
  var zsh: String {
    """
    #compdef \(name)
    # Completions of \(name) for zsh; made by the program itself.
    \(zshFunction)() {
    \(isTool ? argumentsOfZsh(commands[0].parameters) : subcommandsOfZsh)
    }
    # Read by the completion system as the function's body; sourced, it has to be made known.
    if [[ $funcstack[1] == \(zshFunction) ]]; then \(zshFunction) "$@"; else compdef \(zshFunction) \(name); fi

    """
  }

  /// That of the file which it is loaded from.
  private var zshFunction: String { "_" + name }

  private var subcommandsOfZsh: String {
    let names = firstWords.map { quoted("\($0.name):\(described($0.summary))") }
    let cases = commands.map { command in
      "    \(command.name))\n\(argumentsOfZsh(command.parameters))\n    ;;"
    }
    return """
        local -a commands=(
          \(names.joined(separator: "\n      "))
        )
        if (( CURRENT == 2 )); then
          _describe -t commands command commands
      \(argumentsOfZsh(programOptions))
          return
        fi
        shift words
        (( CURRENT-- ))
        case $words[1] in
      \(cases.joined(separator: "\n"))
          help)
            commands=(${commands:#help:*})
            (( CURRENT == 2 )) && _describe -t commands command commands
            ;;
        esac
      """
  }

  private func argumentsOfZsh(_ parameters: [ParameterDescription]) -> String {
    let specifications = parameters.flatMap(specificationsOfZsh)
    return (["  _arguments -s -S"] + specifications).joined(separator: " \\\n      ")
  }

  private func specificationsOfZsh(_ parameter: ParameterDescription) -> [String] {
    let value = ":\(parameter.isOperand ? parameter.name : parameter.placeholder ?? ""):"
    let offer = offerOfZsh(parameter)
    switch parameter.kind {
    case .operand: return [quoted((parameter.isRequired ? ":" : "::") + value.dropFirst() + offer)]
    case .repeatableOperand: return [quoted("*" + value + offer)]
    case .flag, .negatableFlag, .option, .repeatableOption:
      let names = parameter.dashedNames
      let isRepeatable = parameter.kind == .repeatableOption
      let others = isRepeatable ? "*" : "(\(names.joined(separator: " ")))"
      let help = "[\(described(parameter.phrase))]"
      return names.map { name in
        let joint = !parameter.takesValue ? "" : name.hasPrefix("--") ? "=" : "+"
        return quoted(others + name + joint + help + (parameter.takesValue ? value + offer : ""))
      }
    }
  }

  private func offerOfZsh(_ parameter: ParameterDescription) -> String {
    switch parameter.offer {
    case .words(let words):
      parameter.isList
        ? "_values -s , value \(words.joined(separator: " "))" : "(\(words.joined(separator: " ")))"
    case .files: "_files"
    case .folders: "_files -/"
    case .nothing: ""
    }
  }

  /// Text in a specification, where a colon and brackets would end it.
  private func described(_ text: String) -> String {
    var result = ""
    for character in text {
      if "[]:\\".contains(character) { result.append("\\") }
      result.append(character)
    }
    return result
  }
}
