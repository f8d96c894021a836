import FeatureLog

/// Days side by side in lanes: what there is of the log, what lacks, and how the sensor was.
struct Lanes {
  let facts: Facts
  let monitor: MonitorLog

  private struct Lane {
    var label: String
    var marks: [(class: String, from: Double, to: Double, tip: String)]
  }

  private static let inputGaps = ["dropped", "removed", "suspended", "grabbed", "clock"]

  static func inputGaps(_ day: Facts.Day) -> Double {
    inputGaps.reduce(0) { $0 + (day["gap.\($1)"] ?? 0) }
  }

  /// When it begins, in days since 1970-01-01 of the clock where it was logged.
  private static func localDay(_ gap: GapRecord) -> Double {
    Double(gap.startMicroseconds + Int64(gap.utcOffsetSeconds) * 1_000_000) / 86_400e6
  }

  private var lanes: [Lane] {
    func day(_ number: Int) -> (Double, Double) { (Double(number), Double(number + 1)) }
    let windows = facts.days.map { day in
      (
        "c1", Double(day.number), Double(day.number + 1),
        "\(Calendar.long(day.number)): \(NumberText.duration(day.seconds)) of windows"
      )
    }
    let input = facts.days.filter { Self.inputGaps($0) > 0 }.map { day in
      (
        "c3", Double(day.number), Double(day.number + 1),
        "\(Calendar.long(day.number)): \(NumberText.counted(Int(Self.inputGaps(day)), "gap"))"
      )
    }
    func gaps(_ kind: GapRecord.Kind) -> [(String, Double, Double, String)] {
      facts.gaps.filter { $0.kind == kind }.map { gap in
        let from = Self.localDay(gap)
        return ("c2", from, from + gap.duration / 86_400, "\(gap)")
      }
    }
    func periods(_ periods: [MonitorLog.Period], _ name: String, _ what: String) -> [(
      String, Double, Double, String
    )] {
      periods.map { period in
        (
          name, period.start / 86_400, period.end / 86_400,
          "\(what) for \(NumberText.duration(period.end - period.start))"
        )
      }
    }
    var lanes = [
      Lane(label: "windows", marks: windows), Lane(label: "windows lost", marks: gaps(.loss)),
      Lane(label: "gaps in input", marks: input),
    ]
    for (label, kind) in [("paused", GapRecord.Kind.pause), ("erased", .erasure)] {
      let marks = gaps(kind)
      if !marks.isEmpty { lanes.append(Lane(label: label, marks: marks)) }
    }
    if !monitor.sensing.isEmpty {
      lanes.append(Lane(label: "sensor ran", marks: periods(monitor.sensing, "c4", "sensed")))
      lanes.append(
        Lane(label: "heartbeat failed", marks: periods(monitor.failing, "c2", "failed")))
    }
    return lanes
  }

  var chart: Chart? {
    guard let span = facts.span else { return nil }
    let lost = facts.gaps.filter { $0.kind == .loss }.reduce(0) { $0 + $1.windows }
    let erased = facts.gaps.filter { $0.kind == .erasure }.reduce(0) { $0 + $1.windows }
    let pauses = facts.gaps.count { $0.kind == .pause }
    let inputGaps = facts.days.reduce(0) { $0 + Self.inputGaps($1) }
    var description =
      lost == 0
      ? "No window was lost." : "\(NumberText.counted(lost, "window")) could not be written."
    if pauses > 0 { description += " Sensing was paused \(NumberText.counted(pauses, "time"))." }
    if erased > 0 { description += " \(NumberText.counted(erased, "window")) were erased since." }
    description +=
      " \(NumberText.counted(Int(inputGaps), "gap")) in the input: a device went away, the machine "
      + "slept or the like; nothing is computed across one."
    description +=
      monitor.sensing.isEmpty
      ? " No monitor_*.log beside the log tells when the sensor ran."
      : " The sensor ran \(NumberText.counted(monitor.sensing.count, "time")); its heartbeat failed "
        + "\(NumberText.counted(monitor.failing.count, "time"))."
    return Chart(
      id: "lanes", title: "What there is, and what lacks", description: description,
      table: (["Kind", "Number", "When"], rows), draw: { draw($0, span) })
  }

  private var rows: [[String]] {
    var rows = facts.gaps.map { gap in
      let when = Calendar.long(Int(Self.localDay(gap).rounded(.down)))
      return switch gap.kind {
      case .loss: ["windows lost: \(gap.cause)", "\(gap.windows)", when]
      case .pause: ["paused", "for \(NumberText.duration(gap.duration))", when]
      case .erasure: ["windows erased", "\(gap.windows)", when]
      }
    }
    for cause in Self.inputGaps {
      let days = facts.days.filter { ($0["gap.\(cause)"] ?? 0) > 0 }
      let number = days.reduce(0) { $0 + ($1["gap.\(cause)"] ?? 0) }
      let when = days.isEmpty ? "–" : "on \(NumberText.counted(days.count, "day"))"
      rows.append(["gaps in input: \(cause)", NumberText.whole(number), when])
    }
    for (what, periods) in [
      ("sensor ran", monitor.sensing), ("heartbeat failed", monitor.failing),
    ] where !periods.isEmpty {
      let total = periods.reduce(0) { $0 + $1.end - $1.start }
      rows.append([what, "\(periods.count)", "for \(NumberText.duration(total)) altogether"])
    }
    return rows
  }

  private func draw(_ layout: Chart.Layout, _ span: ClosedRange<Int>) -> Drawing {
    let lanes = lanes
    let row = 24.0
    var frame = Frame(width: layout.width, height: Double(lanes.count) * row + 30)
    frame.left = 98
    frame.top = 2
    var drawing = Drawing(width: frame.width, height: frame.height)
    let scale = frame.dayScale(span)
    for (index, lane) in lanes.enumerated() {
      let y = frame.top + Double(index) * row
      drawing.text(lane.label, x: frame.left - 8, y: y + 15, anchor: .end)
      drawing.rectangle(
        x: frame.left, y: y + 4, width: frame.x.to - frame.left, height: row - 8, class: "lane")
      for mark in lane.marks
      where mark.to >= scale.domain.lowerBound && mark.from <= scale.domain.upperBound {
        let (from, to) = (scale.place(mark.from), scale.place(mark.to))
        drawing.rectangle(
          x: from, y: y + 4, width: max(1.5, to - from - (to - from > 4 ? 1 : 0)), height: row - 8,
          class: mark.class, tip: mark.tip)
      }
    }
    frame.drawDays(span, scale, atMost: layout.dayLabels - 1, on: &drawing)
    return drawing
  }
}
