/// Hours of the day by days of the week, the darker the longer someone was active.
struct HeatMap {
  static let steps = 6
  /// Seconds, by weekday and hour.
  let seconds: [[Double]]
  let keystrokes: [[Double]]

  private var most: Double { seconds.joined().max() ?? 0 }
  /// Minutes from one color to the next: a round number of them, or of hours.
  private var step: Double {
    let least = most / 60 / Double(Self.steps)
    let rounds = [1.0, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 300, 360, 480, 600]
    return rounds.first { $0 >= least } ?? (least / 60).rounded(.up) * 60
  }

  func color(_ seconds: Double) -> Int {
    seconds <= 0 ? 0 : min(Self.steps, Int((seconds / 60 / step).rounded(.up)))
  }

  var chart: Chart {
    let best = seconds.enumerated().flatMap { day, row in
      row.enumerated().map { (day, $0.offset, $0.element) }
    }.max { $0.2 < $1.2 }
    var description = "Time with input, summed up by the hour and weekday in which it began."
    if let (day, hour, value) = best, value > 0 {
      description +=
        " Most on \(Calendar.weekdays[day])s from \(hour):00 on: \(NumberText.duration(value))."
    }
    let legend =
      [("q0", "none")]
      + (1...Self.steps).map { index in
        ("q\(index)", "to \(NumberText.duration(Double(index) * step * 60))")
      }
    return Chart(
      id: "hours", title: "Activity by hour and weekday", description: description, legend: legend,
      table: (["Hour"] + Calendar.weekdays.map { "\($0), min" }, rows), draw: draw)
  }

  private var rows: [[String]] {
    (0..<24).map { hour in
      ["\(hour):00"] + seconds.map { NumberText.whole($0[hour] / 60) }
    }
  }

  private func draw(_ layout: Chart.Layout) -> Drawing {
    let left = 34.0
    let cell = (layout.width - left - 4) / 24
    let height = max(cell, 22)
    var drawing = Drawing(width: layout.width, height: height * 7 + 26)
    for (day, row) in seconds.enumerated() {
      let y = Double(day) * height + 2
      drawing.text(
        String(Calendar.weekdays[day].prefix(3)), x: left - 6, y: y + height / 2 + 4, anchor: .end)
      for (hour, value) in row.enumerated() {
        let keys = NumberText.whole(keystrokes[day][hour])
        let tip =
          "\(Calendar.weekdays[day]), \(hour):00: \(NumberText.duration(value)), \(keys) keystrokes"
        drawing.rectangle(
          x: left + Double(hour) * cell + 1, y: y + 1, width: cell - 2, height: height - 2,
          class: "q\(color(value))", tip: tip, radius: layout == .wide ? 3 : 2)
      }
    }
    for hour in stride(from: 0, through: 24, by: layout == .wide ? 3 : 6) {
      let anchor: Drawing.Anchor = hour == 0 ? .start : hour == 24 ? .end : .middle
      drawing.text(
        "\(hour):00", x: left + Double(hour) * cell, y: height * 7 + 20, anchor: anchor)
    }
    return drawing
  }
}
