import Testing

@testable import CommandLineKit

@Suite struct HelpTests {
  @Test func `a command's help is aligned, grouped and shows defaults`() throws {
    let copy = try #require(Sample.program.commands.first)
    #expect(
      Sample.program.help(for: copy) == """
        Usage: sample copy [OPTION]... SOURCE [TARGET]

        Copy things.

        Operands:
          SOURCE             where it comes from
          TARGET             where it goes

        Timing:
          -w, --wait=TIME    how long to wait before it is given up, in words that need
                             more than a single line (default: 30s)
              --mode=MODE    how to hurry (default: fast)
              --custom=TEXT  five letters (default: hello)

        Options:
          -f, --follow       go on as the file grows
          -c, --[no-]color   color the output (default: on)
          -n, --count=N      how many to show (default: 3)
          -l, --label=TEXT   a label for all of it
              --tag=TAG      a tag to add (may be repeated)
          -h, --help         show this help and exit

        """)
  }

  @Test func `the program's help lists the commands`() {
    #expect(
      Sample.program.help() == """
        Usage: sample COMMAND [OPTION]...

        A program to test with.

        Commands:
          copy           copy things
          list           list things

        Options:
          -h, --help     show this help and exit
          -V, --version  show the version and exit

        'sample COMMAND --help' shows the options of a command.

        """)
  }

  @Test func `examples in a discussion keep their form`() {
    let help = Sample.program.help(for: Sample.program.commands[1])
    #expect(help.contains("Lists what there is.\n\n  sample list a b\n"))
    #expect(help.hasPrefix("Usage: sample list [OPTION]... FILE...\n"))
  }

  @Test func `no line is wider than a page, and no word is lost`() {
    let words = (0..<200).map { String(repeating: "x", count: $0 % 23 + 1) }
    let text = words.joined(separator: " ")
    for width in [1, 20, 50, 80] {
      let lines = wrapped(text, width: width)
      #expect(lines.allSatisfy { $0.count <= max(width, 23) })
      #expect(lines.joined(separator: " ") == text)
    }
    let row = HelpRow(String(repeating: "n", count: 40), text).text(labelWidth: 20)
    let lines = row.split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= HelpRow.pageWidth })
    #expect(lines.count > 1 && lines[1].hasPrefix(String(repeating: " ", count: 22) + "x"))
  }
}
