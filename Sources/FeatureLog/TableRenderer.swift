public import BehaviorFeatures

/// Windows as a table for people, a row each, in human units, in the order in which they come.
///
/// A line above the rows names the day, seat and user and comes again when these change; so do the
/// titles when the unit of lengths does.
public struct TableRenderer: Sendable {
  private let columns: [TableColumn]
  private let width: Int?
  private let style: TextStyle
  private let period: Period?
  private var section: String?
  private var lengthUnit: String?
  private var hiddenCount: Int?

  /// - Parameters:
  ///   - width: of the terminal in characters; nil leaves no column out.
  ///   - groups: whose features to show, all of them; none means the overview of every group.
  ///   - period: that each row sums up; nil for single windows.
  public init(
    width: Int?, style: TextStyle, groups: Set<Feature.Group> = [], period: Period? = nil,
    features: [Feature] = FeatureTable.all
  ) {
    self.period = period
    self.width = width
    self.style = style
    columns = TableColumn.columns(of: features, groups: groups)
  }

  /// The row of a window, after the lines above it that are due.
  public mutating func lines(for window: LoggedWindow) -> [String] {
    var lines: [String] = []
    // Where no pointer moved there are no lengths, in whatever unit.
    let unit = DisplayText.sanitized(window.lengthUnit ?? lengthUnit ?? "mm")
    let layout = layout(lengthUnit: unit)
    if hiddenCount != layout.hiddenCount {
      hiddenCount = layout.hiddenCount
      if let note = layout.note { lines.append(style.dim(note)) }
    }
    if lengthUnit != unit {
      lengthUnit = unit
      lines += titles(layout)
    }
    let section = section(of: window)
    if self.section != section {
      self.section = section
      lines.append(style.dim(section))
    }
    lines.append(row(window, layout))
    return lines
  }

  /// `2026-11-23 +01:00 · seat0 · ada`, without the date where the rows have it.
  private func section(of window: LoggedWindow) -> String {
    let start = window.start
    let date = period ?? .hour == .hour ? "\(start.dateText) \(start.offsetText)" : ""
    return [date, window.seat, window.user ?? ""]
      .filter { !$0.isEmpty }.map(DisplayText.sanitized).joined(separator: " · ")
  }

  private func titles(_ layout: Layout) -> [String] {
    let titles = [period?.rawValue ?? "time", "window"] + layout.columns.map(\.title)
    let units =
      ["", "s *cut"]
      + layout.columns.map { $0.feature.unit.humanTitle(lengthUnit: layout.lengthUnit) }
    return [titles, units].map { style.bold(DisplayText.trimmed(layout.line($0))) }
  }

  private func row(_ window: LoggedWindow, _ layout: Layout) -> String {
    let duration = HumanValue.text(count: window.duration) + (window.isComplete ? "" : "*")
    let cells = layout.columns.map {
      HumanValue.text(window[$0.feature.name], in: $0.feature.unit)
    }
    let time = period?.label(of: window) ?? window.start.clockText
    return layout.line([time, duration] + cells) { cell, text in
      text == HumanValue.missing ? style.dim(cell) : cell
    }
  }
}

// MARK: - Layout

extension TableRenderer {
  /// The columns that fit, and how wide each is.
  struct Layout {
    static let gap = "  "
    /// Of the time and the window's length.
    var leadingWidths: [Int]
    var columns: [TableColumn]
    var lengthUnit: String
    var hiddenCount = 0
    var fullWidth = 0

    var width: Int {
      widths.reduce(0, +) + Self.gap.count * (widths.count - 1)
    }

    var widths: [Int] {
      leadingWidths + columns.map { $0.width(lengthUnit: lengthUnit) }
    }

    var note: String? {
      guard hiddenCount > 0 else { return nil }
      return "\(hiddenCount) \(hiddenCount == 1 ? "column" : "columns") hidden; "
        + "the whole table is \(fullWidth) characters wide"
    }

    /// One line of right-aligned cells; `decorate` gets each with and without its padding.
    func line(
      _ texts: [String], decorate: (_ cell: String, _ text: String) -> String = { cell, _ in cell }
    ) -> String {
      zip(texts, widths).map { text, width in
        decorate(DisplayText.rightAligned(text, to: width), text)
      }.joined(separator: Self.gap)
    }
  }

  private func layout(lengthUnit: String) -> Layout {
    var layout = Layout(
      leadingWidths: [period?.labelWidth ?? 8, 6], columns: columns, lengthUnit: lengthUnit)
    layout.fullWidth = layout.width
    while let width, layout.width > width,
      let last = layout.columns.indices.max(by: {
        layout.columns[$0].rank < layout.columns[$1].rank
      })
    {
      layout.columns.remove(at: last)
      layout.hiddenCount += 1
    }
    return layout
  }
}

extension LoggedWindow {
  /// The window's first moment on the clock where it was logged.
  var start: CivilTime {
    CivilTime(microseconds: startMicroseconds, utcOffset: utcOffsetSeconds)
  }
}
