import Glibc

/// A way from values to places on the page, with values that are worth a mark.
struct Scale {
  let domain: ClosedRange<Double>
  let range: (from: Double, to: Double)
  var isLogarithmic = false

  func place(_ value: Double) -> Double {
    let part =
      isLogarithmic
      ? log(value / domain.lowerBound) / log(domain.upperBound / domain.lowerBound)
      : (value - domain.lowerBound) / (domain.upperBound - domain.lowerBound)
    return range.from + min(1, max(0, part)) * (range.to - range.from)
  }

  /// Round values inside the domain, about `count` of them.
  var ticks: [Double] { isLogarithmic ? logarithmicTicks : Self.ticks(domain, about: 5) }

  private var logarithmicTicks: [Double] {
    let decades =
      Int(
        log10(domain.lowerBound).rounded(.down))...Int(
        log10(domain.upperBound).rounded(.up))
    return decades.flatMap { decade in [1.0, 2, 5].map { $0 * pow(10, Double(decade)) } }
      .filter(domain.contains)
  }

  static func ticks(_ domain: ClosedRange<Double>, about count: Int) -> [Double] {
    let step = self.step(domain.upperBound - domain.lowerBound, about: count)
    let first = (domain.lowerBound / step - 1e-9).rounded(.up)
    let last = (domain.upperBound / step + 1e-9).rounded(.down)
    guard first <= last else { return [] }
    return (Int(first)...Int(last)).map { Double($0) * step }
  }

  /// 1, 2 or 5 times a power of ten.
  static func step(_ span: Double, about count: Int) -> Double {
    guard span > 0 else { return 1 }
    let raw = span / Double(count)
    let power = pow(10, log10(raw).rounded(.down))
    return (([1, 2, 5, 10].first { $0 * power >= raw * 0.999 }) ?? 10) * power
  }

  /// The domain from the least value (or 0) up to a round one.
  static func domain(_ values: [Double], fromZero: Bool) -> ClosedRange<Double> {
    let (low, most) =
      fromZero
      ? (min(0, values.min() ?? 0), max(0, values.max() ?? 1))
      : (values.min() ?? 0, values.max() ?? 1)
    let span = max(most - low, max(abs(most), 1e-9) * 0.05)
    let step = step(span, about: 4)
    let isAtZero = fromZero && low >= 0
    let bottom = isAtZero ? 0 : ((low - span * 0.04) / step).rounded(.down) * step
    let top = (most / step - 1e-9).rounded(.up) * step
    // Multiples of the step are rounded.
    return min(bottom, low)...max(top, most, bottom + step)
  }

  /// Enough digits to tell the ticks apart.
  static func label(_ value: Double, step: Double) -> String {
    let decimals = max(0, Int((-log10(step) - 1e-9).rounded(.up)))
    return NumberText.fixed(value, min(decimals, 4))
  }
}
