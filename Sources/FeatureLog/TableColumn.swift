import BehaviorFeatures

/// A column of the table of windows: a feature under a short title.
struct TableColumn {
  var feature: Feature
  var title: String
  /// Columns of greater rank go first where the terminal is too narrow.
  var rank: Int

  /// The columns that tell most at a glance, in the order of the table: feature, title, rank.
  private static let overview: [(name: String, title: String, rank: Int)] = [
    ("kb.keystrokes", "keys", 0),
    ("kb.hold.mean", "hold", 2),
    ("kb.dd.mean", "dd", 4),
    ("kb.ud.mean", "ud", 7),
    ("kb.rollover_rate", "rollover", 9),
    ("ptr.path", "path", 1),
    ("ptr.stroke.n", "strokes", 6),
    ("ptr.speed.mean", "speed", 3),
    ("click.n", "clicks", 5),
    ("click.left.hold.mean", "left hold", 10),
    ("scroll.detents", "scroll", 8),
    ("activity.pointer_share", "pointer", 11),
  ]

  /// The overview; with groups named, their part of it and then all their other features.
  static func columns(of features: [Feature], groups: Set<Feature.Group>) -> [TableColumn] {
    let byName = Dictionary(features.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let overview = Self.overview.compactMap { entry in
      byName[entry.name].map { TableColumn(feature: $0, title: entry.title, rank: entry.rank) }
    }
    if groups.isEmpty { return overview }
    let shown = Set(overview.map(\.feature.name))
    let others = features.filter { !shown.contains($0.name) }.enumerated().map { index, feature in
      TableColumn(
        feature: feature, title: shortName(feature.name), rank: Self.overview.count + index)
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
