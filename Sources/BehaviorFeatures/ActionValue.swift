public import InputEvents

/// What is measured of one pointer action. The first ``quantiled`` are told of a window with
/// percentiles, the others with mean and deviation; see ``ActionMeasure`` for what each means.
public enum ActionValue: UInt8, BitwiseCopyable, CaseIterable, Sendable {
  case duration, path, chord, straightness
  case speedMean, speedMax, speedDeviation
  case accelerationDeviation, accelerationMax, jerkDeviation, jerkMax
  case peakTime, riseToFall, firstRise
  case peaks, peaksPerPath, secondPeak
  case spectralArcLength, logJerk, minimumJerkResidual
  case tremorHigh, tremorLow, powerLaw, throughput

  case steps, speedMin, speedP10, speedP50, speedP90, logSpeedMean, logSpeedDeviation, logSpeedSkew
  case xSpeedMean, xSpeedDeviation, xSpeedMax, xSpeedMin
  case ySpeedMean, ySpeedDeviation, ySpeedMax, ySpeedMin
  case accelerationMean, accelerationMin, jerkMean, jerkMin
  case roughAccelerationMean, roughAccelerationDeviation, roughJerkMean, roughJerkDeviation
  case peakInterval, pauses, pauseTime, sincePrevious, dwell, hold, slip

  case directionSine, directionCosine
  case turnMean, turnDeviation, turnTotal, turnNet
  case curvatureMean, curvatureDeviation, curvatureMax, curvatureMin, straightSteps
  case angularMean, angularDeviation, angularMax, angularMin
  case deviationMax, deviationPeak, deviationMean, deviationPlace, area, areaAbsolute
  case flipsX, flipsY, reversals, overshoot
  case horizontalSteps, verticalSteps, diagonalSteps, axisRatio, boxRatio
  case firstThird, secondThird, lastThird
  case stepP50, stepP90, stepMax, leastSteps

  public static let count = 92
  static let quantiled = 24
}

/// One action of a pointer: what leads up to a click, a drag, or a rest of three seconds.
///
/// It holds statistics, no path, and still is too fine for the log: an ordered list of distances and
/// directions rebuilds what was clicked on an on-screen keyboard. Windows take its values up;
/// recordings alone can be told action by action.
public struct PointerAction: BitwiseCopyable, Sendable {
  public enum Kind: UInt8, BitwiseCopyable, CaseIterable, Sendable {
    /// Movement that ends in a rest, or before a drag.
    case move
    /// Movement up to the press of a button that is held in place.
    case click
    /// Movement with a button down.
    case drag

    public var label: String {
      switch self {
      case .move: "move"
      case .click: "click"
      case .drag: "drag"
      }
    }
  }

  public var kind = Kind.move
  /// Of its first movement, in microseconds of the monotonic clock.
  public var start: Int64 = 0
  public var unit = LengthUnit.counts
  private var values = InlineArray<92, Double>(repeating: .nan)

  public init() {}

  /// Of its lengths, as records have it.
  public var lengthUnit: String { unit.label }

  /// Not a number where it is undefined.
  @inline(__always)
  subscript(raw value: ActionValue) -> Double {
    get { values[Int(value.rawValue)] }
    set { values[Int(value.rawValue)] = newValue }
  }

  public subscript(value: ActionValue) -> Double? {
    let number = self[raw: value]
    return number.isFinite ? number : nil
  }
}
