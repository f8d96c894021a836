public import BehaviorFeatures

/// One window in full: every feature with its value, unit and meaning, and the bookkeeping.
public struct RecordRenderer: Sendable {
  private let width: Int?
  private let style: TextStyle
  private let groups: Set<Feature.Group>
  private let features: [Feature]
  private let period: Period?

  /// - Parameters:
  ///   - width: of the terminal in characters, into which meanings are wrapped; nil for any.
  ///   - groups: whose features to show; none means all, and the counts.
  ///   - period: that the windows sum up; nil for single ones.
  public init(
    width: Int?, style: TextStyle, groups: Set<Feature.Group> = [], period: Period? = nil,
    features: [Feature] = FeatureTable.all
  ) {
    self.period = period
    self.width = width
    self.style = style
    self.groups = groups
    self.features = features
  }

  public func lines(for window: LoggedWindow) -> [String] {
    var lines = header(window)
    let sections = sections(window)
    let rows = sections.flatMap(\.rows)
    let nameWidth = rows.map { DisplayText.width($0.name) }.max() ?? 0
    let valueWidth = rows.map { DisplayText.width($0.value) }.max() ?? 0
    let unitWidth = rows.map { DisplayText.width($0.unit) }.max() ?? 0
    for section in sections where !section.rows.isEmpty {
      lines += ["", style.bold(section.title)]
      for row in section.rows {
        let value = DisplayText.rightAligned(row.value, to: valueWidth)
        let facts = [
          "  " + DisplayText.leftAligned(row.name, to: nameWidth),
          row.value == HumanValue.missing ? style.dim(value) : value,
          DisplayText.leftAligned(row.unit, to: unitWidth),
        ].joined(separator: "  ")
        lines += withMeaning(
          row.meaning, facts, indent: 2 + nameWidth + 2 + valueWidth + 2 + unitWidth + 2)
      }
    }
    return lines
  }

  private struct Row {
    var name: String
    var value: String
    var unit: String
    var meaning: String
  }

  private func header(_ window: LoggedWindow) -> [String] {
    let title = title(window)
    let facts = [
      ("source", window.source), ("seat", window.seat), ("user", window.user ?? ""),
      ("keyboards", String(window.keyboards)), ("pointers", String(window.pointers)),
      ("provenance", window.provenance.joined(separator: ", ")),
      ("length unit", window.lengthUnit ?? ""), ("boot", window.bootID), ("run", window.runID),
    ]
    return [style.bold(title)]
      + facts.map { name, value in
        let text = value.isEmpty ? style.dim(HumanValue.missing) : DisplayText.sanitized(value)
        return "  " + DisplayText.leftAligned(name, to: 11) + "  " + text
      }
  }

  private func title(_ window: LoggedWindow) -> String {
    let start = window.start
    let length = "\(HumanValue.text(count: window.duration)) s"
    if let period {
      let date = period == .hour ? start.dateText + " " : ""
      return "\(period.rawValue) \(date)\(period.label(of: window)) · \(length) in "
        + (window.windows == 1 ? "1 window" : "\(window.windows) windows")
    }
    return "window \(window.sequence) · \(start.dateText) \(start.clockText) "
      + "\(start.offsetText) · \(length)" + (window.isComplete ? "" : ", cut short")
  }

  private func sections(_ window: LoggedWindow) -> [(title: String, rows: [Row])] {
    let shown = Feature.Group.allCases.filter { groups.isEmpty || groups.contains($0) }
    var sections = shown.map { group in
      (title: group.rawValue, rows: features.filter { $0.group == group }.map { row($0, window) })
    }
    if groups.isEmpty { sections.append((title: "counts", rows: counts(window))) }
    return sections
  }

  private func row(_ feature: Feature, _ window: LoggedWindow) -> Row {
    let lengthUnit = DisplayText.sanitized(window.lengthUnit ?? "mm")
    return Row(
      name: feature.name, value: HumanValue.text(window[feature.name], in: feature.unit),
      unit: feature.unit.humanTitle(lengthUnit: lengthUnit), meaning: feature.meaning)
  }

  /// Every number of the record that is no feature known here.
  private func counts(_ window: LoggedWindow) -> [Row] {
    let known = Set(features.map(\.name))
    return window.values.filter { !known.contains($0.key) }.sorted { $0.key < $1.key }.map {
      Row(
        name: DisplayText.sanitized($0.key), value: HumanValue.text(exact: $0.value),
        unit: "", meaning: "")
    }
  }

  /// The meaning beside the facts; below them, where the terminal leaves no room there.
  private func withMeaning(_ meaning: String, _ facts: String, indent: Int) -> [String] {
    if meaning.isEmpty { return [DisplayText.trimmed(facts)] }
    guard let width else { return [facts + "  " + meaning] }
    let isBeside = width - indent >= 24
    let margin = isBeside ? indent : 4
    let wrapped = DisplayText.wrapped(meaning, to: max(24, width - margin))
    let below = wrapped.dropFirst(isBeside ? 1 : 0).map {
      String(repeating: " ", count: margin) + $0
    }
    guard isBeside, let first = wrapped.first else { return [DisplayText.trimmed(facts)] + below }
    return [facts + "  " + first] + below
  }
}
