import FeatureLog
import Testing

@testable import Sensor

struct FindingTests {
  private let findings = [
    Finding(.ok, "kernel", "6.1"),
    Finding(.warning, "udev rule", "isn't installed", remedy: "install it"),
    Finding(.problem, "log", "bad \u{1B}name"),
  ]

  @Test func messagesAndRemediesStandUnderEachOther() {
    let lines = findings.lines(style: TextStyle(isEnabled: false))
    #expect(
      lines == [
        "ok       kernel     6.1",
        "warning  udev rule  isn't installed",
        "                    install it",
        "problem  log        bad \u{FFFD}name",
        "", "1 problem, 1 warning",
      ])
  }

  @Test func marksAreColoredOnATerminalOnly() {
    let colored = findings.lines(style: TextStyle(isEnabled: true))
    #expect(colored[0].hasPrefix("\u{1B}[32mok     \u{1B}[0m  kernel"))
    #expect(colored[3].hasPrefix("\u{1B}[31m"))
  }

  @Test func onlyProblemsFail() {
    #expect(findings.hasProblem)
    #expect(!Array(findings.prefix(2)).hasProblem)
  }
}
