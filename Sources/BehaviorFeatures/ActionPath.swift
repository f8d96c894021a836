/// The movement of the action under way, in steps of ``PointerStatistics/bin``: all of a path that is
/// ever kept, and wiped when the action has been measured.
struct ActionPath: BitwiseCopyable {
  /// 16.4 seconds; an action that goes on for longer ends there.
  static let capacity = 2_048

  private var x = InlineArray<2_048, Float>(repeating: 0)
  private var y = InlineArray<2_048, Float>(repeating: 0)
  /// Steps up to the last one with movement.
  private(set) var count = 0

  /// Movement of the step at `index`, by axis.
  ///
  /// Reading mutates nothing; but of a value that it may not mutate, the compiler makes a copy for each
  /// step, sixteen kilobytes of it.
  @inline(__always)
  subscript(index: Int) -> (x: Double, y: Double) {
    mutating get { (Double(x[index]), Double(y[index])) }
  }

  @inline(__always)
  mutating func add(_ dx: Double, _ dy: Double, at index: Int) {
    x[index] += Float(dx)
    y[index] += Float(dy)
    count = index + 1
  }

  mutating func wipe() {
    for index in 0..<count {
      x[index] = 0
      y[index] = 0
    }
    count = 0
  }
}
