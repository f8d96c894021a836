import BehaviorFeatures
import FeatureLog
import Glibc

/// A feature log as one page of HTML that needs nothing else: no network, no script, no other file.
public struct Page {
  let facts: Facts
  let monitor: MonitorLog
  /// When it is made, as people write it.
  let made: String

  public init(_ facts: Facts, monitor: MonitorLog = MonitorLog(), made: String) {
    self.facts = facts
    self.monitor = monitor
    self.made = made
  }

  public var html: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="referrer" content="no-referrer">
    <title>\(Markup.escaped(title))</title>
    <style>
    \(Stylesheet.text)
    </style>
    </head>
    <body>
    <header>
    <h1>How someone typed and pointed</h1>
    <p>\(Markup.escaped(subtitle))</p>
    </header>
    <main>
    \(facts.days.isEmpty ? nothing : tiles + sections.joined(separator: "\n"))
    \(privacy)
    </main>
    <footer><p>Made by <code>tactus report</code> on \(Markup.escaped(made)). Whoever has this page learns when someone was active and how they type: treat it as the log itself.</p></footer>
    </body>
    </html>

    """
  }

  private var title: String { "Tactus report" + (dates.map { ", \($0)" } ?? "") }

  private var dates: String? {
    facts.span.map { span in
      span.count == 1
        ? Calendar.long(span.lowerBound)
        : "\(Calendar.long(span.lowerBound)) to \(Calendar.long(span.upperBound))"
    }
  }

  private var subtitle: String {
    var parts = [dates ?? "no windows"]
    if !facts.users.isEmpty { parts.append(facts.users.joined(separator: ", ")) }
    if !facts.seats.isEmpty { parts.append(facts.seats.joined(separator: ", ")) }
    if facts.isRecording { parts.append("a played recording, not live input") }
    return parts.joined(separator: " · ")
  }

  private var nothing: String {
    """
    <section aria-labelledby="nothing"><h2 id="nothing">Nothing to show</h2>
    <p>There is no window in this time. <code>tactus view</code> shows what the log has.</p></section>
    """
  }

  private var tiles: String {
    let keys = facts.total(Highlight.keystrokes.rawValue)
    var tiles = [
      ("days with input", NumberText.whole(Double(facts.days.count))),
      ("time with input", NumberText.duration(facts.seconds)),
    ]
    if keys > 0 { tiles.append(("keystrokes", NumberText.whole(keys))) }
    if let hold = facts.histograms["kb.hold"]?.quantile(0.5) {
      tiles.append(("median hold of a key", "\(NumberText.short(hold * 1000)) ms"))
    }
    if facts.path > 0 {
      tiles.append(("pointer's path", NumberText.length(facts.path, unit: facts.lengthUnit)))
    }
    let clicks = facts.total(Highlight.clicks.rawValue)
    if clicks > 0 { tiles.append(("clicks", NumberText.whole(clicks))) }
    let items = tiles.map { label, value in
      "<div><dt>\(Markup.escaped(label))</dt><dd>\(Markup.escaped(value))</dd></div>"
    }
    return "<section aria-label=\"In short\"><dl class=\"tiles\">\(items.joined())</dl></section>\n"
  }

  static func section(_ id: String, _ title: String, _ charts: [Chart?], empty: String) -> String {
    let shown = charts.compactMap { $0 }
    let body =
      shown.isEmpty
      ? "<p>\(Markup.escaped(empty))</p>"
      : "<div class=\"charts\">\n\(shown.map(\.html).joined(separator: "\n"))\n</div>"
    return """
      <section aria-labelledby="\(id)">
      <h2 id="\(id)">\(Markup.escaped(title))</h2>
      \(body)
      </section>
      """
  }

  private var privacy: String {
    let counts =
      facts.windows == 0
      ? ""
      : "This page rests on \(NumberText.counted(facts.windows, "window"))"
        + (facts.damagedLines > 0
          ? "; \(NumberText.counted(facts.damagedLines, "line")) of the log could not be read."
          : ".")
    let left =
      facts.leftOutDays > 0
      ? " On \(NumberText.counted(facts.leftOutDays, "day")) lengths are in another unit than "
        + "\(facts.lengthUnit): they are left out of charts of lengths and speeds." : ""
    return """
      <section aria-labelledby="privacy">
      <h2 id="privacy">What is recorded, and what is not</h2>
      <div class="columns">
      <div><h3>In the log</h3><ul>
      <li>sums, means, spreads and histograms of windows on a fixed grid of the clock</li>
      <li>of the keyboard, statistics over 50 keystrokes or more, by kind of key and finger zone</li>
      <li>of the pointer, statistics of strokes, actions, clicks and scrolling</li>
      <li>when a window with input began, and who was active on the seat</li>
      </ul></div>
      <div><h3>Nowhere</h3><ul>
      <li>which key was pressed, or in what order</li>
      <li>the time of a key, or the path of the pointer</li>
      <li>windows, programs, screen, clipboard, sounds</li>
      <li>this page draws no conclusions about anyone, and asks no network for anything</li>
      </ul></div>
      </div>
      <p>\(Markup.escaped(counts + left)) A window without input leaves no record; typing of fewer than 50 keystrokes waits for the next ones. So times with input are lower bounds, and pauses upper ones.</p>
      </section>
      """
  }
}
