internal import Glibc

/// Smoothness of a movement from the length of its speed's normalized spectrum: the shorter, the
/// smoother. About -1.4 for a single bell-shaped movement, and lower the more parts it has.
///
/// SPARC = -Σ √((Δf / (f_b - f_a))² + ΔM²) over M(f) = |V(f)| / max |V| from 0 to 10 Hz, between the
/// first and the last frequency at which M is at least 0.05 (Balasubramanian et al. 2015). The
/// spectrum is taken every 1/8 Hz, which follows it closely enough for movements of up to 8 s.
enum SpectralArcLength {
  static let spacing = 0.125
  static let longest = 8.0
  private static let threshold = 0.05
  /// 0 to 10 Hz, rounded up to whole vectors.
  private static let frequencies = 81

  /// - Parameter speed: samples of a movement, `rate` of them a second.
  /// - Returns: nil where the movement is too long, or nothing moved.
  static func of(_ speed: Span<Double>, rate: Double) -> Double? {
    guard Double(speed.count) <= longest * rate else { return nil }
    var magnitude = InlineArray<88, Double>(repeating: 0)
    for block in 0..<11 {
      var cosines = SIMD8<Double>()
      for lane in 0..<8 {
        cosines[lane] = 2 * cos(2 * .pi * spacing * Double(block * 8 + lane) / rate)
      }
      let power = goertzel(speed, cosines)
      for lane in 0..<8 { magnitude[block * 8 + lane] = max(power[lane], 0).squareRoot() }
    }
    return arc(of: magnitude)
  }

  /// Goertzel's recurrence: power of the spectrum at the frequencies of which these are the doubled
  /// cosines, with a multiplication and two additions a sample.
  @inline(__always)
  private static func goertzel(_ samples: Span<Double>, _ cosines: SIMD8<Double>) -> SIMD8<Double> {
    var last = SIMD8<Double>()
    var before = SIMD8<Double>()
    for index in samples.indices {
      let next = samples[index] + cosines * last - before
      before = last
      last = next
    }
    return last * last + before * before - cosines * last * before
  }

  private static func arc(of magnitude: InlineArray<88, Double>) -> Double? {
    var peak = 0.0
    for index in 0..<frequencies { peak = max(peak, magnitude[index]) }
    guard peak > 0 else { return nil }
    let limit = threshold * peak
    var first = 0
    while magnitude[first] < limit { first += 1 }
    var last = frequencies - 1
    while magnitude[last] < limit { last -= 1 }
    guard last > first else { return nil }
    let step = 1 / Double(last - first)
    var length = 0.0
    for index in first..<last {
      let rise = (magnitude[index + 1] - magnitude[index]) / peak
      length += (step * step + rise * rise).squareRoot()
    }
    return -length
  }
}
