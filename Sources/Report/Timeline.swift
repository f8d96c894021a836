/// The last weeks' days below each other, from midnight to midnight, with the time of input in them.
struct Timeline {
  static let longest = 14
  let days: [Facts.Day]

  var chart: Chart? {
    guard let last = days.last?.number, let first = days.first?.number else { return nil }
    let shown = max(first, last - Self.longest + 1)...last
    let rows = days.filter { shown.contains($0.number) }
    return Chart(
      id: "timeline", title: "When there was input",
      description:
        "A bar for each part of a day that no pause of five minutes divides"
        + (first < shown.lowerBound ? "; the last \(shown.count) days." : "."),
      table: (
        ["Day", "from", "to", "parts", "time without pauses"],
        rows.map { day in
          let parts = Facts.efforts(day)
          return [
            Calendar.long(day.number), Self.clock(parts.first?.lowerBound ?? 0),
            Self.clock(parts.last?.upperBound ?? 0), "\(parts.count)",
            NumberText.duration(parts.reduce(0) { $0 + $1.upperBound - $1.lowerBound }),
          ]
        }
      ),
      draw: { draw($0, shown, rows) })
  }

  private static func clock(_ seconds: Double) -> String {
    let minutes = Int(seconds / 60)
    let rest = minutes % 60
    return "\(minutes / 60):\(rest < 10 ? "0" : "")\(rest)"
  }

  private func draw(
    _ layout: Chart.Layout, _ shown: ClosedRange<Int>, _ rows: [Facts.Day]
  ) -> Drawing {
    let row = 15.0
    var frame = Frame(width: layout.width, height: Double(shown.count) * row + 30)
    frame.left = 76
    frame.top = 2
    var drawing = Drawing(width: frame.width, height: frame.height)
    let scale = Scale(domain: 0...86_400, range: frame.x)
    for hour in stride(from: 0, through: 24, by: layout == .wide ? 3 : 6) {
      let x = scale.place(Double(hour) * 3600)
      drawing.line(x1: x, y1: frame.top, x2: x, y2: frame.y.from)
      drawing.text("\(hour):00", x: x, y: frame.y.from + 17, anchor: hour == 24 ? .end : .middle)
    }
    for day in shown {
      let y = frame.top + Double(day - shown.lowerBound) * row
      let name = Calendar.weekdays[Calendar.weekday(day)].prefix(3)
      drawing.text("\(name) \(Calendar.short(day))", x: frame.left - 6, y: y + 11, anchor: .end)
    }
    for day in rows {
      let y = frame.top + Double(day.number - shown.lowerBound) * row
      for part in Facts.efforts(day) {
        let (from, to) = (scale.place(part.lowerBound), scale.place(part.upperBound))
        let times = "\(Self.clock(part.lowerBound)) to \(Self.clock(part.upperBound))"
        drawing.rectangle(
          x: from, y: y + 3, width: max(1.5, to - from), height: row - 5,
          class: "c1 crisp",
          tip: "\(Calendar.long(day.number)), \(times)")
      }
    }
    return drawing
  }
}
