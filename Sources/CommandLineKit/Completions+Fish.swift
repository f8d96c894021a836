/// Fish completes by one line for each command, option and operand.
extension Completions {
  var fish: String {
    var lines = ["# Completions of \(name) for fish; made by the program itself."]
    // Files are offered only where they are wanted.
    lines.append(line("", ["-f"]))
    if !isTool {
      lines += firstWords.map { line("__fish_use_subcommand", ["-a", $0.name], $0.summary) }
      lines += programOptions.map { optionOfFish($0, "__fish_use_subcommand") }
      let topics = commands.map(\.name).joined(separator: " ")
      lines.append(line("__fish_seen_subcommand_from help", ["-a", quoted(topics)]))
    }
    for command in commands {
      // Not `__fish_seen_subcommand_from`, which an operand of that name would mislead.
      let condition =
        isTool ? "" : "test (commandline -opc)[2] = \(command.name) 2>/dev/null"
      lines += command.options.flatMap { option in
        option.longNames.map { optionOfFish(option, condition, long: $0) }
      }
      if let operand = command.operands.first {
        lines.append(line(condition, offerOfFish(operand)))
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func optionOfFish(
    _ option: ParameterDescription, _ condition: String, long: String? = nil
  ) -> String {
    let long = long ?? option.name
    let short = long == option.name ? option.short.map { ["-s", String($0)] } ?? [] : []
    let value = option.takesValue ? ["-r"] + offerOfFish(option) : []
    return line(condition, short + ["-l", long] + value, option.phrase)
  }

  private func offerOfFish(_ parameter: ParameterDescription) -> [String] {
    switch parameter.offer {
    case .words(let words):
      let all = words.joined(separator: " ")
      return ["-f", "-a", quoted(parameter.isList ? "(__fish_append , \(all))" : all)]
    case .files: return ["-F"]
    case .folders: return ["-f", "-a", quoted("(__fish_complete_directories)")]
    case .nothing: return ["-f"]
    }
  }

  private func line(_ condition: String, _ words: [String], _ help: String? = nil) -> String {
    let when = condition.isEmpty ? [] : ["-n", quoted(condition)]
    let described = help.map { ["-d", escapedForFish($0)] } ?? []
    return (["complete", "-c", name] + when + words + described).joined(separator: " ")
  }

  /// Fish quotes with backslashes inside single quotes, unlike other shells.
  private func escapedForFish(_ text: String) -> String {
    var result = "'"
    for character in text {
      if character == "'" || character == "\\" { result.append("\\") }
      result.append(character)
    }
    return result + "'"
  }
}
