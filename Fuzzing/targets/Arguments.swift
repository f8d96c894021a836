import OperationalLog

@testable import CommandLineKit
@testable import Settings

/// The command line: NUL-separated words, as the kernel hands them over, against options of every kind,
/// the sensor's own among them.
///
/// - A mistake is told with a message and the way to the help.
/// - Words behind `--` are operands, as they are.
/// - A value that is taken reads back from what it is written as.
func fuzzArguments(_ input: [UInt8]) {
  let words = input.split(separator: 0, omittingEmptySubsequences: false)
    .map { String(decoding: $0, as: UTF8.self) }
  do throws(UsageError) {
    switch try program.parse(words) {
    case .text(let text): require(text.hasSuffix("\n"), "help and version are whole lines")
    case .run(let command, _): require(command == "run", "the command that was named: \(command)")
    }
  } catch {
    let told = error.explanation(program: "t")
    require(
      !error.message.isEmpty && told.hasSuffix("--help' for more information.\n"), "told: \(told)")
  }
  do throws(UsageError) {
    guard
      case .values(let values) = try ArgumentParser(options).parse(["--"] + words, over: Values())
    else {
      fatalError("property broken: an operand asked for help")
    }
    require(values.operands == words, "operands as they were given: \(values.operands)")
  } catch {
    fatalError("property broken: an operand was refused: \(error.message)")
  }
  for word in words.prefix(8) {
    checkValue(TimeSpan.self, word)
    checkValue(ByteCount.self, word)
    checkValue(Double.self, word)
    checkValue([Int].self, word)
    checkValue(SeatChoice.self, word)
  }
}

private struct Values: Sendable {
  var changes = ConfigurationChanges()
  var follow = false
  var count = 3
  var label: String?
  var operands: [String] = []
}

private let options: [Parameter<Values>] =
  [
    .flag("follow", short: "f", \.follow, "go on", negatable: true),
    .option("count", short: "n", \.count, "N", "how many"),
    .option("label", short: "l", \.label, "TEXT", "a label"),
    .operands("WORD", \.operands, "any words"),
  ] + Setting.parameters(\Values.changes)

private let program = Program(
  name: "t", version: "1", summary: "Options of every kind",
  commands: [Command("run", "take them", Values(), options) { _ in 0 }])

private func checkValue<Value: ArgumentValue & Equatable>(_ type: Value.Type, _ word: String) {
  guard let value = Value(argument: word) else { return }
  require(
    Value(argument: value.argument) == value,
    "\(type) of \(word.debugDescription) reads back from \(value.argument.debugDescription)")
}
