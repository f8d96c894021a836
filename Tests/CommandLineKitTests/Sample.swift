@testable import CommandLineKit

/// A made-up program with every kind of parameter.
struct Sample: Sendable, Equatable {
  var follow = false
  var color = true
  var count = 3
  var wait = TimeSpan.seconds(30)
  var mode = Mode.fast
  var label: String?
  var tags: [String] = []
  var source = ""
  var target: String?
  var files: [String] = []
  var custom = ""

  enum Mode: String, ArgumentChoice { case fast, slow }

  static let parameters: [Parameter<Sample>] =
    [
      .flag("follow", short: "f", \.follow, "go on as the file grows"),
      .flag("color", short: "c", \.color, "color the output", negatable: true),
      .option("count", short: "n", \.count, "N", "how many to show"),
      .option("label", short: "l", \.label, "TEXT", "a label for all of it"),
      .options("tag", \.tags, "TAG", "a tag to add"),
      .operand("SOURCE", \.source, "where it comes from"),
      .operand("TARGET", \.target, "where it goes"),
    ]
    + group(
      "Timing",
      [
        .option(
          "wait", short: "w", \.wait, "TIME",
          "how long to wait before it is given up, in words that need more than a single line"),
        .option("mode", \.mode, "MODE", "how to hurry"),
        .option(
          "custom", "TEXT", "five letters", default: "hello", expectation: "five letters",
          take: { values, word in
            values.custom = word
            return word.count == 5
          }),
      ])

  static func read(_ words: String...) throws -> Sample {
    switch try ArgumentParser(parameters).parse(words[...], over: Sample()) {
    case .values(let values): return values
    case .help, .version: throw UsageError("neither help nor version was asked for")
    }
  }

  static let program = Program(
    name: "sample", version: "1.2.3", summary: "A program to test with",
    commands: [
      Command("copy", "copy things", Sample(), parameters) { $0.count == 3 ? 0 : 1 },
      Command(
        "list", "list things", discussion: "Lists what there is.\n\n  sample list a b",
        Sample(), [.operands("FILE", \.files, "what to list", required: true)]
      ) { Int32($0.files.count) },
    ])
}
