internal import InputEvents

/// Something of the keyboard that is measured again and again, and how it stands in the table.
///
/// The symbols: key i goes down at p_i and up at r_i. H = r_i - p_i, DD = p_(i+1) - p_i,
/// UD = p_(i+1) - r_i, UU = r_(i+1) - r_i, DU = r_(i+1) - p_i.
struct KeyboardQuantity: Sendable {
  /// The features' names begin so.
  let name: String
  let unit: Feature.Unit
  /// As it is called in a sentence.
  let what: String
  /// What the statistics are of, as a formula: `ln H`.
  let symbol: String
  var source = FeatureSource.tactus
  var minimum = KeyboardStatistics.minimumCell

  /// Mean and standard deviation.
  func spread(
    _ get: @escaping @Sendable (borrowing KeyboardStatistics) -> Moments
  ) -> [Feature] {
    [
      mean(get),
      column("sd", "Standard deviation of the \(what).", unit.ofDifferences, get, \.deviation),
    ]
  }

  func mean(_ get: @escaping @Sendable (borrowing KeyboardStatistics) -> Moments) -> Feature {
    column("mean", "Mean of the \(what).", unit, get, \.mean)
  }

  /// Mean, deviation, skewness and kurtosis.
  func shape(
    _ get: @escaping @Sendable (borrowing KeyboardStatistics) -> Moments
  ) -> [Feature] {
    spread(get) + [
      column("skew", "Skewness of the \(what).", .none, get, \.skewness),
      column("kurt", "Excess kurtosis of the \(what).", .none, get, \.excessKurtosis),
    ]
  }

  private func column(
    _ statistic: String, _ meaning: String, _ unit: Feature.Unit,
    _ get: @escaping @Sendable (borrowing KeyboardStatistics) -> Moments,
    _ value: @escaping @Sendable (Moments) -> Double?
  ) -> Feature {
    Feature(
      "\(name).\(statistic)", .keyboard, unit, meaning, formula: "\(statistic)(\(symbol))",
      source: source, minimum: minimum, of: { Int(get($0.keyboard).count) },
      value: { value(get($0.keyboard)) })
  }

  /// The seven percentiles, on the scale of the moments.
  func quantiles(
    of count: @escaping @Sendable (borrowing KeyboardStatistics) -> Int,
    _ value: @escaping @Sendable (borrowing KeyboardStatistics, Quantile) -> Double?
  ) -> [Feature] {
    Quantile.allCases.map { quantile in
      let percent = Int((quantile.rawValue * 100).rounded())
      return Feature(
        "\(name).\(quantile.label)", .keyboard, unit, "\(percent)th percentile of the \(what).",
        formula: "\(quantile.label)(\(symbol))", source: source, minimum: minimum,
        of: { count($0.keyboard) }, value: { value($0.keyboard, quantile) })
    }
  }
}

extension FeatureTable {
  /// A single column of the keyboard's.
  static func keyboardColumn(
    _ name: String, _ unit: Feature.Unit, _ meaning: String, formula: String = "",
    source: FeatureSource = .tactus, minimum: Int = 0,
    of count: @escaping @Sendable (borrowing KeyboardStatistics) -> Int = { _ in 0 },
    value: @escaping @Sendable (borrowing KeyboardStatistics) -> Double?
  ) -> Feature {
    Feature(
      name, .keyboard, unit, meaning, formula: formula, source: source, minimum: minimum,
      of: { count($0.keyboard) }, value: { value($0.keyboard) })
  }
}
