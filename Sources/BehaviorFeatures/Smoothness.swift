internal import Glibc

/// Measures of how smoothly a speed goes up and down again.
enum Smoothness {
  /// Dimensionless jerk: -T³ / v_peak² · Σ (Δ²v / Δt²)² Δt, T being all samples' time
  /// (Balasubramanian et al. 2012). Nil where nothing moved.
  static func dimensionlessJerk(_ speed: Span<Double>, rate: Double) -> Double? {
    guard speed.count > 2 else { return nil }
    var peak = 0.0
    var sum = 0.0
    for index in speed.indices {
      peak = max(peak, speed[index])
      guard index > 1 else { continue }
      let jerk = (speed[index] - 2 * speed[index - 1] + speed[index - 2]) * rate * rate
      sum += jerk * jerk
    }
    guard peak > 0 else { return nil }
    let duration = Double(speed.count) / rate
    return -duration * duration * duration / (peak * peak) * sum / rate
  }

  /// -ln |dimensionless jerk|.
  static func logDimensionlessJerk(_ speed: Span<Double>, rate: Double) -> Double? {
    dimensionlessJerk(speed, rate: rate).map { -log(-$0) }
  }

  /// How far the speed is from that of the smoothest movement of this length and duration,
  /// v(t) = 30 L/T (s² - 2 s³ + s⁴) with s = t/T (Flash and Hogan 1985): root mean square of the
  /// difference, as a share of the peak speed.
  static func minimumJerkResidual(_ speed: Span<Double>) -> Double? {
    var sum = 0.0
    var peak = 0.0
    for index in speed.indices {
      sum += speed[index]
      peak = max(peak, speed[index])
    }
    guard peak > 0 else { return nil }
    let count = Double(speed.count)
    var squares = 0.0
    for index in speed.indices {
      let s = (Double(index) + 0.5) / count
      let difference = speed[index] - 30 * sum / count * s * s * (1 - s) * (1 - s)
      squares += difference * difference
    }
    return (squares / count).squareRoot() / peak
  }
}
