internal import Glibc

/// A second-order section of a digital filter.
struct Biquad: BitwiseCopyable, Sendable {
  var b0: Double
  var b1: Double
  var b2: Double
  var a1: Double
  var a2: Double

  /// What a section remembers, in the transposed second direct form.
  struct State: BitwiseCopyable {
    private var first = 0.0
    private var second = 0.0

    @inline(__always)
    mutating func next(_ input: Double, _ section: Biquad) -> Double {
      let output = section.b0 * input + first
      first = section.b1 * input - section.a1 * output + second
      second = section.b2 * input - section.a2 * output
      return output
    }
  }

  /// The gain at `frequency`.
  fileprivate func gain(at frequency: Double, sampling: Double) -> Double {
    let w = 2 * Double.pi * frequency / sampling
    func magnitude(_ c0: Double, _ c1: Double, _ c2: Double) -> Double {
      hypot(c0 + c1 * cos(w) + c2 * cos(2 * w), c1 * sin(w) + c2 * sin(2 * w))
    }
    return magnitude(b0, b1, b2) / magnitude(1, a1, a2)
  }
}

/// Butterworth filters, designed by the bilinear transform with prewarped corners.
enum Butterworth {
  /// A low-pass of the second order: the analog prototype 1 / (s² + √2 s + 1) with
  /// s = (1 - z⁻¹) / (K (1 + z⁻¹)), K = tan(π · `corner` / `sampling`).
  static func lowPass(corner: Double, sampling: Double) -> Biquad {
    let k = tan(.pi * corner / sampling)
    let scale = 1 / (1 + 2.0.squareRoot() * k + k * k)
    let b = k * k * scale
    return Biquad(
      b0: b, b1: 2 * b, b2: b, a1: 2 * (k * k - 1) * scale,
      a2: (1 - 2.0.squareRoot() * k + k * k) * scale)
  }

  /// A low-pass that is applied forwards and backwards: no delay, and the fourth order.
  ///
  /// Twice the second order has its half-power point lower than either pass, by the factor
  /// (√2 - 1)^¼ = 0.802, so each pass is given a corner as much higher.
  /// Source: D. A. Winter, Biomechanics and Motor Control of Human Movement.
  static func dualPassLowPass(corner: Double, sampling: Double) -> Biquad {
    lowPass(corner: corner / pow(2.0.squareRoot() - 1, 0.25), sampling: sampling)
  }

  /// A band-pass of a prototype of the second order: two sections, with gain 1 at the middle.
  ///
  /// Each pole p = exp(±3πi/4) of the prototype goes to the two solutions of s² - B p s + w² = 0, with
  /// B the width and w² the product of the prewarped corners; z = (2 + s) / (2 - s).
  static func bandPass(low: Double, high: Double, sampling: Double) -> (Biquad, Biquad) {
    let (w1, w2) = (2 * tan(.pi * low / sampling), 2 * tan(.pi * high / sampling))
    let pole = Complex(cos(3 * .pi / 4), sin(3 * .pi / 4))
    let half = pole * ((w2 - w1) / 2)
    let root = (half * half - Complex(w1 * w2, 0)).squareRoot
    // The other pole of the prototype gives the conjugates of these.
    func section(_ s: Complex) -> Biquad {
      let z = (Complex(2, 0) + s) / (Complex(2, 0) - s)
      return Biquad(b0: 1, b1: 0, b2: -1, a1: -2 * z.real, a2: z.squaredMagnitude)
    }
    func normalized(_ section: Biquad) -> Biquad {
      let middle = sampling / .pi * atan((w1 * w2).squareRoot() / 2)
      let gain = section.gain(at: middle, sampling: sampling)
      return Biquad(
        b0: section.b0 / gain, b1: 0, b2: section.b2 / gain, a1: section.a1, a2: section.a2)
    }
    return (normalized(section(half + root)), normalized(section(half - root)))
  }
}

private struct Complex {
  var real: Double
  var imaginary: Double

  init(_ real: Double, _ imaginary: Double) {
    self.real = real
    self.imaginary = imaginary
  }

  var squaredMagnitude: Double { real * real + imaginary * imaginary }

  var squareRoot: Complex {
    let (radius, angle) = (squaredMagnitude.squareRoot().squareRoot(), atan2(imaginary, real) / 2)
    return Complex(radius * cos(angle), radius * sin(angle))
  }

  static func + (a: Complex, b: Complex) -> Complex {
    Complex(a.real + b.real, a.imaginary + b.imaginary)
  }
  static func - (a: Complex, b: Complex) -> Complex {
    Complex(a.real - b.real, a.imaginary - b.imaginary)
  }
  static func * (a: Complex, b: Complex) -> Complex {
    Complex(
      a.real * b.real - a.imaginary * b.imaginary, a.real * b.imaginary + a.imaginary * b.real)
  }
  static func * (a: Complex, b: Double) -> Complex { Complex(a.real * b, a.imaginary * b) }
  static func / (a: Complex, b: Complex) -> Complex {
    let size = b.squaredMagnitude
    return Complex(
      (a.real * b.real + a.imaginary * b.imaginary) / size,
      (a.imaginary * b.real - a.real * b.imaginary) / size)
  }
}
