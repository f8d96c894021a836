package import BehaviorFeatures
import Glibc

/// What a feature's number is to a person: logarithms undone, milliseconds, percent.
package enum HumanValue {
  /// Where a value is withheld, undefined or not in the log.
  package static let missing = "·"

  package static func text(_ value: Double?, in unit: Feature.Unit) -> String {
    guard let value else { return missing }
    let number = unit.humanNumber(value)
    switch unit {
    case .count, .detents: return Self.text(count: number)
    default: return Self.text(number)
    }
  }

  /// Whole where it is whole, for counts may be means too.
  static func text(count: Double) -> String {
    count == count.rounded() && abs(count) < 100_000 ? fixed(count, decimals: 0) : text(count)
  }

  /// Every digit of a whole number, for bookkeeping that must add up.
  static func text(exact number: Double) -> String {
    number == number.rounded() && abs(number) < 1e15 ? fixed(number, decimals: 0) : text(number)
  }

  /// Three digits or the whole part, from a hundred thousand on in thousands, millions and so on.
  package static func text(_ number: Double) -> String {
    guard number.isFinite else { return number.isNaN ? missing : number < 0 ? "-∞" : "∞" }
    var (scaled, suffix) = (number, "")
    var suffixes = ["k", "M", "G", "T", "P"][...]
    while abs(scaled).rounded() >= (suffix.isEmpty ? 100_000 : 1000), !suffixes.isEmpty {
      scaled /= 1000
      suffix = suffixes.removeFirst()
    }
    guard abs(scaled).rounded() < 1000 || suffix.isEmpty else {
      return number < 0 ? "<-999P" : ">999P"
    }
    for (decimals, limit) in [(2, 10.0), (1, 100.0)] {
      let step = decimals == 2 ? 100.0 : 10.0
      if (abs(scaled) * step).rounded() < limit * step {
        return fixed(scaled, decimals: decimals) + suffix
      }
    }
    return fixed(scaled, decimals: 0) + suffix
  }

  /// For numbers below a thousand million million.
  private static func fixed(_ number: Double, decimals: Int) -> String {
    let scale = (0..<decimals).reduce(1) { power, _ in power * 10 }
    let units = Int((abs(number) * Double(scale)).rounded())
    let sign = number < 0 && units > 0 ? "-" : ""
    if decimals == 0 { return "\(sign)\(units)" }
    let fraction = String(units % scale)
    let zeros = String(repeating: "0", count: decimals - fraction.count)
    return "\(sign)\(units / scale).\(zeros)\(fraction)"
  }
}

extension Feature.Unit {
  /// The value on the scale that ``humanTitle(lengthUnit:)`` names. The mean of logarithms becomes
  /// the geometric mean.
  package func humanNumber(_ value: Double) -> Double {
    switch self {
    case .logSeconds: exp(value) * 1000
    case .asinhTime: sinh(value) * 10
    case .share: value * 100
    case .logCount, .logLength, .logSpeed, .logRatio, .logAcceleration, .logJerk, .logPerLength,
      .logArea,
      .logRadiansPerSecond, .logCurvature, .logDetents:
      exp(value)
    case .seconds, .count, .perMinute, .length, .lengthPerMinute, .detents, .detentsPerMinute,
      .speed, .acceleration, .jerk, .area, .radians, .radiansPerSecond, .curvature, .bitsPerSecond,
      .secondsPerBit, .bits, .none:
      value
    }
  }

  package func humanTitle(lengthUnit: String) -> String {
    switch self {
    case .logSeconds, .asinhTime: "ms"
    case .share: "%"
    case .seconds: "s"
    case .perMinute: "/min"
    case .logRatio: "×"
    case .length, .logLength: lengthUnit
    case .lengthPerMinute: lengthUnit + "/min"
    case .speed, .logSpeed: lengthUnit + "/s"
    case .acceleration, .logAcceleration: lengthUnit + "/s²"
    case .jerk, .logJerk: lengthUnit + "/s³"
    case .logPerLength: "/" + lengthUnit
    case .area, .logArea: lengthUnit + "²"
    case .radians: "rad"
    case .radiansPerSecond, .logRadiansPerSecond: "rad/s"
    case .curvature, .logCurvature: "rad/" + lengthUnit
    case .bitsPerSecond: "bit/s"
    case .secondsPerBit: "s/bit"
    case .detents, .logDetents: "detents"
    case .detentsPerMinute: "detents/min"
    case .bits: "bit"
    case .count, .logCount, .none: ""
    }
  }
}
