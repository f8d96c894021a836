import FeatureLog

/// What `monitor_*.log` tells of the sensor's own life: when it sensed, and when its heartbeat failed.
///
/// Times are those of the clock where it was written, as the days of the report are.
public struct MonitorLog: Sendable, Equatable {
  /// In seconds since 1970-01-01 of the local clock.
  public struct Period: Sendable, Equatable {
    public var start: Double
    public var end: Double
  }

  public private(set) var sensing: [Period] = []
  public private(set) var failing: [Period] = []
  private var run: Period?
  private var failure: Period?

  public init() {}

  /// Takes the next line of a file, without its newline.
  public mutating func take(_ line: some Collection<UInt8>) {
    guard let (moment, message) = Self.parts(of: line) else { return }
    if message.has(" senses how someone types") {
      finish()
      run = Period(start: moment, end: moment)
    }
    if let begun = run { run?.end = max(moment, begun.end) }
    if message == "stopped" { return finish() }
    if Self.isFailure(message) {
      if failure == nil { failure = Period(start: moment, end: moment) }
      failure?.end = moment
    } else if message.hasPrefix("heartbeats succeed again")
      || message.hasPrefix("heartbeats are possible again")
    {
      endFailure(moment)
    }
  }

  /// The file ends: what was under way is told of up to its last line.
  public mutating func finish() {
    if let run {
      endFailure(run.end)
      sensing.append(run)
    }
    run = nil
    failure = nil
  }

  private mutating func endFailure(_ moment: Double) {
    guard var failure else { return }
    failure.end = max(moment, failure.start)
    failing.append(failure)
    self.failure = nil
  }

  private static func isFailure(_ message: Substring) -> Bool {
    message.hasPrefix("no heartbeat:")
      || (message.hasPrefix("heartbeat ") && message.has(" failed: "))
  }

  /// `2026-11-23 23:05:00.123 LEVEL message`.
  private static func parts(of line: some Collection<UInt8>) -> (Double, Substring)? {
    guard line.count > 30 else { return nil }
    let text = String(decoding: line, as: UTF8.self)
    guard let moment = CivilTime(iso8601: "\(text.prefix(23))Z")?.microsecondsSince1970 else {
      return nil
    }
    let message = text.dropFirst(24).drop { $0 != " " }.drop { $0 == " " }
    return (Double(moment) / 1e6, message)
  }
}

extension Substring {
  fileprivate func has(_ part: String) -> Bool {
    let (whole, part) = (Array(utf8), Array(part.utf8))
    return whole.indices.contains { whole[$0...].starts(with: part) }
  }
}

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
    let lost = facts.gaps.map { gap in
      let start = Double(gap.startMicroseconds + Int64(gap.utcOffsetSeconds) * 1_000_000)
      let from = start / 86_400e6
      return ("c2", from, from + gap.duration / 86_400, "\(gap)")
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
      Lane(label: "windows", marks: windows), Lane(label: "windows lost", marks: lost),
      Lane(label: "gaps in input", marks: input),
    ]
    if !monitor.sensing.isEmpty {
      lanes.append(Lane(label: "sensor ran", marks: periods(monitor.sensing, "c4", "sensed")))
      lanes.append(
        Lane(label: "heartbeat failed", marks: periods(monitor.failing, "c2", "failed")))
    }
    return lanes
  }

  var chart: Chart? {
    guard let span = facts.span else { return nil }
    let lost = facts.gaps.reduce(0) { $0 + $1.windows }
    let inputGaps = facts.days.reduce(0) { $0 + Self.inputGaps($1) }
    var description =
      lost == 0
      ? "No window was lost." : "\(NumberText.counted(lost, "window")) could not be written."
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
      let day = Int(gap.startMicroseconds / 86_400_000_000)
      return ["windows lost: \(gap.cause)", "\(gap.windows)", Calendar.long(day)]
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
