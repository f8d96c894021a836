extension FeatureTable {
  /// Fewer actions would show single ones.
  static let minimumActions = 3

  /// Speed, and what is derived of it, of the window's actions; the first with percentiles.
  static let kinematics: [Feature] =
    [
      Feature(
        "ptr.action.n", .pointer, .count,
        "Actions: movements of at least four steps up to a click, through a drag, or to a rest of 3 s."
      ) { Double($0.pointer.actions.count) }
    ]
    + (ActionMeasure.kinematic + ActionMeasure.context).flatMap(features)
    + [
      fitts("intercept", .seconds, "Time that a click action takes at no distance") {
        $0.intercept
      },
      fitts("slope", .secondsPerBit, "Time that a click action takes for a bit of difficulty more")
      {
        $0.slope
      },
      fitts("r2", .share, "Share of the times of click actions that difficulty explains") {
        $0.determination
      },
    ]

  /// The form of the window's actions.
  static let shape: [Feature] =
    ActionMeasure.shape.flatMap(features)
    + (0..<8).map { sector in
      Feature(
        "ptr.direction.\(sector).speed.mean", .pointer, .logSpeed,
        "Mean of the mean speeds of actions that lead \(sectors[sector]).",
        formula: "Σy / n, y = ln of the mean of vᵢ", source: .ahmedTraore2007,
        minimum: minimumActions,
        of: { Int($0.pointer.actions.sectorSpeeds[sector].count) },
        value: { $0.pointer.actions.sectorSpeeds[sector].mean })
    }

  private static func features(_ measure: ActionMeasure) -> [Feature] {
    let (value, name) = (measure.value, "ptr.action.\(measure.name)")
    let moments = spread(
      name, .pointer, measure.unit, measure.meaning, formula: measure.formula,
      source: measure.source, minimum: minimumActions
    ) { $0.pointer.actions.moments(value) }
    guard Int(value.rawValue) < ActionValue.quantiled else { return moments }
    return moments
      + quantiles(
        [.p10, .p50, .p90], name, .pointer, measure.unit, measure.meaning,
        formula: measure.formula, source: measure.source, minimum: minimumActions,
        of: { Int($0.pointer.actions.moments(value).count) },
        value: { $0.pointer.actions.quantile($1.rawValue, of: value) })
  }

  private static func fitts(
    _ name: String, _ unit: Feature.Unit, _ meaning: String,
    _ value: @escaping @Sendable (CoMoments) -> Double?
  ) -> Feature {
    Feature(
      "ptr.fitts.\(name)", .pointer, unit, meaning + ".",
      formula: "least squares of T on log₂(E/W + 1), W = 1 mm or 20 counts", source: .fitts1954,
      minimum: 5, of: { Int($0.pointer.actions.fitts.count) },
      value: { value($0.pointer.actions.fitts) })
  }
}
