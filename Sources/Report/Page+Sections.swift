import BehaviorFeatures
import Glibc

extension Page {
  /// The charts, from when there was input to what lacks.
  var sections: [String] {
    [
      Self.section(
        "activity", "Activity",
        [
          HeatMap(seconds: facts.secondsByHour, keystrokes: facts.keystrokesByHour).chart,
          Timeline(days: facts.days).chart, activeByDay, keystrokesByDay,
        ], empty: "No input."),
      Self.section(
        "typing", "Typing", typing, empty: "No keyboard statistics: fewer than 50 keystrokes."),
      Self.section(
        "pointing", "Pointing", pointing, empty: "The pointer did not move."),
      Self.section(
        "clicks", "Clicks and scrolling", [clicks, scrolling], empty: "No clicks, no scrolling."),
      Self.section(
        "strain", "Breaks and strain", [longestEffort, pauses], empty: "No input."),
      Self.section(
        "gaps", "Gaps and heartbeat", [Lanes(facts: facts, monitor: monitor).chart],
        empty: "No input."),
    ]
  }

  private var numbers: [Int] { facts.days.map(\.number) }

  private func bars(
    _ id: String, _ title: String, _ unit: String, _ description: String,
    _ series: [DayBars.Series], cell: @escaping (Double) -> String = NumberText.whole
  ) -> Chart? {
    DayBars(
      id: id, title: title, unit: unit, description: description, days: numbers, series: series,
      cell: cell
    ).chart
  }

  // MARK: - Activity

  private var activeByDay: Chart? {
    bars(
      "active", "Time with input by day", "h", "Length of the windows in which something happened.",
      [DayBars.Series(label: "time", class: "c1", values: facts.days.map { $0.seconds / 3600 })],
      cell: NumberText.short)
  }

  private var keystrokesByDay: Chart? {
    bars(
      "keys", "Keystrokes by day", "keystrokes", "Key presses, auto-repeat not counted.",
      [
        DayBars.Series(
          label: "keystrokes", class: "c1",
          values: facts.days.map { $0[Highlight.keystrokes.rawValue] ?? 0 })
      ])
  }

  // MARK: - Typing

  private static func steps(_ from: Double, _ step: Double, _ count: Int) -> [Double] {
    (0...count).map { from + Double($0) * step }
  }

  private func times(
    _ id: String, _ feature: String, _ title: String, _ what: String, _ edges: [Double]
  ) -> Chart? {
    facts.histograms[feature].flatMap {
      HistogramChart(
        id: id, title: title, unit: "ms", what: what, class: "c1", histogram: $0, factor: 1000,
        edges: edges
      ).chart
    }
  }

  private var typing: [Chart?] {
    [
      times(
        "hold", "kb.hold", "How long keys are held", "hold times, from press to release",
        Self.steps(0, 10, 30)),
      times(
        "flight", "kb.ud", "From one key's release to the next key's press",
        "flights; those below zero are keys that overlap", Self.steps(-200, 25, 32)),
      times(
        "interval", "kb.dd", "From press to press", "press-to-press times within a second",
        Self.steps(0, 25, 40)),
      trend(
        "hold-days", "Hold time by day", "ms", "kb.hold", { exp($0) * 1000 }, "c1",
        "The median of each day, and the middle half of its hold times."),
      trend(
        "rhythm-days", "Press-to-press time by day", "ms", "kb.dd", { exp($0) * 1000 }, "c4",
        "The median of each day, and the middle half: the lower, the faster the rhythm."),
      rate(
        "corrections", "Corrections by day", "% of keystrokes", FeatureName.corrections.rawValue,
        { $0 * 100 },
        "c2", "Runs of backspace or delete, a key press; days with fewer than five are left out."),
    ]
  }

  // MARK: - Trends

  private func trend(
    _ id: String, _ title: String, _ unit: String, _ feature: String,
    _ scaled: (Double) -> Double, _ name: String, _ description: String, lengths: Bool = false,
    quantiles: (String, String) = ("p25", "p75")
  ) -> Chart? {
    let points = facts.days.compactMap { day -> DayTrend.Point? in
      guard !lengths || facts.hasUsualUnit(day), let middle = day["\(feature).p50"] else {
        return nil
      }
      var point = DayTrend.Point(day: day.number, value: scaled(middle))
      if let low = day["\(feature).\(quantiles.0)"], let high = day["\(feature).\(quantiles.1)"] {
        point.band = scaled(low)...max(scaled(low), scaled(high))
      }
      return point
    }
    return DayTrend(
      id: id, title: title, unit: unit, description: description, label: "median", class: name,
      points: points
    ).chart
  }

  private func rate(
    _ id: String, _ title: String, _ unit: String, _ feature: String,
    _ scaled: (Double) -> Double, _ name: String, _ description: String
  ) -> Chart? {
    DayTrend(
      id: id, title: title, unit: unit, description: description, label: title, class: name,
      points: facts.days.compactMap { day in
        day[feature].map { DayTrend.Point(day: day.number, value: scaled($0)) }
      }, fromZero: true
    ).chart
  }

  // MARK: - Pointing

  private var pointing: [Chart?] {
    let unit = facts.lengthUnit
    let speeds = facts.histograms["ptr.stroke.speed"].flatMap { histogram -> Chart? in
      // Four bins an octave, over what nearly all strokes have.
      let low = (log2(histogram.quantile(0.005) ?? 1) * 4).rounded(.down)
      let high = (log2(histogram.quantile(0.995) ?? 2) * 4).rounded(.up)
      let edges = (Int(low)...max(Int(high), Int(low) + 8)).map { exp2(Double($0) / 4) }
      return HistogramChart(
        id: "speed", title: "Mean speed of strokes", unit: "\(unit)/s",
        what: "strokes: movements between pauses of 300 ms, presses and releases", class: "c3",
        histogram: histogram, factor: 1, edges: edges, isLogarithmic: true
      ).chart
    }
    return [
      speeds,
      trend(
        "speed-days", "Speed of strokes by day", "\(unit)/s", "ptr.stroke.speed", { exp($0) }, "c3",
        "The median of each day, and the middle half of its strokes.", lengths: true),
      smoothness,
      bars(
        "path", "Pointer's path by day", unit == "mm" ? "m" : unit,
        "Length of the path, as the device was moved.",
        [
          DayBars.Series(
            label: "path", class: "c3",
            values: facts.days.map { day in
              let path = facts.hasUsualUnit(day) ? day[Highlight.path.rawValue] ?? 0 : 0
              return unit == "mm" ? path / 1000 : path
            })
        ], cell: NumberText.short),
    ]
  }

  private var smoothness: Chart? {
    DayTrend(
      id: "smoothness", title: "Smoothness of movement by day", unit: "spectral arc length",
      description:
        "Mean spectral arc length of actions: the closer to zero, the smoother the movement.",
      label: "mean", class: "c4",
      points: facts.days.compactMap { day in
        day["ptr.action.sparc.mean"].map { DayTrend.Point(day: day.number, value: $0) }
      }
    ).chart
  }

  // MARK: - Clicks and scrolling

  private var clicks: Chart? {
    let all = facts.days.map { $0[Highlight.clicks.rawValue] ?? 0 }
    let left = facts.days.map { $0["click.left.n"] ?? 0 }
    let right = facts.days.map { $0["click.right.n"] ?? 0 }
    let other = all.indices.map { max(0, all[$0] - left[$0] - right[$0]) }
    let series = [
      DayBars.Series(label: "left", class: "c1", values: left),
      DayBars.Series(label: "right", class: "c2", values: right),
      DayBars.Series(label: "other", class: "c3", values: other),
    ]
    return bars(
      "presses", "Button presses by day", "presses", "By button, one upon the other.", series)
  }

  private var scrolling: Chart? {
    bars(
      "wheel", "Scrolling by day", "detents", "Notches of the wheel, in either direction.",
      [
        DayBars.Series(
          label: "detents", class: "c4",
          values: facts.days.map { $0[Highlight.scrolling.rawValue] ?? 0 })
      ])
  }

  // MARK: - Breaks and strain

  private var longestEffort: Chart? {
    let longest = facts.days.max { $0.longestEffort < $1.longestEffort }
    let most =
      longest.map { day in
        " The longest of all took \(NumberText.duration(day.longestEffort)), on "
          + "\(Calendar.long(day.number))."
      } ?? ""
    return bars(
      "effort", "Longest time without a pause, by day", "min",
      "Input without a pause of five minutes." + most,
      [
        DayBars.Series(
          label: "longest time", class: "c2", values: facts.days.map { $0.longestEffort / 60 })
      ])
  }

  private var pauses: Chart? {
    bars(
      "pauses", "Pauses by day", "pauses",
      "Times of five minutes or more without input, within a day.",
      [
        DayBars.Series(label: "pauses", class: "c4", values: facts.days.map { Double($0.pauses) })
      ])
  }
}
