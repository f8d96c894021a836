/// Bash completes by a function, which needs nothing of the package bash-completion but to be found.
extension Completions {
  var bash: String {
    """
    # Completions of \(name) for bash; made by the program itself.
    \(function)() {
      local word=${COMP_WORDS[COMP_CWORD]} option=${COMP_WORDS[COMP_CWORD-1]} command=
      # Bash takes --option=value for three words.
      if [[ $word == = ]]; then word=
      elif [[ $option == = ]]; then option=${COMP_WORDS[COMP_CWORD-2]}
      fi
      COMPREPLY=()
      \(commandOfBash)
      case "$command $option" in
    \(valuesOfBash.map { "    " + $0 }.joined(separator: "\n"))
      esac
      case $command in
    \(wordsOfBash.map { "    " + $0 }.joined(separator: "\n"))
      esac
    }
    \(function)_words() {
      mapfile -t COMPREPLY < <(compgen -W "$1" -- "$word")
    }
    # The last of several words with commas between.
    \(function)_list() {
      local before=${word%"${word##*,}"}
      mapfile -t COMPREPLY < <(compgen -P "$before" -W "$1" -- "${word##*,}")
    }
    \(function)_files() {
      compopt -o filenames
      mapfile -t COMPREPLY < <(compgen "$1" -- "$word")
    }
    # Options, where the word begins as one does. A value follows '=' without a space.
    \(function)_options() {
      [[ $word == -* ]] || return 1
      mapfile -t COMPREPLY < <(compgen -W "$1" -- "$word")
      [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *= ]] && compopt -o nospace
      return 0
    }
    complete -F \(function) \(name)

    """
  }

  private var commandOfBash: String {
    isTool ? ":" : "((COMP_CWORD < 2)) || command=${COMP_WORDS[1]}"
  }

  private var valuesOfBash: [String] {
    commands.flatMap { command in
      command.options.filter(\.takesValue).map { option in
        let names = option.dashedNames.map { "'\(command.name) \($0)'" }.joined(separator: " | ")
        let offer = offerOfBash(option)
        return "\(names)) \(offer)\(offer.isEmpty ? "" : "; ")return ;;"
      }
    }
  }

  private func offerOfBash(_ parameter: ParameterDescription) -> String {
    switch parameter.offer {
    case .words(let words):
      "\(function)_\(parameter.isList ? "list" : "words") \(quoted(words.joined(separator: " ")))"
    case .files: "\(function)_files -f"
    case .folders: "\(function)_files -d"
    case .nothing: ""
    }
  }

  private var wordsOfBash: [String] {
    let names = quoted(firstWords.map(\.name).joined(separator: " "))
    let topics = quoted(commands.map(\.name).joined(separator: " "))
    let general = optionsOfBash(programOptions)
    let first =
      isTool
      ? []
      : ["'') \(general) || \(function)_words \(names) ;;", "help) \(function)_words \(topics) ;;"]
    return first
      + commands.map { command in
        let operands = command.operands.first.map(offerOfBash) ?? ""
        let rest = operands.isEmpty ? "" : " || " + operands
        let pattern = command.name.isEmpty ? "''" : command.name
        return "\(pattern)) \(optionsOfBash(command.options))\(rest) ;;"
      }
  }

  private func optionsOfBash(_ options: [ParameterDescription]) -> String {
    let words = options.flatMap { option in
      option.dashedNames.map { option.takesValue && $0.hasPrefix("--") ? $0 + "=" : $0 }
    }
    return "\(function)_options \(quoted(words.joined(separator: " ")))"
  }
}
