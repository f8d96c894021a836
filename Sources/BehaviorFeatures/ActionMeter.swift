internal import Glibc
internal import InputEvents

/// Measures a finished action: from its path to the numbers that ``ActionMeasure`` describes.
///
/// Everything is computed when the action has ended, from the bounded path: so the low-pass has no
/// delay, quantiles are exact, and deviation is measured from the chord that is then known. It takes a
/// time that is proportional to the action's length, in memory that was there before, which is wiped.
struct ActionMeter: BitwiseCopyable {
  /// Steps a second.
  static let rate = 125.0
  /// A step stands for movement since the one before, over this many steps at most: a report tells
  /// that a count was passed, not how long that took.
  static let longestSpread = 16
  /// After this many steps of rest, the response of the low-pass to the last movement has died away
  /// to less than a millionth.
  static let tail = 64
  /// Quantization hides the jerk of shorter movements; in the smallest distance that the device told.
  static let shortestForJerk = 200.0

  var x = InlineArray<2_112, Double>(repeating: 0)
  var y = InlineArray<2_112, Double>(repeating: 0)
  var work = InlineArray<2_112, Double>(repeating: 0)

  /// Sums over an action's steps with movement, which several measures are made from.
  struct Outline: BitwiseCopyable {
    /// The first and the last step with movement.
    var first = 0
    var last = -1
    var steps = 0
    var path = 0.0
    var x = 0.0
    var y = 0.0
    /// The smallest distance along an axis: one count, in any action that begins or ends slowly.
    var quantum = Double.infinity

    var count: Int { last - first + 1 }
    var chord: Double { hypot(x, y) }
    var duration: Double { Double(count) / ActionMeter.rate }
  }

  static func outline(of path: inout ActionPath, _ range: Range<Int>) -> Outline {
    var outline = Outline()
    for index in range {
      let (dx, dy) = path[index]
      guard dx != 0 || dy != 0 else { continue }
      if outline.last < 0 { outline.first = index }
      outline.last = index
      outline.steps += 1
      outline.path += (dx * dx + dy * dy).squareRoot()
      outline.x += dx
      outline.y += dy
      if dx != 0 { outline.quantum = min(outline.quantum, abs(dx)) }
      if dy != 0 { outline.quantum = min(outline.quantum, abs(dy)) }
    }
    return outline
  }

  /// Measures the steps of `path` that `outline` was made of, which are at least
  /// ``PointerStatistics/minimumSteps``.
  mutating func measure(
    _ path: inout ActionPath, _ outline: Outline, into action: inout PointerAction
  ) {
    let chord = outline.chord
    action[raw: .duration] = outline.duration
    action[raw: .path] = outline.path
    action[raw: .chord] = chord
    action[raw: .straightness] = chord / outline.path
    action[raw: .steps] = Double(outline.steps)
    action[raw: .throughput] =
      log2(chord / action.unit.width + 1) / outline.duration
    measureSteps(&path, outline, &action)
    measureShape(&path, outline, &action)
    measureTremor(&path, outline, &action)
    measureProfile(&path, outline, &action)
    wipe(outline.count + Self.tail)
  }

  private mutating func wipe(_ count: Int) {
    for index in 0..<min(count, x.count) {
      x[index] = 0
      y[index] = 0
      work[index] = 0
    }
  }
}

extension LengthUnit {
  /// A distance below which a movement isn't meant to go anywhere: what a drag exceeds and a click
  /// slips, and the target's width where none is known. A millimetre, or 20 counts.
  var width: Double {
    switch self {
    case .millimeters: 1
    case .counts: 20
    }
  }
}
