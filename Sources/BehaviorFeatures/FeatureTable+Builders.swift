// What several features have in common that are made from one accumulator.
//
// `formula` defines the quantity whose statistics these are: "H = r - p". Its left side is the symbol
// that the features' own formulas are written with; without one it is x, as the meaning has it.

extension FeatureTable {
  /// Mean, deviation, shape and quantiles of the logarithm of a positive quantity.
  static func distribution<let capacity: Int>(
    _ name: String, _ group: Feature.Group, _ unit: Feature.Unit, _ what: String,
    formula: String = "", source: FeatureSource = .tactus, minimum: Int,
    _ get: @escaping @Sendable (borrowing WindowStatistics) -> LogDistribution<capacity>
  ) -> [Feature] {
    moments(name, group, unit, what, formula: formula, source: source, minimum: minimum) {
      get($0).moments
    }
      + quantiles(
        Quantile.allCases, name, group, unit, what, formula: formula, source: source,
        minimum: minimum,
        of: { get($0).count }, value: { get($0).logQuantile($1) })
  }

  /// The same of asinh(t / 10 ms) of a signed time.
  static func signedDistribution(
    _ name: String, _ group: Feature.Group, _ what: String, formula: String = "",
    source: FeatureSource = .tactus, minimum: Int,
    _ get: @escaping @Sendable (borrowing WindowStatistics) -> SignedTimeDistribution
  ) -> [Feature] {
    moments(name, group, .asinhTime, what, formula: formula, source: source, minimum: minimum) {
      get($0).moments
    }
      + quantiles(
        Quantile.allCases, name, group, .asinhTime, what, formula: formula, source: source,
        minimum: minimum,
        of: { get($0).count }, value: { get($0).scaledQuantile($1) })
  }

  /// Mean, standard deviation, skewness and kurtosis.
  static func moments(
    _ name: String, _ group: Feature.Group, _ unit: Feature.Unit, _ what: String,
    formula: String = "", source: FeatureSource = .tactus, minimum: Int,
    _ get: @escaping @Sendable (borrowing WindowStatistics) -> Moments
  ) -> [Feature] {
    let count: @Sendable (borrowing WindowStatistics) -> Int = { Int(get($0).count) }
    let quantity = Quantity(formula, in: unit)
    return spread(
      name, group, unit, what, formula: formula, source: source, minimum: minimum, get) + [
        Feature(
          "\(name).skew", group, .none, "Skewness of the \(what).", formula: quantity.skewness,
          source: source, minimum: minimum, of: count, value: { get($0).skewness }),
        Feature(
          "\(name).kurt", group, .none, "Excess kurtosis of the \(what).",
          formula: quantity.excessKurtosis, source: source, minimum: minimum, of: count,
          value: { get($0).excessKurtosis }),
      ]
  }

  /// Mean and standard deviation.
  static func spread(
    _ name: String, _ group: Feature.Group, _ unit: Feature.Unit, _ what: String,
    formula: String = "", source: FeatureSource = .tactus, minimum: Int = 1,
    _ get: @escaping @Sendable (borrowing WindowStatistics) -> Moments
  ) -> [Feature] {
    let count: @Sendable (borrowing WindowStatistics) -> Int = { Int(get($0).count) }
    let quantity = Quantity(formula, in: unit)
    return [
      Feature(
        "\(name).mean", group, unit, "Mean of the \(what).", formula: quantity.mean,
        source: source, minimum: minimum, of: count, value: { get($0).mean }),
      Feature(
        "\(name).sd", group, unit.ofDifferences, "Standard deviation of the \(what).",
        formula: quantity.deviation, source: source, minimum: max(minimum, 2), of: count,
        value: { get($0).deviation }),
    ]
  }

  /// One feature for each quantile.
  static func quantiles(
    _ quantiles: [Quantile], _ name: String, _ group: Feature.Group,
    _ unit: Feature.Unit, _ what: String, formula: String = "", source: FeatureSource = .tactus,
    minimum: Int,
    of count: @escaping @Sendable (borrowing WindowStatistics) -> Int,
    value: @escaping @Sendable (borrowing WindowStatistics, Quantile) -> Double?
  ) -> [Feature] {
    quantiles.map { quantile in
      Feature(
        "\(name).\(quantile.label)", group, unit, "\(quantile.ordinal) percentile of the \(what).",
        formula: Quantity(formula, in: unit).quantile(quantile), source: source, minimum: minimum,
        of: count, value: { value($0, quantile) })
    }
  }
}

extension Quantile {
  fileprivate var ordinal: String { "\(Int((rawValue * 100).rounded()))th" }
}

/// How the statistics of a quantity are written: with y for its values on the feature's scale, and ȳ
/// for their mean.
private struct Quantity {
  /// `ln H`.
  private let scaled: String
  /// `; H = r - p`.
  private let definition: String

  init(_ formula: String, in unit: Feature.Unit) {
    let words = formula.split(separator: " ")
    let sides = words.split(separator: "=", maxSplits: 1)
    let isDefinition = sides.count == 2
    let symbol = isDefinition ? sides[0].joined(separator: " ") : formula.isEmpty ? "x" : formula
    scaled =
      switch unit {
      case .logSeconds, .logCount, .logLength, .logSpeed, .logAcceleration, .logJerk, .logPerLength,
        .logArea,
        .logRadiansPerSecond, .logCurvature, .logDetents:
        "ln \(symbol)"
      case .asinhTime: "asinh(\(symbol) / 10 ms)"
      default: symbol
      }
    definition = isDefinition ? "; \(formula)" : ""
  }

  var mean: String { "Σy / n, y = \(scaled)\(definition)" }
  var deviation: String { "√(Σ(y - ȳ)² / (n - 1)), y = \(scaled)\(definition)" }
  var skewness: String { "√n Σ(y - ȳ)³ / (Σ(y - ȳ)²)^1.5, y = \(scaled)\(definition)" }
  var excessKurtosis: String { "n Σ(y - ȳ)⁴ / (Σ(y - ȳ)²)² - 3, y = \(scaled)\(definition)" }
  func quantile(_ quantile: Quantile) -> String {
    "Q(\(quantile.rawValue)) of y = \(scaled)\(definition)"
  }
}
