/// A statistic that observations are added to one by one, and that two windows have to one that is
/// as if both had been one window.
///
/// Its ``sketch`` holds all that this takes, so hours, days and machines can be summed up from a log
/// alone. Restoring it and merging lose nothing beyond the rounding of sums.
public protocol Accumulator: BitwiseCopyable, Sendable {
  /// What its sketch looks like, for the documentation and the schema of records.
  static var form: SketchForm { get }

  /// How many observations it stands for; nil for a plain number, which can't tell.
  var observations: Double? { get }
  /// Whether it is as it was made, which a sketch needn't tell.
  var isEmpty: Bool { get }
  var sketch: SketchValue { get }

  /// Becomes what `sketch` describes. False where that is no sketch of such an accumulator.
  mutating func restore(_ sketch: SketchValue) -> Bool
  mutating func merge(_ other: Self)
}

extension Accumulator {
  public var isEmpty: Bool { observations == 0 }
}

/// Goes through the accumulators of a statistics structure by name: writes, reads, merges or lists
/// them.
///
/// Each structure lists its accumulators once, in `visit(_:with:)`, a line each:
///
///     mutating func visit(_ visitor: inout some AccumulatorVisitor, with other: Self) {
///       visitor.visit("hold", &hold, other.hold)              // a distribution, moments, …
///       visitor.spread("interval", &interval, other.interval)   // moments shown as mean and sd alone
///       visitor.maximum("burst.max", &longest, other.longest)   // the greater of both
///       visitor.visit("pauses", &pauses, other.pauses)          // an `InlineArray` of numbers
///       visitor.visit("same_key", &sameKey, other.sameKey, minimum: 5)  // withheld below 5
///     }
///
/// From that one listing come the record's `sketch`, its reader, ``WindowStatistics/merge(_:)``, the
/// schema and the documentation. An accumulator that isn't listed is lost in all of them;
/// `SketchTests` compares the features of random windows with those of their sketches, and fails for
/// every feature that depends on one. A new kind of accumulator conforms to ``Accumulator``.
///
/// The name is that of the features which are made from it, without the structure's scope: `hold` in
/// the scope `kb` for `kb.hold.mean`.
public protocol AccumulatorVisitor {
  /// What stands before the names: `kb.`.
  var scope: String { get set }
  /// Accumulators of fewer observations are withheld here.
  var floor: Double { get set }

  /// - Parameters:
  ///   - other: of the window to merge with; only merging looks at it.
  ///   - minimum: fewer observations, or a lower number, are withheld from the sketch.
  mutating func take<A: Accumulator>(
    _ name: @autoclosure () -> String, _ accumulator: inout A, _ other: A, minimum: Double)
}

extension AccumulatorVisitor {
  @inline(__always)
  public mutating func visit<A: Accumulator>(
    _ name: @autoclosure () -> String, _ accumulator: inout A, _ other: A, minimum: Int = 0
  ) {
    take(name(), &accumulator, other, minimum: Double(minimum))
  }

  /// Moments of which no feature shows more than mean and deviation: the sketch has no more either.
  public mutating func spread(
    _ name: @autoclosure () -> String, _ moments: inout Moments, _ other: Moments,
    minimum: Int = 0
  ) {
    var mine = Spread(moments: moments)
    take(name(), &mine, Spread(moments: other), minimum: Double(minimum))
    moments = mine.moments
  }

  /// A number of which the greater one stays.
  public mutating func maximum(
    _ name: @autoclosure () -> String, _ value: inout Double, _ other: Double, minimum: Int = 0
  ) {
    var mine = Maximum(value: value)
    take(name(), &mine, Maximum(value: other), minimum: Double(minimum))
    value = mine.value
  }

  /// A count of which the greater one stays.
  public mutating func maximum(
    _ name: @autoclosure () -> String, _ count: inout UInt64, _ other: UInt64, minimum: Int = 0
  ) {
    var value = Double(count)
    maximum(name(), &value, Double(other), minimum: minimum)
    count = UInt64(exactly: value) ?? count
  }

  /// Puts `scope` before the names of what `body` visits, and withholds accumulators of fewer than
  /// `floor` observations there.
  public mutating func within(_ scope: String, floor: Int = 0, _ body: (inout Self) -> Void) {
    let before = (self.scope, self.floor)
    self.scope += scope + "."
    self.floor = Double(floor)
    body(&self)
    (self.scope, self.floor) = before
  }
}

/// Adds to each accumulator that of the other window.
struct MergingVisitor: AccumulatorVisitor {
  var scope = ""
  var floor = 0.0

  mutating func take<A: Accumulator>(
    _ name: @autoclosure () -> String, _ accumulator: inout A, _ other: A, minimum: Double
  ) {
    accumulator.merge(other)
  }
}
