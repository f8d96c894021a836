import Testing

@testable import FeatureLog

struct DisplayTextTests {
  @Test(arguments: [
    ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("键盘", 4), ("한", 2), ("ｱ", 1), ("🎹", 2),
    ("·", 1),
  ])
  func `Width is in cells of the terminal`(text: String, width: Int) {
    #expect(DisplayText.width(text) == width)
  }

  @Test func `Nothing steers the terminal`() {
    #expect(
      DisplayText.sanitized("a\u{1B}[2J\r\n\u{9B}\u{202E}\u{2028}键é")
        == "a\u{FFFD}[2J\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}键é")
  }

  @Test func `Wrapping breaks at spaces and loses no word`() {
    #expect(DisplayText.wrapped("one two three", to: 7) == ["one two", "three"])
    #expect(DisplayText.wrapped("overlong a b", to: 3) == ["overlong", "a b"])
    #expect(DisplayText.wrapped("", to: 3) == [])
  }

  @Test(
    arguments: [
      (nil, true, true), ("", true, true), ("1", true, false), ("0", true, false),
      (nil, false, false),
    ] as [(String?, Bool, Bool)])
  func `Color follows terminal and NO_COLOR`(noColor: String?, isTerminal: Bool, isEnabled: Bool) {
    #expect(TextStyle(noColor: noColor, isTerminal: isTerminal).isEnabled == isEnabled)
  }
}
