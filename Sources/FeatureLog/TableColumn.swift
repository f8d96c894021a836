import BehaviorFeatures

/// A column of the table of windows: a feature under a short title.
struct TableColumn {
  var feature: Feature
  var title: String
  /// Columns of greater rank go first where the terminal is too narrow.
  var rank: Int

  /// The overview; with groups named, their part of it and then all their other features.
  static func columns(of features: [Feature], groups: Set<Feature.Group>) -> [TableColumn] {
    let byName = Dictionary(features.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let overview = Highlight.allCases.compactMap { highlight in
      byName[highlight.rawValue].map {
        TableColumn(feature: $0, title: highlight.title, rank: highlight.rank)
      }
    }
    if groups.isEmpty { return overview }
    let shown = Set(overview.map(\.feature.name))
    let others = features.filter { !shown.contains($0.name) }.enumerated().map { index, feature in
      TableColumn(
        feature: feature, title: shortName(feature.name), rank: Highlight.allCases.count + index)
    }
    return (overview + others).filter { groups.contains($0.feature.group) }
  }

  /// The name without its first part, which tells the group: `hold.p50` for `kb.hold.p50`.
  private static func shortName(_ name: String) -> String {
    let parts = name.split(separator: ".", maxSplits: 1)
    return parts.count == 2 ? String(parts[1]) : name
  }

  /// Wide enough for the title, the unit and any number of up to five characters.
  func width(lengthUnit: String) -> Int {
    max(
      5, DisplayText.width(title),
      DisplayText.width(feature.unit.humanTitle(lengthUnit: lengthUnit)))
  }
}
