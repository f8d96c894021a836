/// Mean, deviation and extremes of the values of one action.
///
/// Sums are of differences from the first value, which lies among the others, so that they don't
/// cancel; there is no division a value.
struct Summary: BitwiseCopyable {
  private(set) var count = 0.0
  private var pivot = 0.0
  private var sum = 0.0
  private var squares = 0.0
  private(set) var least = Double.infinity
  private(set) var greatest = -Double.infinity

  @inline(__always)
  mutating func add(_ value: Double) {
    if count == 0 { pivot = value }
    count += 1
    let difference = value - pivot
    sum += difference
    squares += difference * difference
    least = min(least, value)
    greatest = max(greatest, value)
  }

  /// Not a number where there are no values.
  var mean: Double { pivot + sum / count }
  var total: Double { pivot * count + sum }
  /// Sample standard deviation; not a number below two values.
  var deviation: Double {
    count > 1 ? (max(0, squares - sum * sum / count) / (count - 1)).squareRoot() : .nan
  }
}
