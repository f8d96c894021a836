internal import Glibc

/// Smoothness of a movement from the length of its speed's normalized spectrum: the shorter, the
/// smoother. About -1.4 for a single bell-shaped movement, and lower the more parts it has.
///
/// SPARC = -Σ √((Δf / (f₂ - f₁))² + ΔM²) over M(f) = |V(f)| / max |V| from 0 to 10 Hz, between the
/// first and the last frequency at which M is at least 0.05 (Balasubramanian et al. 2015). As in their
/// program, the spectrum is that of the movement padded to 16 times the next power of two of its
/// samples, of which only what lies below 10 Hz is computed.
enum SpectralArcLength {
  /// Longer movements take too many frequencies, and are no single movements.
  static let mostSamples = 1 << mostBits
  private static let mostBits = 9
  private static let highest = 10.0
  private static let threshold = 0.05

  /// 2 cos(2π k / 8192): all frequencies are multiples of the lowest that the longest movement has.
  private static let cosines: InlineArray<832, Double> = InlineArray { k in
    2 * cos(2 * .pi * Double(k) / Double(1 << (mostBits + 4)))
  }

  /// - Parameter speed: samples of a movement, not negative, `rate` of them a second, from 100 on.
  /// - Returns: nil where the movement is too long, or nothing moved.
  static func of(_ speed: Span<Double>, rate: Double) -> Double? {
    guard speed.count > 1, speed.count <= mostSamples else { return nil }
    let bits = Int.bitWidth - (speed.count - 1).leadingZeroBitCount
    let spacing = rate / Double(1 << (bits + 4))
    let count = Int(highest / spacing) + 1
    var magnitude = InlineArray<832, Double>(repeating: 0)
    guard count <= magnitude.count else { return nil }
    let stride = 1 << (mostBits - bits)
    for block in 0..<((count + 15) / 16) {
      var doubled = SIMD16<Double>()
      for lane in 0..<16 {
        doubled[lane] = cosines[min((block * 16 + lane) * stride, cosines.count - 1)]
      }
      let power = goertzel(speed, doubled)
      for lane in 0..<16 { magnitude[block * 16 + lane] = max(power[lane], 0).squareRoot() }
    }
    return arc(of: magnitude.span, count)
  }

  /// Goertzel's recurrence: power of the spectrum at the frequencies of which these are the doubled
  /// cosines, with a multiplication and two additions a sample.
  ///
  /// A sample has to wait for the one before, so as many frequencies go side by side as hide that, and
  /// what doesn't have to wait is computed first.
  @inline(__always)
  private static func goertzel(
    _ samples: Span<Double>, _ cosines: SIMD16<Double>
  ) -> SIMD16<Double> {
    var last = SIMD16<Double>()
    var before = SIMD16<Double>()
    for index in samples.indices {
      let next = (samples[index] - before) + cosines * last
      before = last
      last = next
    }
    return last * last + before * before - cosines * last * before
  }

  private static func arc(of magnitude: Span<Double>, _ count: Int) -> Double? {
    var peak = 0.0
    for index in 0..<count { peak = max(peak, magnitude[index]) }
    guard peak > 0 else { return nil }
    let limit = threshold * peak
    var first = 0
    while magnitude[first] < limit { first += 1 }
    var last = count - 1
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
