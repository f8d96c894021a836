import Glibc

/// How often which value came about, with the quarters of all values marked.
struct HistogramChart {
  let id: String
  let title: String
  /// Of the values' axis.
  let unit: String
  let what: String
  let `class`: String
  let histogram: Histogram
  /// From the histogram's unit to the axis's.
  let factor: Double
  /// On the axis's scale, in order.
  let edges: [Double]
  var isLogarithmic = false

  /// What lies between the edges, and outside of them.
  var bins: (below: Double, bins: [Double], above: Double) {
    histogram.bins(edges.map { $0 / factor })
  }

  private func quantile(_ p: Double) -> Double { (histogram.quantile(p) ?? 0) * factor }

  var chart: Chart? {
    guard histogram.count > 0, let first = edges.first, let last = edges.last else { return nil }
    let (below, bins, above) = bins
    let total = histogram.count
    func share(_ count: Double) -> String { NumberText.fixed(100 * count / total, 1) + " %" }
    let outside = below + above
    var description =
      "\(NumberText.whole(total)) \(what). Half lie between \(number(quantile(0.25))) and "
      + "\(number(quantile(0.75))) \(unit), around a median of \(number(quantile(0.5))) \(unit)."
    if outside / total >= 0.0005 {
      description += " \(share(outside)) lie beyond what is shown."
    }
    let rows =
      (below > 0 ? [["below \(number(first))", share(below)]] : [])
      + bins.indices.map { index in
        ["\(number(edges[index])) to \(number(edges[index + 1]))", share(bins[index])]
      } + (above > 0 ? [["above \(number(last))", share(above)]] : [])
    return Chart(
      id: id, title: title, description: description,
      table: (["Range, \(unit)", "Share"], rows),
      draw: { draw($0, bins.map { 100 * $0 / total }) })
  }

  private func number(_ value: Double) -> String {
    abs(value) < 1 && value == value.rounded() ? "0" : NumberText.short(value)
  }

  private func label(_ tick: Double, among ticks: [Double]) -> String {
    if isLogarithmic { return Scale.label(tick, step: tick) }
    return Scale.label(tick, step: ticks.count > 1 ? ticks[1] - ticks[0] : 1)
  }

  private func draw(_ layout: Chart.Layout, _ shares: [Double]) -> Drawing {
    var frame = Frame(width: layout.width, height: 220)
    frame.top = 40
    frame.bottom = 40
    frame.right = 14
    var drawing = Drawing(width: frame.width, height: frame.height)
    let values = Scale(domain: Scale.domain(shares, fromZero: true), range: frame.y)
    let scale = Scale(
      domain: edges[0]...edges[edges.count - 1], range: frame.x, isLogarithmic: isLogarithmic)
    frame.drawValues(values, unit: "% of all", on: &drawing)
    for (index, share) in shares.enumerated() where share > 0 {
      let (from, to) = (scale.place(edges[index]), scale.place(edges[index + 1]))
      drawing.rectangle(
        x: from + 0.5, y: values.place(share), width: to - from - 1,
        height: frame.y.from - values.place(share), class: `class`,
        tip: "\(number(edges[index])) to \(number(edges[index + 1])) \(unit): "
          + "\(NumberText.fixed(share, 1)) %")
    }
    drawing.line(
      x1: frame.left, y1: frame.y.from, x2: frame.x.to, y2: frame.y.from, class: "axis")
    let ticks =
      isLogarithmic ? scale.ticks : Scale.ticks(scale.domain, about: layout == .wide ? 8 : 4)
    for tick in ticks {
      let x = scale.place(tick)
      drawing.line(x1: x, y1: frame.y.from, x2: x, y2: frame.y.from + 4, class: "axis")
      drawing.text(label(tick, among: ticks), x: x, y: frame.y.from + 17, anchor: .middle)
    }
    drawing.text(unit, x: frame.x.to, y: frame.height - 4, anchor: .end, class: "unit")
    mark(scale, frame, &drawing)
    return drawing
  }

  /// The quarters as a bar over the columns, the median as a line through them.
  private func mark(_ scale: Scale, _ frame: Frame, _ drawing: inout Drawing) {
    let (low, middle, high) = (quantile(0.25), quantile(0.5), quantile(0.75))
    drawing.rectangle(
      x: scale.place(low), y: frame.top - 6, width: scale.place(high) - scale.place(low), height: 3,
      class: "quarters", tip: "half of all values: \(number(low)) to \(number(high)) \(unit)")
    let x = scale.place(middle)
    drawing.line(x1: x, y1: frame.top - 8, x2: x, y2: frame.y.from, class: "median")
    let isRight = x > frame.width * 0.7
    drawing.text(
      "median \(number(middle)) \(unit)", x: x + (isRight ? -5 : 5), y: frame.top - 11,
      anchor: isRight ? .end : .start, class: "strong")
  }
}
