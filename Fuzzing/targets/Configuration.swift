import OperationalLog

@testable import Settings

/// The configuration file: read as YAML, every key and value.
///
/// - A refusal names file, line and column, the line being one of the file's, on one printable line.
/// - What is read can be written as a configuration, and reads back as the same.
/// - A configuration file takes a value exactly where the command line does.
func fuzzConfiguration(_ input: [UInt8]) {
  let defaults = Configuration(logDirectory: "/log")
  do throws(ConfigurationError) {
    var configuration = defaults
    try Configuration.changes(in: input, file: "t.yaml").apply(to: &configuration)
    let text = text(of: configuration, over: defaults)
    var again = defaults
    do throws(ConfigurationError) {
      try Configuration.changes(in: Array(text.utf8), file: "t.yaml").apply(to: &again)
    } catch {
      fatalError("property broken: written as\n\(text)\nand then refused: \(error)")
    }
    require(again == configuration, "reads back as the same:\n\(text)")
  } catch {
    checkRefusal(error.message, of: input)
  }
  var bytes = Bytes(input)
  let setting = Setting.all[Int(bytes.byte()) % Setting.all.count]
  checkOneRule(setting, bytes.text())
}

private func checkRefusal(_ message: String, of input: [UInt8]) {
  let parts = message.split(separator: ":", maxSplits: 3, omittingEmptySubsequences: false)
  let lines =
    input.count { $0 == 10 || $0 == 13 } + input.count { $0 == 0x85 || $0 == 0xA8 || $0 == 0xA9 }
  require(
    parts.count == 4 && parts[0] == "t.yaml" && (1...lines + 2).contains(Int(parts[1]) ?? 0)
      && (Int(parts[2]) ?? 0) >= 1 && parts[3].count > 5, "a place and a reason: \(message)")
  require(LogLine.escaped(message) == message, "a printable line: \(message.debugDescription)")
}

/// The configuration's differences from the defaults as a file has them.
private func text(of configuration: Configuration, over defaults: Configuration) -> String {
  var text = ""
  let changed = Setting.differences(configuration, defaults)
  for setting in changed where setting.section == nil {
    text += "\(setting.key): \(doubleQuoted(setting.text(configuration)))\n"
  }
  for (index, setting) in changed.filter({ $0.section != nil }).enumerated() {
    if index == 0 { text += "\(setting.section ?? ""):\n" }
    text += "  \(setting.key): \(doubleQuoted(setting.text(configuration)))\n"
  }
  return text
}

/// As YAML's double-quoted style has any text.
private func doubleQuoted(_ text: String) -> String {
  "\""
    + text.unicodeScalars.map { scalar in
      let digits = String(scalar.value, radix: 16)
      return "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
    }.joined() + "\""
}

private func checkOneRule(_ setting: Setting, _ word: String) {
  var options = ConfigurationChanges()
  let isTaken = options.set(setting, to: word)
  let line = "\(setting.key): \(doubleQuoted(word))\n"
  let text = setting.section.map { "\($0):\n  \(line)" } ?? line
  let defaults = Configuration(logDirectory: "/log")
  var (byOption, byFile) = (defaults, defaults)
  do throws(ConfigurationError) {
    try Configuration.changes(in: Array(text.utf8), file: "t.yaml").apply(to: &byFile)
    options.apply(to: &byOption)
    require(
      isTaken && byOption == byFile,
      "\(setting.key) takes \(word.debugDescription) as the option does")
    require(
      options.set(setting, to: setting.text(byFile)),
      "\(setting.key) takes what it has: \(setting.text(byFile))")
  } catch {
    require(
      !isTaken, "\(setting.key) refuses \(word.debugDescription) as the option does: \(error)")
    checkRefusal(error.message, of: Array(text.utf8))
  }
}
