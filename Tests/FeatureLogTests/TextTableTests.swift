import Testing

@testable import FeatureLog

struct TextTableTests {
  private let plain = TextStyle(isEnabled: false)

  @Test func columnsAreAlignedAndEmptyOnesLeftOut() {
    var table = TextTable(titles: ["A", "NONE", "LAST"])
    table.append(["wide 漢字", "", "x"])
    table.append(["", "", "y"])
    #expect(table.lines(style: plain) == ["A          LAST", "wide 漢字  x", "           y"])
  }

  @Test func aNameCannotSteerTheTerminal() {
    var table = TextTable(titles: ["NAME"])
    table.append(["\u{1B}[2Jmouse\n"])
    #expect(!table.lines(style: plain).joined().contains("\u{1B}"))
    #expect(table.lines(style: plain).count == 2)
  }
}
