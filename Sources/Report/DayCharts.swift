/// Amounts by day, as bars, one upon the other where there are several kinds.
struct DayBars {
  struct Series {
    var label: String
    var `class`: String
    /// In the order of the days.
    var values: [Double]
  }

  let id: String
  let title: String
  let unit: String
  let description: String
  let days: [Int]
  let series: [Series]
  var cell: (Double) -> String = NumberText.short

  var chart: Chart? {
    guard let first = days.first, let last = days.last,
      series.contains(where: { $0.values.contains { $0 > 0 } })
    else { return nil }
    return Chart(
      id: id, title: title, description: description,
      legend: series.count > 1 ? series.map { ($0.class, $0.label) } : [],
      table: (
        ["Day"] + series.map { "\($0.label), \(unit)" },
        days.indices.map { index in
          [Calendar.long(days[index])] + series.map { cell($0.values[index]) }
        }
      ),
      draw: { draw($0, first...last) })
  }

  private func draw(_ layout: Chart.Layout, _ span: ClosedRange<Int>) -> Drawing {
    let frame = Frame(width: layout.width, height: 200)
    var drawing = Drawing(width: frame.width, height: frame.height)
    let sums = days.indices.map { index in series.reduce(0) { $0 + $1.values[index] } }
    let values = Scale(domain: Scale.domain(sums, fromZero: true), range: frame.y)
    let scale = frame.dayScale(span)
    frame.drawValues(values, unit: unit, on: &drawing)
    let slot = (frame.x.to - frame.x.from) / Double(span.count)
    let width = min(26, max(0.6, slot * 0.78))
    for (index, day) in days.enumerated() {
      var below = 0.0
      let x = scale.place(Double(day) + 0.5) - width / 2
      for part in series where part.values[index] > 0 {
        let (from, to) = (values.place(below), values.place(below + part.values[index]))
        let kind = series.count > 1 ? " \(part.label)" : ""
        drawing.rectangle(
          x: x, y: to, width: width, height: from - to, class: part.class,
          tip: "\(Calendar.long(day)): \(cell(part.values[index])) \(unit)\(kind)")
        below += part.values[index]
      }
    }
    frame.drawDays(span, scale, atMost: layout.dayLabels, on: &drawing)
    return drawing
  }
}

/// The middle of a distribution by day, as a line, with the half of all values around it.
struct DayTrend {
  struct Point {
    var day: Int
    var value: Double
    var band: ClosedRange<Double>?
  }

  let id: String
  let title: String
  let unit: String
  let description: String
  let label: String
  let `class`: String
  let points: [Point]
  var fromZero = false

  /// A line over so many days without a value would tell what nobody knows.
  private static let longestBridge = 4

  var chart: Chart? {
    guard let first = points.first, let last = points.last else { return nil }
    let hasBand = points.contains { $0.band != nil }
    let legend =
      hasBand ? [(`class`, label), ("\(`class`) band", "the middle half of all values")] : []
    return Chart(
      id: id, title: title, description: description, legend: legend,
      table: (
        ["Day", "\(label), \(unit)"] + (hasBand ? ["lower quarter", "upper quarter"] : []),
        points.map { point in
          [Calendar.long(point.day), NumberText.short(point.value)]
            + (hasBand
              ? [point.band?.lowerBound, point.band?.upperBound].map {
                $0.map(NumberText.short) ?? ""
              } : [])
        }
      ),
      draw: { draw($0, first.day...last.day) })
  }

  private func draw(_ layout: Chart.Layout, _ span: ClosedRange<Int>) -> Drawing {
    let frame = Frame(width: layout.width, height: 200)
    var drawing = Drawing(width: frame.width, height: frame.height)
    let all = points.flatMap { [$0.value, $0.band?.lowerBound, $0.band?.upperBound] }
      .compactMap { $0 }
    let values = Scale(domain: Scale.domain(all, fromZero: fromZero), range: frame.y)
    let scale = frame.dayScale(span)
    frame.drawValues(values, unit: unit, on: &drawing)
    for piece in pieces {
      let band = piece.compactMap { point in point.band.map { (point.day, $0) } }
      let x = { (day: Int) in scale.place(Double(day) + 0.5) }
      if band.count > 1 {
        drawing.path(
          band.map { (x($0.0), values.place($0.1.upperBound)) }
            + band.reversed().map { (x($0.0), values.place($0.1.lowerBound)) },
          class: "\(`class`) band", closed: true)
      } else if let (day, range) = band.first {
        drawing.rectangle(
          x: x(day) - 4, y: values.place(range.upperBound), width: 8,
          height: values.place(range.lowerBound) - values.place(range.upperBound),
          class: "\(`class`) band")
      }
      drawing.path(
        piece.map { (x($0.day), values.place($0.value)) }, class: "\(`class`) stroke")
    }
    let slot = (frame.x.to - frame.x.from) / Double(span.count)
    for point in points {
      drawing.circle(
        x: scale.place(Double(point.day) + 0.5), y: values.place(point.value),
        radius: min(3.2, max(0.9, slot * 0.3)), class: `class`,
        tip: "\(Calendar.long(point.day)): \(NumberText.short(point.value)) \(unit)")
    }
    frame.drawDays(span, scale, atMost: layout.dayLabels, on: &drawing)
    return drawing
  }

  private var pieces: [[Point]] {
    points.reduce(into: []) { pieces, point in
      if let last = pieces.last?.last, point.day - last.day <= Self.longestBridge {
        pieces[pieces.count - 1].append(point)
      } else {
        pieces.append([point])
      }
    }
  }
}
