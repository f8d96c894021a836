internal import Glibc
internal import InputEvents

extension ActionMeter {
  /// What people do by will is slower than this, in hertz; what is faster is tremor and quantization.
  static let corner = 6.0
  private static let lowPass = Butterworth.dualPassLowPass(corner: corner, sampling: rate)
  private static let highTremor = Butterworth.bandPass(low: 8, high: 12, sampling: rate)
  private static let lowTremor = Butterworth.bandPass(low: 4, high: 8, sampling: rate)

  /// Trembling, as the amplitude of an oscillation that would move the pointer as fast as it does in
  /// the band: A = √2 · RMS / (2π f). Needs three periods of the band's middle.
  func measureTremor(
    _ path: inout ActionPath, _ outline: Outline, _ action: inout PointerAction
  ) {
    if outline.duration >= 0.3 {
      action[raw: .tremorHigh] = Self.amplitude(&path, outline, Self.highTremor, frequency: 10)
    }
    if outline.duration >= 0.5 {
      action[raw: .tremorLow] = Self.amplitude(&path, outline, Self.lowTremor, frequency: 6)
    }
  }

  private static func amplitude(
    _ path: inout ActionPath, _ outline: Outline, _ filter: (Biquad, Biquad), frequency: Double
  ) -> Double {
    var x = (Biquad.State(), Biquad.State())
    var y = (Biquad.State(), Biquad.State())
    var squares = 0.0
    for index in outline.first...outline.last {
      let step = path[index]
      let outX = x.1.next(x.0.next(step.x * rate, filter.0), filter.1)
      let outY = y.1.next(y.0.next(step.y * rate, filter.0), filter.1)
      squares += outX * outX + outY * outY
    }
    return (2 * squares / Double(outline.count)).squareRoot() / (2 * .pi * frequency)
  }

  /// Everything that is made of the speed as it goes up and down.
  mutating func measureProfile(
    _ path: inout ActionPath, _ outline: Outline, _ action: inout PointerAction
  ) {
    let count = outline.count
    spread(&path, outline)
    for index in 0..<count { work[index] = hypot(x[index], y[index]) }
    action[raw: .spectralArcLength] =
      SpectralArcLength.of(work.span.extracting(0..<count), rate: Self.rate) ?? .nan
    Self.smooth(&x, count + Self.tail)
    Self.smooth(&y, count + Self.tail)
    for index in 0..<count { work[index] = hypot(x[index], y[index]) }
    action[raw: .powerLaw] = powerLaw(outline)
    let profile = work.span.extracting(0..<count)
    measureDerivatives(profile, &action)
    measurePeaks(profile, outline, &action)
    if outline.path >= Self.shortestForJerk * outline.quantum {
      action[raw: .logJerk] = Smoothness.logDimensionlessJerk(profile, rate: Self.rate) ?? .nan
    }
    action[raw: .minimumJerkResidual] = Smoothness.minimumJerkResidual(profile) ?? .nan
  }

  /// Velocity by axis, a step's movement taken as even since the step before.
  private mutating func spread(_ path: inout ActionPath, _ outline: Outline) {
    for index in 0..<(outline.count + Self.tail) {
      x[index] = 0
      y[index] = 0
    }
    var before = -1
    for index in 0..<outline.count {
      let (dx, dy) = path[outline.first + index]
      guard dx != 0 || dy != 0 else { continue }
      let steps = min(index - before, Self.longestSpread)
      for place in (index - steps + 1)...index {
        x[place] = dx * Self.rate / Double(steps)
        y[place] = dy * Self.rate / Double(steps)
      }
      before = index
    }
  }

  /// The low-pass, forwards and then backwards.
  static func smooth(_ signal: inout InlineArray<2_112, Double>, _ count: Int) {
    var forwards = Biquad.State()
    for index in 0..<count { signal[index] = forwards.next(signal[index], lowPass) }
    var backwards = Biquad.State()
    for index in stride(from: count - 1, through: 0, by: -1) {
      signal[index] = backwards.next(signal[index], lowPass)
    }
  }

  /// Acceleration and jerk along the path.
  private func measureDerivatives(_ profile: Span<Double>, _ action: inout PointerAction) {
    var acceleration = Summary()
    var jerk = Summary()
    var before = 0.0
    for index in 1..<profile.count {
      let now = (profile[index] - profile[index - 1]) * Self.rate
      acceleration.add(now)
      if index > 1 { jerk.add((now - before) * Self.rate) }
      before = now
    }
    action[raw: .accelerationMean] = acceleration.mean
    action[raw: .accelerationDeviation] = acceleration.deviation
    action[raw: .accelerationMax] = acceleration.greatest
    action[raw: .accelerationMin] = acceleration.least
    action[raw: .jerkMean] = jerk.mean
    action[raw: .jerkDeviation] = jerk.deviation
    action[raw: .jerkMax] = jerk.greatest
    action[raw: .jerkMin] = jerk.least
  }

  /// Sub-movements: each has a peak of the speed.
  private func measurePeaks(
    _ profile: Span<Double>, _ outline: Outline, _ action: inout PointerAction
  ) {
    var highest = 0
    for index in profile.indices where profile[index] > profile[highest] { highest = index }
    let threshold = profile[highest] / 10
    var peaks = 0
    var second = 0.0
    var (firstPlace, lastPlace) = (highest, highest)
    for index in 1..<(profile.count - 1)
    where profile[index] > profile[index - 1] && profile[index] >= profile[index + 1]
      && profile[index] >= threshold
    {
      peaks += 1
      firstPlace = min(firstPlace, index)
      lastPlace = index
      if index != highest { second = max(second, profile[index]) }
    }
    // The speed may be highest at an end.
    peaks = max(peaks, 1)
    action[raw: .peaks] = Double(peaks)
    action[raw: .peaksPerPath] = Double(peaks) / outline.path
    if peaks > 1 {
      action[raw: .secondPeak] = second / profile[highest]
      action[raw: .peakInterval] =
        Double(lastPlace - firstPlace) / Double(peaks - 1) / Self.rate
    }
    let (rise, count) = (Double(highest) + 0.5, Double(profile.count))
    action[raw: .peakTime] = rise / count
    action[raw: .riseToFall] = rise / (count - rise)
    var top = 0
    while top + 1 < profile.count, profile[top + 1] > profile[top] { top += 1 }
    action[raw: .firstRise] = (Double(top) + 0.5) / Self.rate
  }

  /// The exponent b of speed ~ curvature^b, -1/3 where the two-thirds power law holds.
  private mutating func powerLaw(_ outline: Outline) -> Double {
    let leastCurvature = 1e-3 / outline.path
    var slowest = 0.0
    for index in 0..<outline.count { slowest = max(slowest, work[index] / 10) }
    var line = CoMoments()
    for index in 1..<(outline.count - 1) {
      let speed = work[index]
      guard speed > slowest else { continue }
      let ax = (x[index + 1] - x[index - 1]) * Self.rate / 2
      let ay = (y[index + 1] - y[index - 1]) * Self.rate / 2
      let curvature = abs(x[index] * ay - y[index] * ax) / (speed * speed * speed)
      // A straight piece has no curvature to take the logarithm of.
      guard curvature > leastCurvature else { continue }
      line.add(log(curvature), log(speed))
    }
    return line.count >= 10 ? line.slope ?? .nan : .nan
  }
}
