import BehaviorFeatures
import FeatureLog
import Foundation
import Testing

@testable import Report

struct PageTests {
  private func page(_ log: SampleLog) throws -> String {
    Page(try log.facts(), made: "2026-11-30 12:00").html
  }

  private func count(_ needle: String, in text: String) -> Int {
    text.components(separatedBy: needle).count - 1
  }

  @Test func `It needs nothing but itself`() throws {
    let log = SampleLog()
    try log.write((540..<560).map { .init(day: 0, minute: $0) })
    let html = try page(log)
    #expect(html.contains("default-src 'none'"))
    for word in ["<script", "http:", "https:", "src=", "@import", "url(", "href"] {
      #expect(!html.contains(word), "\(word)")
    }
  }

  @Test func `Every chart is told in words and numbers`() throws {
    let log = SampleLog()
    try log.write((0..<5).flatMap { day in (540..<560).map { .init(day: day, minute: $0) } })
    let html = try page(log)
    let figures = count("<figure>", in: html)
    #expect(figures >= 13)
    for part in [
      "<details>", "<figcaption>", "class=\"note\"", "class=\"wide\"", "class=\"narrow\"",
    ] {
      #expect(count(part, in: html) == figures, "\(part)")
    }
    #expect(count("<svg", in: html) == 2 * figures)
    #expect(count("role=\"img\" aria-labelledby=", in: html) == 2 * figures)
    #expect(count("<desc id=", in: html) == 2 * figures)
    // Ids stand once each.
    let ids = html.components(separatedBy: " id=\"").dropFirst().map {
      String($0.prefix { $0 != "\"" })
    }
    #expect(Set(ids).count == ids.count)
    // It is XML where it counts: what opens closes.
    for tag in ["figure", "svg", "section", "table", "details", "div", "ul", "li", "text"] {
      let opened = count("<\(tag)>", in: html) + count("<\(tag) ", in: html)
      #expect(opened == count("</\(tag)>", in: html), "\(tag)")
    }
    #expect(!html.contains("nan") && !html.contains("inf\""))
  }

  @Test func `Little gives a page too`() throws {
    let keyboardOnly = SampleLog()
    try keyboardOnly.write([
      .init(
        day: 0, minute: 1, clicks: 0,
        change: {
          $0.lengthUnit = nil
          let sketch = $0.sketch.entries.filter { $0.name.hasPrefix("kb.") }
          $0.sketch.entries = sketch
        })
    ])
    #expect(try page(keyboardOnly).contains("The pointer did not move."))
    let pointerOnly = SampleLog()
    try pointerOnly.write([.init(day: 0, minute: 1, keystrokes: 10)])
    #expect(try page(pointerOnly).contains("fewer than 50 keystrokes"))
    let nobody = SampleLog()
    try nobody.write([.init(day: 0, minute: 1)])
    let html = Page(try nobody.facts(user: "eve"), made: "").html
    #expect(html.contains("Nothing to show") && !html.contains("<figure>"))
    #expect(html.contains("What is recorded, and what is not"))
  }

  @Test func `Names from outside stay names`() throws {
    let log = SampleLog()
    try log.write([
      .init(day: 0, minute: 1, change: { $0.user = "<script>alert(1)</script>\u{202E}" })
    ])
    let html = try page(log)
    #expect(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;\u{FFFD}"))
    #expect(!html.contains("<script"))
  }
}
