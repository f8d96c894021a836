internal import InputEvents

/// Every feature of a window record, declared once and in the record's order.
public enum FeatureTable {
  public static let all: [Feature] =
    keyboard + homing + pointer + kinematics + shape + click + scroll + session

  /// The values of a window, one a feature; `nil` where withheld or undefined.
  public static func values(of window: borrowing WindowStatistics) -> [Double?] {
    var values: [Double?] = []
    values.reserveCapacity(all.count)
    for feature in all { values.append(feature.value(of: window)) }
    return values
  }
}

extension FeatureTable {
  /// Mean, deviation, shape and quantiles of the logarithm of a positive quantity.
  static func distribution<let capacity: Int>(
    _ name: String, _ group: Feature.Group, _ unit: Feature.Unit, _ what: String, minimum: Int,
    _ get: @escaping @Sendable (borrowing WindowStatistics) -> LogDistribution<capacity>
  ) -> [Feature] {
    moments(name, group, unit, what, minimum: minimum) { get($0).moments }
      + Quantile.allCases.map { quantile in
        Feature(
          "\(name).\(quantile.label)", group, unit,
          "\(ordinal(quantile)) percentile of the \(what).",
          minimum: minimum, of: { get($0).count },
          value: { get($0).logQuantile(quantile) })
      }
  }

  /// The same of asinh(t / 10 ms) of a signed time.
  static func signedDistribution(
    _ name: String, _ group: Feature.Group, _ what: String, minimum: Int,
    _ get: @escaping @Sendable (borrowing WindowStatistics) -> SignedTimeDistribution
  ) -> [Feature] {
    moments(name, group, .asinhTime, what, minimum: minimum) { get($0).moments }
      + Quantile.allCases.map { quantile in
        Feature(
          "\(name).\(quantile.label)", group, .asinhTime,
          "\(ordinal(quantile)) percentile of the \(what).",
          minimum: minimum, of: { get($0).count },
          value: { get($0).scaledQuantile(quantile) })
      }
  }

  static func moments(
    _ name: String, _ group: Feature.Group, _ unit: Feature.Unit, _ what: String, minimum: Int,
    _ get: @escaping @Sendable (borrowing WindowStatistics) -> Moments
  ) -> [Feature] {
    let count: @Sendable (borrowing WindowStatistics) -> Int = { Int(get($0).count) }
    return spread(name, group, unit, what, minimum: minimum, get) + [
      Feature(
        "\(name).skew", group, .none, "Skewness of the \(what).", minimum: minimum, of: count,
        value: { get($0).skewness }),
      Feature(
        "\(name).kurt", group, .none, "Excess kurtosis of the \(what).", minimum: minimum,
        of: count, value: { get($0).excessKurtosis }),
    ]
  }

  /// Mean and standard deviation.
  static func spread(
    _ name: String, _ group: Feature.Group, _ unit: Feature.Unit, _ what: String,
    formula: String = "", source: FeatureSource = .tactus, minimum: Int = 1,
    _ get: @escaping @Sendable (borrowing WindowStatistics) -> Moments
  ) -> [Feature] {
    let count: @Sendable (borrowing WindowStatistics) -> Int = { Int(get($0).count) }
    return [
      Feature(
        "\(name).mean", group, unit, "Mean of the \(what).", formula: formula, source: source,
        minimum: minimum, of: count, value: { get($0).mean }),
      Feature(
        "\(name).sd", group, unit.ofDifferences, "Standard deviation of the \(what).",
        formula: formula, source: source, minimum: max(minimum, 2), of: count,
        value: { get($0).deviation }),
    ]
  }

  static func ordinal(_ quantile: Quantile) -> String {
    "\(Int((quantile.rawValue * 100).rounded()))th"
  }
}

func share(_ part: UInt64, of whole: UInt64) -> Double? {
  whole > 0 ? Double(part) / Double(whole) : nil
}

func share(_ part: Double, of whole: Double) -> Double? {
  whole > 0 ? part / whole : nil
}

func perMinute(_ amount: Double, _ seconds: Double) -> Double? {
  seconds > 0 ? amount * 60 / seconds : nil
}
