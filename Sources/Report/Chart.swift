/// A picture with what it says in words and numbers, in two layouts: for wide pages, and for phones.
struct Chart {
  /// Unique on the page.
  let id: String
  let title: String
  /// What can be seen in it, for whoever doesn't see it.
  let description: String
  /// Marks and what they mean; none where the titles say it.
  var legend: [(class: String, label: String)] = []
  /// Titles of columns, then rows of cells.
  let table: (titles: [String], rows: [[String]])
  let draw: (Layout) -> Drawing

  enum Layout: String, CaseIterable {
    case wide, narrow

    var width: Double { self == .wide ? 680 : 340 }
    /// Labels of days that fit side by side.
    var dayLabels: Int { self == .wide ? 9 : 4 }
  }

  var html: String {
    let pictures = Layout.allCases.map { layout -> String in
      let drawing = draw(layout)
      let size = "\(Drawing.number(drawing.width)) \(Drawing.number(drawing.height))"
      let (name, words) = ("\(id)-\(layout.rawValue)-title", "\(id)-\(layout.rawValue)-desc")
      return "<svg class=\"\(layout.rawValue)\" viewBox=\"0 0 \(size)\" role=\"img\" "
        + "aria-labelledby=\"\(name) \(words)\"><title id=\"\(name)\">\(Markup.escaped(title))</title>"
        + "<desc id=\"\(words)\">\(Markup.escaped(description))</desc>\(drawing.elements)</svg>"
    }.joined(separator: "\n")
    let keys = legend.map {
      "<li><span class=\"key \($0.class)\"></span>\(Markup.escaped($0.label))</li>"
    }.joined()
    return """
      <figure>
      <figcaption>\(Markup.escaped(title))</figcaption>
      \(legend.isEmpty ? "" : "<ul class=\"legend\">\(keys)</ul>\n")\(pictures)
      <p class="note">\(Markup.escaped(description))</p>
      \(details)
      </figure>
      """
  }

  private var details: String {
    let head = table.titles.map { "<th scope=\"col\">\(Markup.escaped($0))</th>" }.joined()
    let rows = table.rows.map { row in
      "<tr>"
        + row.enumerated().map { index, cell in
          index == 0
            ? "<th scope=\"row\">\(Markup.escaped(cell))</th>"
            : "<td>\(Markup.escaped(cell))</td>"
        }.joined() + "</tr>"
    }.joined(separator: "\n")
    return """
      <details><summary>Numbers<span class="hidden"> of \(Markup.escaped(title))</span></summary>
      <div class="scroll" tabindex="0" role="region" aria-label="\(Markup.escaped("Numbers of " + title))">
      <table><thead><tr>\(head)</tr></thead>
      <tbody>
      \(rows)
      </tbody></table>
      </div></details>
      """
  }
}

/// The place of a chart's data between its axes.
struct Frame {
  var left = 46.0
  var right = 10.0
  var top = 26.0
  var bottom = 26.0
  let width: Double
  let height: Double

  var x: (from: Double, to: Double) { (left, width - right) }
  var y: (from: Double, to: Double) { (height - bottom, top) }

  /// Draws the values' axis with its unit over it.
  func drawValues(_ scale: Scale, unit: String, on drawing: inout Drawing) {
    let step = Scale.step(scale.domain.upperBound - scale.domain.lowerBound, about: 4)
    for tick in Scale.ticks(scale.domain, about: 4) {
      let y = scale.place(tick)
      drawing.line(x1: left, y1: y, x2: width - right, y2: y)
      drawing.text(Scale.label(tick, step: step), x: left - 6, y: y + 3.5, anchor: .end)
    }
    drawing.text(unit, x: 0, y: 10, class: "unit")
  }

  /// Draws the days' axis.
  func drawDays(
    _ days: ClosedRange<Int>, _ scale: Scale, atMost count: Int, on drawing: inout Drawing
  ) {
    for (day, label) in Calendar.ticks(days, atMost: count) {
      let x = scale.place(Double(day) + 0.5)
      drawing.line(x1: x, y1: y.from, x2: x, y2: y.from + 4, class: "axis")
      drawing.text(label, x: x, y: y.from + 17, anchor: .middle)
    }
    drawing.line(x1: left, y1: y.from, x2: width - right, y2: y.from, class: "axis")
  }

  func dayScale(_ days: ClosedRange<Int>) -> Scale {
    Scale(domain: Double(days.lowerBound)...Double(days.upperBound + 1), range: x)
  }
}
