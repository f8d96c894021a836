/// A value of an action as documentation, records and windows have it: the one declaration of each.
public struct ActionMeasure: Sendable {
  public let value: ActionValue
  /// Behind `ptr.action.`
  public let name: String
  public let unit: Feature.Unit
  /// One phrase: "duration of an action".
  public let meaning: String
  public let formula: String
  public let source: FeatureSource

  init(
    _ value: ActionValue, _ name: String, _ unit: Feature.Unit, _ meaning: String,
    formula: String = "", source: FeatureSource = .tactus
  ) {
    self.value = value
    self.name = name
    self.unit = unit
    self.meaning = meaning
    self.formula = formula
    self.source = source
  }

  /// All of them, in the order of ``ActionValue``.
  public static let all: [ActionMeasure] = kinematic + context + shape
}

/// How values of an action are summed up.
enum ActionScale: BitwiseCopyable {
  /// Moments and percentiles of the logarithm of a positive value.
  case logarithmic
  /// Those of a value from 0 on, itself.
  case linear
  /// Those of a small value of either sign: the histogram is of its exponential, so a percentile is
  /// exact to 0.044.
  case signed
}

extension ActionValue {
  /// Moments beyond the ``quantiled`` ones are of logarithms where values spread over factors.
  var scale: ActionScale {
    switch self {
    case .duration, .path, .chord, .speedMean, .speedMax, .speedDeviation, .accelerationDeviation,
      .accelerationMax, .jerkDeviation, .jerkMax, .riseToFall, .firstRise, .peaksPerPath,
      .tremorHigh, .tremorLow, .speedMin, .speedP10, .speedP50, .speedP90, .xSpeedDeviation,
      .ySpeedDeviation, .roughAccelerationDeviation, .roughJerkDeviation, .peakInterval,
      .sincePrevious, .dwell, .hold, .curvatureDeviation,
      .angularDeviation, .deviationPeak, .areaAbsolute, .stepP50, .stepP90, .stepMax:
      .logarithmic
    case .spectralArcLength, .logJerk, .powerLaw: .signed
    default: .linear
    }
  }

  /// The exponent of two at which the histogram of a ``quantiled`` value begins; it has 24 octaves.
  var lowestExponent: Int {
    switch self {
    case .duration, .firstRise, .riseToFall: -12
    case .path, .chord, .speedMean, .speedMax, .speedDeviation: -4
    case .accelerationDeviation, .accelerationMax: 2
    case .jerkDeviation, .jerkMax: 8
    case .peaks, .throughput: -8
    case .tremorHigh, .tremorLow: -14
    case .logJerk: -30
    case .spectralArcLength: -20
    case .powerLaw: -12
    default: -20
    }
  }
}
