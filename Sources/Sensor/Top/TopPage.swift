internal import BehaviorFeatures
internal import FeatureLog

/// What `tactus top` shows: the sensor's own document, and the windows that it logged, on as many lines and
/// columns as there are. Nothing here is read from a device.
struct TopPage {
  /// What the sensor answered; nil while none does.
  var document: JSONValue?
  /// Why there is no answer.
  var refusal = ""
  /// How long the answer took, in microseconds: loop and writer give a sign of life before it.
  var answerTime: Int64 = 0
  /// Those at the end of the log, in its order.
  var windows: [LoggedWindow] = []
  /// Why the log can't be shown; nil where it can.
  var logProblem: String?
  /// Microseconds since 1970.
  var now: Int64 = 0

  private static let labelWidth = 12
  private static let mostDevices = 8

  /// A line, and how dear it is: those of a greater rank go first where the screen is low.
  private struct Row {
    var label: String
    var text: String
    var rank: Int
  }

  /// - Parameters:
  ///   - size: of the terminal; nil, where there is none, leaves nothing out.
  func lines(size: (columns: Int, lines: Int)?, style: TextStyle) -> [String] {
    let width = size.map { max(1, $0.columns) }
    let room = size.map { max(0, $0.lines - 1) }
    var rows = rows(width: width ?? 80, isTall: room.map { $0 >= 38 } ?? false)
    let hidden = room.map { max(0, rows.count - $0) } ?? 0
    for _ in 0..<hidden {
      guard let last = rows.indices.max(by: { (rows[$0].rank, $0) < (rows[$1].rank, $1) }) else {
        break
      }
      rows.remove(at: last)
    }
    let head = Self.clipped(title(hasHidden: hidden > 0, hasKeys: size != nil), to: width)
    return [style.bold(head)] + rows.map { line($0, width, style) }
  }

  /// The same on one line, for who keeps what is printed.
  var line: String {
    var parts = ["\(clock)  \(isSensing ? "sensing" : "not sensing")"]
    if let document {
      parts.append("\(document["devices"]?.array?.count ?? 0) devices")
      parts.append("\(document["windows"]?["written"]?.integer ?? 0) windows written")
      if document["healthy"]?.bool != true { parts.append(verdicts.joined(separator: "; ")) }
    } else {
      parts.append(refusal)
    }
    if let window = windows.last {
      let told = Highlight.allCases.prefix(8).compactMap { highlight -> String? in
        guard window[highlight.rawValue] != nil else { return nil }
        return "\(highlight.title) \(Self.text(highlight, window))"
      }
      parts.append("window of \(window.startClock): " + told.joined(separator: ", "))
    }
    return DisplayText.sanitized(parts.joined(separator: ", "))
  }

  private var isSensing: Bool { document?["sensing"]?.bool == true }

  private var verdicts: [String] {
    guard let document else { return [refusal] }
    let problems = document["problems"]?.array?.compactMap(\.string) ?? []
    return problems.isEmpty ? ["all is well"] : problems
  }

  private var clock: String {
    CivilTime(microseconds: now, utcOffset: WallClock.utcOffset(at: now)).clockText
  }

  private func title(hasHidden: Bool, hasKeys: Bool) -> String {
    var parts = ["tactus top", clock, isSensing ? "sensing" : "NOT sensing"]
    if hasKeys { parts.append("q quits") }
    if hasHidden { parts.append("more on a higher screen") }
    return parts.joined(separator: "  ")
  }

  private func line(_ row: Row, _ width: Int?, _ style: TextStyle) -> String {
    let label = DisplayText.leftAligned(row.label, to: Self.labelWidth)
    let line = Self.clipped(label + DisplayText.sanitized(row.text), to: width)
    guard line.count > label.count else { return style.dim(DisplayText.trimmed(line)) }
    let text = DisplayText.trimmed(String(line.dropFirst(label.count)))
    return style.dim(label) + (row.label == "verdict" && isTroubled ? style.bold(text) : text)
  }

  private var isTroubled: Bool { document?["healthy"]?.bool != true }

  /// `text` in at most so many cells.
  static func clipped(_ text: String, to width: Int?) -> String {
    guard let width, DisplayText.width(text) > width else { return text }
    var result = ""
    var cells = 0
    for character in text {
      cells += DisplayText.width(String(character))
      if cells > width - 1 { break }
      result.append(character)
    }
    return result + "…"
  }
}

// MARK: - What the rows say

extension TopPage {
  private func rows(width: Int, isTall: Bool) -> [Row] {
    let blank = [Row(label: "", text: "", rank: 99)]
    return [
      verdicts.enumerated().map { Row(label: $0 == 0 ? "verdict" : "", text: $1, rank: $0) },
      sensorRows, blank, deviceRows, blank, activityRows(width: width), blank,
      windowRows(width: width, isTall: isTall),
    ].flatMap(\.self)
  }

  /// The status page, less the devices, which have lines of their own.
  private var sensorRows: [Row] {
    guard let document else { return [] }
    let ranks = ["gaps": 5, "heartbeat": 5, "windows": 6, "priority": 7, "sensor": 8, "beats": 9]
    return StatusPage(document).rows.filter { $0.name != "devices" }.map { name, text in
      let answer = "; loop and writer answered in \(Self.milliseconds(answerTime))"
      return Row(
        label: name, text: name == "priority" ? text + answer : text, rank: ranks[name] ?? 10)
    }
  }

  private static func milliseconds(_ microseconds: Int64) -> String {
    HumanValue.text(Double(microseconds) / 1_000) + " ms"
  }

  private var deviceRows: [Row] {
    guard let document else { return [] }
    let devices = document["devices"]?.array ?? []
    guard !devices.isEmpty else { return [Row(label: "devices", text: "none", rank: 4)] }
    let shown = devices.prefix(
      devices.count > Self.mostDevices ? Self.mostDevices - 1 : devices.count)
    var texts = shown.map { device in
      let facts = ["roles", "provenance", "seat"].map { device[$0]?.string ?? "?" }
      return "\(device["name"]?.string ?? "?")  (\(facts.joined(separator: ", ")))"
    }
    if shown.count < devices.count { texts.append("and \(devices.count - shown.count) more") }
    return texts.enumerated().map { index, text in
      Row(label: index == 0 ? "devices" : "", text: text, rank: index == 0 ? 4 : 11 + index)
    }
  }

  private func activityRows(width: Int) -> [Row] {
    let rates = 32
    let isLive = windows.last?.source != "recording"
    let told = windows.filter { ($0.source != "recording") == isLive }
    let length = document?["windows"]?["length_s"]?.integer.map { Int64($0) * 1_000_000 }
    let unit = windows.last { $0.lengthUnit != nil }?.lengthUnit ?? "mm"
    return Sparkline.Measure.allCases.map { measure in
      let line = Sparkline(
        of: measure, windows: told, length: length ?? Self.length(of: told),
        now: isLive ? now : nil, width: max(10, min(240, width - Self.labelWidth - rates)))
      let newest = HumanValue.text(line.newest ?? .nan)
      return Row(
        label: measure.name,
        text: "\(line.text)  \(newest) \(measure.unit(lengthUnit: unit)), peak "
          + HumanValue.text(line.peak),
        rank: 3)
    }
  }

  /// Where no sensor tells: all whole windows of a run have one length.
  private static func length(of windows: [LoggedWindow]) -> Int64 {
    Int64((windows.last { $0.isComplete }?.duration ?? 60) * 1_000_000)
  }

  private func windowRows(width: Int, isTall: Bool) -> [Row] {
    guard let window = windows.last else {
      return [Row(label: "window", text: logProblem ?? "none is logged yet", rank: 2)]
    }
    let head = [
      window.startClock, "\(HumanValue.text(window.duration)) s",
      window.isComplete ? "whole" : "cut short", window.source, window.user ?? window.seat,
    ]
    let rows = [Row(label: "window", text: head.joined(separator: "  "), rank: 2)]
    return rows
      + (isTall ? explained(window) : grid(window, width: width)).map {
        Row(label: "", text: $0, rank: 3)
      } + (logProblem.map { [Row(label: "log", text: $0, rank: 2)] } ?? [])
  }

  private static func text(_ highlight: Highlight, _ window: LoggedWindow) -> String {
    let unit = FeatureTable.all[highlight.index].unit
    let value = HumanValue.text(window[highlight.rawValue], in: unit)
    let title = unit.humanTitle(lengthUnit: window.lengthUnit ?? "mm")
    return value == HumanValue.missing || title.isEmpty ? value : "\(value) \(title)"
  }

  private func grid(_ window: LoggedWindow, width: Int) -> [String] {
    let cell = 22
    let columns = max(1, (width - Self.labelWidth) / cell)
    let cells = Highlight.allCases.map {
      DisplayText.leftAligned("\($0.title) \(Self.text($0, window))", to: cell)
    }
    return stride(from: 0, to: cells.count, by: columns).map {
      cells[$0..<min($0 + columns, cells.count)].joined()
    }
  }

  private func explained(_ window: LoggedWindow) -> [String] {
    Highlight.allCases.map {
      DisplayText.leftAligned($0.title, to: 11)
        + DisplayText.leftAligned(Self.text($0, window), to: 14)
        + FeatureTable.all[$0.index].meaning
    }
  }
}

extension LoggedWindow {
  fileprivate var startClock: String {
    CivilTime(microseconds: startMicroseconds, utcOffset: utcOffsetSeconds).clockText
  }
}
