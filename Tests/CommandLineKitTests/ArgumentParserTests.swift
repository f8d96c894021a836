import Testing

@testable import CommandLineKit

@Suite struct ArgumentParserTests {
  @Test func `long options take their value after an equals sign or as the next word`() throws {
    #expect(try Sample.read("--count=5", "s").count == 5)
    #expect(try Sample.read("--count", "5", "s").count == 5)
    #expect(try Sample.read("--count", "-5", "s").count == -5)
    #expect(try Sample.read("--label=", "s").label == "")
    #expect(try Sample.read("--label=a=b", "s").label == "a=b")
  }

  @Test func `short options bundle and take the rest of the word or the next`() throws {
    #expect(try Sample.read("-fn5", "s") == Sample.read("-f", "-n", "5", "s"))
    #expect(try Sample.read("-fl", "-n", "s").label == "-n")
    #expect(try Sample.read("-lfn5", "s").label == "fn5")
  }

  @Test func `an abbreviation is enough where it is unambiguous`() throws {
    #expect(try Sample.read("--foll", "--cou=9", "s").count == 9)
    #expect(try Sample.read("--no-c", "s").color == false)
  }

  @Test func `the last of several wins, and lists grow`() throws {
    #expect(try Sample.read("-n1", "--count=2", "s").count == 2)
    #expect(try Sample.read("--no-color", "--color", "s").color)
    #expect(try Sample.read("--tag=a", "--tag", "b", "s").tags == ["a", "b"])
  }

  @Test func `operands mix with options until two dashes end them`() throws {
    let values = try Sample.read("from", "-f", "--", "--count")
    #expect(values.source == "from" && values.target == "--count" && values.follow)
    #expect(try Sample.read("-").source == "-")
    #expect(try Sample.read("s").target == nil)
  }

  @Test(arguments: [
    (["s", "--colour"], "unrecognized option '--colour'; did you mean '--color'?"),
    (["s", "--xyz"], "unrecognized option '--xyz'"),
    (["s", "--=3"], "unrecognized option '--'"),
    (["s", "-x"], "unrecognized option '-x'"),
    (
      ["s", "--co"],
      "option '--co' is ambiguous; possibilities: '--color' '--count'"
    ),
    (["s", "--count"], "option '--count' requires an argument"),
    (["s", "-fn"], "option '-n' requires an argument"),
    (["s", "--follow=yes"], "option '--follow' doesn't allow an argument"),
    (["s", "--no-color=1"], "option '--no-color' doesn't allow an argument"),
    (["s", "--no-follow"], "unrecognized option '--no-follow'"),
    (["s", "-n", "five"], "invalid argument 'five' for '--count': expected a whole number"),
    (
      ["s", "--mode=fats"],
      "invalid argument 'fats' for '--mode': expected fast or slow; did you mean 'fast'?"
    ),
    (
      ["s", "--wait=30"],
      "invalid argument '30' for '--wait': expected a duration such as 500ms, 30s, 2m or 1m30s"
    ),
    (["s", "--custom=four"], "invalid argument 'four' for '--custom': expected five letters"),
    ([], "missing operand SOURCE"),
    (["a", "b", "c"], "extra operand 'c'"),
  ])
  func `a mistake is told in one message`(words: [String], message: String) {
    #expect(throws: UsageError(message)) {
      _ = try ArgumentParser(Sample.parameters).parse(words[...], over: Sample())
    }
  }

  @Test func `help and version answer wherever they stand before a mistake`() throws {
    let parser = ArgumentParser(Sample.parameters)
    for words in [["--help", "--wrong"], ["-fh"], ["--hel"], ["x", "y", "z", "-h"]] {
      guard case .help = try parser.parse(words[...], over: Sample()) else {
        Issue.record("\(words) is no cry for help")
        continue
      }
    }
    guard case .version = try parser.parse(["-V"], over: Sample()) else {
      Issue.record("-V is not the version")
      return
    }
  }

  /// Whatever the words, there is an outcome or a message, never a trap.
  @Test func `random words never trap`() {
    var random = SystemRandomNumberGenerator()
    let pieces = [
      "-", "--", "=", "f", "n", "no-", "color", "count", "\0", "é", "1", "wait", " ", "",
    ]
    let parser = ArgumentParser(Sample.parameters)
    var refused = 0
    for _ in 0..<5_000 {
      let words = (0..<Int.random(in: 0...4, using: &random)).map { _ in
        (0..<Int.random(in: 0...4, using: &random))
          .map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
      }
      do { _ = try parser.parse(words[...], over: Sample()) } catch {
        refused += 1
        #expect(!error.message.isEmpty)
      }
    }
    #expect(refused > 0)
  }
}
