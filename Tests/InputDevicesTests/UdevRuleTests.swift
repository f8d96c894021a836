import Foundation
import Testing

@testable import InputDevices

/// The rule and the program must judge alike: what the one opens, the other takes.
struct UdevRuleTests {
  private let lines: [Substring]

  init() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let text = try String(
      contentsOf: root.appending(path: "udev/72-tactus.rules"), encoding: .utf8)
    lines = text.split(separator: "\n")
  }

  @Test func itNamesTheSameTokens() {
    let listed = lines.filter { $0.hasPrefix("ATTRS{id/vendor}") }.map(String.init)
    let known = SecurityToken.known.map { entry in
      let product = entry.product.map { ", ATTRS{id/product}==\"\(hexadecimal($0))\"" } ?? ""
      return "ATTRS{id/vendor}==\"\(hexadecimal(entry.vendor))\"\(product), GOTO=\"tactus_closed\""
    }
    #expect(listed == known)
  }

  @Test func everyJumpHasItsLabel() {
    func names(_ key: String) -> Set<Substring> {
      Set(
        lines.filter { !$0.hasPrefix("#") }.compactMap { line in
          line.range(of: key + "=\"").map { line[$0.upperBound...].prefix { $0 != "\"" } }
        })
    }
    #expect(names("GOTO") == names("LABEL"))
  }
}
