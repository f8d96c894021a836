/// The help of a program and of its commands, made from the same table that the parser reads.
extension Program {
  public func help() -> String {
    let commandRows = commands.map { HelpRow($0.name, $0.summary) }
    let optionRows = [ParameterDescription.help, .version].map(HelpRow.init)
    let width = HelpRow.labelWidth(commandRows + optionRows)
    var sections = [
      "Usage: \(name) COMMAND [OPTION]...",
      wrap(summary + "."),
      section("Commands", commandRows, width),
      section("Options", optionRows, width),
      wrap("'\(name) COMMAND --help' shows the options of a command."),
    ]
    if !epilogue.isEmpty { sections.append(wrap(epilogue)) }
    return sections.joined(separator: "\n\n") + "\n"
  }

  public func help(for command: Command) -> String {
    let operands = command.parameters.filter(\.isOperand)
    let options = command.parameters.filter { !$0.isOperand }
    let words = [name, command.name].filter { !$0.isEmpty }.joined(separator: " ")
    let usage = "Usage: \(words) [OPTION]..." + operands.map(\.usage).joined()
    var sections = [usage, wrap(command.summary.capitalizedFirst + ".")]
    if !command.discussion.isEmpty { sections.append(wrap(command.discussion)) }
    let width = HelpRow.labelWidth((operands + options).map(HelpRow.init))
    if !operands.isEmpty {
      sections.append(section("Operands", operands.map(HelpRow.init), width))
    }
    for heading in options.headings {
      let rows = options.filter { $0.heading == heading }.map(HelpRow.init)
      sections.append(section(heading ?? "Options", rows, width))
    }
    return sections.joined(separator: "\n\n") + "\n"
  }

  private func section(_ title: String, _ rows: [HelpRow], _ width: Int) -> String {
    ([title + ":"] + rows.map { $0.text(labelWidth: width) }).joined(separator: "\n")
  }
}

/// A label and what it means, in two columns.
struct HelpRow {
  static let pageWidth = 80
  /// A label longer than this has its explanation on the next line, lest it push all others away.
  private static let longestLabel = 28

  private let label: String
  private let explanation: String

  init(_ name: String, _ explanation: String) {
    label = "  " + name
    self.explanation = explanation
  }

  init(_ parameter: ParameterDescription) {
    label = "  " + parameter.label
    explanation = parameter.explanation
  }

  static func labelWidth(_ rows: [HelpRow]) -> Int {
    rows.map(\.label.count).filter { $0 <= longestLabel }.max() ?? longestLabel
  }

  func text(labelWidth: Int) -> String {
    let indent = labelWidth + 2
    let margin = String(repeating: " ", count: indent)
    let lines = wrapped(explanation, width: Self.pageWidth - indent).map { margin + $0 }
    guard label.count <= labelWidth, let first = lines.first else {
      return ([label] + lines).joined(separator: "\n")
    }
    let padded = label + first.dropFirst(label.count)
    return ([padded] + lines.dropFirst()).joined(separator: "\n")
  }
}

extension ParameterDescription {
  var usage: String {
    let name = kind == .repeatableOperand ? name + "..." : name
    return isRequired ? " \(name)" : " [\(name)]"
  }

  var label: String {
    guard !isOperand else { return name }
    let dashed = kind == .negatableFlag ? "--[no-]\(name)" : "--\(name)"
    let value = placeholder.map { "=" + $0 } ?? ""
    return (short.map { "-\($0), " } ?? "    ") + dashed + value
  }

  var explanation: String {
    var notes: [String] = []
    if kind == .repeatableOption { notes.append("may be repeated") }
    if let defaultText, !defaultText.isEmpty { notes.append("default: \(defaultText)") }
    return notes.isEmpty ? help : "\(help) (\(notes.joined(separator: "; ")))"
  }
}

extension [ParameterDescription] {
  /// Each heading once, in the order of the table; the general one last.
  var headings: [String?] {
    var seen: [String?] = []
    for description in self where !seen.contains(description.heading) {
      seen.append(description.heading)
    }
    return seen.filter { $0 != nil } + seen.filter { $0 == nil }
  }
}

extension String {
  var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}

/// Paragraphs, separated by empty lines, each filled to the width of the page. A line that begins
/// with a space is an example and stays as it is.
private func wrap(_ text: String) -> String {
  var lines: [String] = []
  var paragraph: [Substring] = []
  func fill() {
    lines += wrapped(paragraph.joined(separator: " "), width: HelpRow.pageWidth)
    paragraph = []
  }
  for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
    if line.isEmpty || line.hasPrefix(" ") {
      fill()
      lines.append(String(line))
    } else {
      paragraph.append(line)
    }
  }
  fill()
  return lines.joined(separator: "\n")
}

/// The words of `text` in lines of at most `width` characters, or one word where that is longer.
func wrapped(_ text: String, width: Int) -> [String] {
  var lines: [String] = []
  for word in text.split(separator: " ") {
    if let last = lines.last, last.count + 1 + word.count <= width {
      lines[lines.count - 1] = last + " " + word
    } else {
      lines.append(String(word))
    }
  }
  return lines
}
