/// A feature's entry in the one table that everything else is made from: the values themselves, the
/// record's columns, the documentation, the units that a viewer shows.
public struct Feature: Sendable {
  /// Flat and stable, as in the log: `kb.hold.mean`.
  public let name: String
  public let group: Group
  public let unit: Unit
  /// One sentence.
  public let meaning: String
  /// How it is computed, in the symbols of `docs/features.md`; empty where the meaning says it all.
  public let formula: String
  /// Whose definition it is.
  public let source: FeatureSource
  /// How many observations it takes; below that the record says null.
  public let minimum: Int

  let count: @Sendable (borrowing WindowStatistics) -> Int
  let compute: @Sendable (borrowing WindowStatistics) -> Double?

  /// - Parameter count: of the observations that the feature is made from.
  init(
    _ name: String, _ group: Group, _ unit: Unit, _ meaning: String, formula: String = "",
    source: FeatureSource = .tactus, minimum: Int = 0,
    of count: @escaping @Sendable (borrowing WindowStatistics) -> Int = { _ in 0 },
    value: @escaping @Sendable (borrowing WindowStatistics) -> Double?
  ) {
    self.name = name
    self.group = group
    self.unit = unit
    self.meaning = meaning
    self.formula = formula
    self.source = source
    self.minimum = minimum
    self.count = count
    compute = value
  }

  /// The feature's value, or `nil` where too little was observed to show or to compute it.
  public func value(of window: borrowing WindowStatistics) -> Double? {
    if group == .keyboard, !window.keyboard.isReleasable { return nil }
    guard count(window) >= minimum, let value = compute(window), value.isFinite else { return nil }
    return value
  }

  public enum Group: String, CaseIterable, Sendable {
    case keyboard, pointer, click, scroll, session
  }

  public enum Unit: String, CaseIterable, Sendable {
    /// Natural logarithm of a time in seconds.
    case logSeconds = "ln s"
    /// Difference of natural logarithms: the logarithm of a factor.
    case logRatio = "ln"
    /// asinh(time / 10 ms): logarithmic for long times, linear around zero, signed.
    case asinhTime = "asinh(t/10 ms)"
    case seconds = "s"
    case count = "n"
    /// Natural logarithm of a number of things.
    case logCount = "ln n"
    case share = "share"
    case perMinute = "1/min"
    /// Millimetres, or device counts where the record's `length_unit` says so.
    case length = "length"
    case lengthPerMinute = "length/min"
    case logLength = "ln length"
    case logSpeed = "ln(length/s)"
    case speed = "length/s"
    case acceleration = "length/s²"
    case logAcceleration = "ln(length/s²)"
    case jerk = "length/s³"
    case logJerk = "ln(length/s³)"
    case logPerLength = "ln(1/length)"
    case area = "length²"
    case logArea = "ln length²"
    case radians = "rad"
    case radiansPerSecond = "rad/s"
    case logRadiansPerSecond = "ln(rad/s)"
    case curvature = "rad/length"
    case logCurvature = "ln(rad/length)"
    case bitsPerSecond = "bit/s"
    case secondsPerBit = "s/bit"
    case detents = "detents"
    case logDetents = "ln detents"
    case detentsPerMinute = "detents/min"
    case bits = "bit"
    case none = "-"
  }
}

extension Feature.Unit {
  /// The unit of a difference, and so of a deviation, of values in this unit.
  var ofDifferences: Feature.Unit {
    switch self {
    case .logSeconds, .logCount, .logLength, .logSpeed, .logAcceleration, .logJerk, .logPerLength,
      .logArea,
      .logRadiansPerSecond, .logCurvature, .logDetents:
      .logRatio
    case .asinhTime: .none
    default: self
    }
  }
}
