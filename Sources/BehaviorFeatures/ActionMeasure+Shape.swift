extension ActionMeasure {
  /// The form of the path, whatever the speed along it.
  static let shape: [ActionMeasure] = direction + turning + deviation + steps

  private static let direction: [ActionMeasure] = [
    ActionMeasure(
      .directionSine, "direction.sin", .none, "sine of an action's direction; 1 is down",
      formula: "Y / E"),
    ActionMeasure(
      .directionCosine, "direction.cos", .none, "cosine of an action's direction; 1 is right",
      formula: "X / E"),
  ]

  private static let turning: [ActionMeasure] = [
    ActionMeasure(
      .turnMean, "turn.mean", .radians, "mean turn from a step of an action to the next",
      formula: "mean |Δθᵢ|, Δθ within ±π", source: .antalEgyedZsigmond2019),
    ActionMeasure(
      .turnDeviation, "turn.sd", .radians, "standard deviation of the turns within an action",
      formula: "sd of |Δθᵢ|"),
    ActionMeasure(
      .turnTotal, "turn.total", .radians, "sum of the turns of an action", formula: "Σ |Δθᵢ|"),
    ActionMeasure(
      .turnNet, "turn.net", .radians, "turns of an action, clockwise less anticlockwise",
      formula: "Σ Δθᵢ", source: .gamboaFred2004),
    ActionMeasure(
      .curvatureMean, "curvature.mean", .curvature, "mean curvature of an action",
      formula: "mean of cᵢ = Δθᵢ / |dᵢ|", source: .gamboaFred2004),
    ActionMeasure(
      .curvatureDeviation, "curvature.sd", .logCurvature,
      "standard deviation of the curvature within an action", source: .gamboaFred2004),
    ActionMeasure(
      .curvatureMax, "curvature.max", .curvature, "highest curvature of an action",
      source: .gamboaFred2004),
    ActionMeasure(
      .curvatureMin, "curvature.min", .curvature, "lowest curvature of an action",
      source: .gamboaFred2004),
    ActionMeasure(
      .straightSteps, "straight_steps", .share, "share of an action's turns of less than 2°",
      source: .gamboaFred2004),
    ActionMeasure(
      .angularMean, "angular.mean", .radiansPerSecond, "mean angular velocity of an action",
      formula: "mean of ωᵢ = Δθᵢ / (tᵢ - tᵢ₋₁)", source: .gamboaFred2004),
    ActionMeasure(
      .angularDeviation, "angular.sd", .logRadiansPerSecond,
      "standard deviation of the angular velocity within an action", source: .gamboaFred2004),
    ActionMeasure(
      .angularMax, "angular.max", .radiansPerSecond, "highest angular velocity of an action",
      source: .gamboaFred2004),
    ActionMeasure(
      .angularMin, "angular.min", .radiansPerSecond, "lowest angular velocity of an action",
      source: .gamboaFred2004),
  ]

  private static let deviation: [ActionMeasure] = [
    ActionMeasure(
      .deviationMax, "deviation.max", .length,
      "greatest distance of an action's path from its chord, clockwise of it positive",
      formula: "max |δᵢ| with its sign, δ = (X y - Y x) / E", source: .freemanAmbady2010),
    ActionMeasure(
      .deviationPeak, "deviation.abs", .logLength,
      "greatest distance of an action's path from its chord", formula: "max |δᵢ|",
      source: .freemanAmbady2010),
    ActionMeasure(
      .deviationMean, "deviation.mean", .length, "mean distance of an action's path from its chord",
      formula: "mean of δᵢ", source: .freemanAmbady2010),
    ActionMeasure(
      .deviationPlace, "deviation.place", .share,
      "share of an action's path up to the greatest distance from its chord"),
    ActionMeasure(
      .area, "area", .area, "area between an action's path and its chord, clockwise of it positive",
      formula: "Σ (δᵢ + δᵢ₋₁)/2 · Δp, p along the chord", source: .freemanAmbady2010),
    ActionMeasure(
      .areaAbsolute, "area.abs", .logArea,
      "area between an action's path and its chord, whichever the side"),
    ActionMeasure(
      .flipsX, "flips.x", .count, "changes between right and left in an action",
      source: .freemanAmbady2010),
    ActionMeasure(
      .flipsY, "flips.y", .count, "changes between up and down in an action",
      source: .freemanAmbady2010),
    ActionMeasure(.reversals, "reversals", .count, "turns of more than 90° in an action"),
    ActionMeasure(
      .overshoot, "overshoot", .length, "distance by which an action's path goes beyond its end",
      formula: "max p - E"),
  ]

  private static let steps: [ActionMeasure] = [
    ActionMeasure(
      .horizontalSteps, "steps.horizontal", .share, "share of an action's steps along the x axis"),
    ActionMeasure(
      .verticalSteps, "steps.vertical", .share, "share of an action's steps along the y axis"),
    ActionMeasure(
      .diagonalSteps, "steps.diagonal", .share, "share of an action's steps at 45°"),
    ActionMeasure(
      .axisRatio, "axis_ratio", .share, "share of the x axis in the way along both axes",
      formula: "Σ |xᵢ| / Σ (|xᵢ| + |yᵢ|)"),
    ActionMeasure(
      .boxRatio, "box_ratio", .share, "width of an action's path, of its width and height together"),
    ActionMeasure(
      .firstThird, "third.1", .share, "share of an action's path in the first third of its time"),
    ActionMeasure(
      .secondThird, "third.2", .share, "share of an action's path in the second third of its time"),
    ActionMeasure(
      .lastThird, "third.3", .share, "share of an action's path in the last third of its time"),
    ActionMeasure(.stepP50, "step.p50", .logLength, "median of the distances of an action's steps"),
    ActionMeasure(
      .stepP90, "step.p90", .logLength, "90th percentile of the distances of an action's steps"),
    ActionMeasure(.stepMax, "step.max", .logLength, "longest step of an action"),
    ActionMeasure(
      .leastSteps, "step.least", .share,
      "share of an action's steps of the smallest distance, a count of the device"),
  ]
}
