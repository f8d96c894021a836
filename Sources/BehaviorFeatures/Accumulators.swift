// The plain accumulators: counts, sums, extremes, and moments of which only the spread is shown.

extension UInt64: Accumulator {
  public static var form: SketchForm {
    SketchForm("count", "A whole number. Merged: the sum.", .count)
  }

  public var observations: Double? { nil }
  public var isEmpty: Bool { self == 0 }
  public var sketch: SketchValue { .number(Double(self)) }

  public mutating func restore(_ sketch: SketchValue) -> Bool {
    guard let count = sketch.count else { return false }
    self = UInt64(count)
    return true
  }

  public mutating func merge(_ other: UInt64) { self &+= other }
}

extension Double: Accumulator {
  public static var form: SketchForm {
    SketchForm("sum", "A sum of seconds, lengths or the like. Merged: the sum.", .number)
  }

  public var observations: Double? { nil }
  public var isEmpty: Bool { self == 0 }
  public var sketch: SketchValue { .number(self) }

  public mutating func restore(_ sketch: SketchValue) -> Bool {
    guard let number = sketch.finite else { return false }
    self = number
    return true
  }

  public mutating func merge(_ other: Double) { self += other }
}

/// A number of which the greater one stays.
struct Maximum: Accumulator {
  var value: Double

  static var form: SketchForm {
    SketchForm("maximum", "The greatest of some numbers from 0 on. Merged: the greater.", .number)
  }

  var observations: Double? { nil }
  var isEmpty: Bool { value == 0 }
  var sketch: SketchValue { .number(value) }

  mutating func restore(_ sketch: SketchValue) -> Bool { value.restore(sketch) }
  mutating func merge(_ other: Maximum) { value = max(value, other.value) }
}

/// Moments of which the sketch tells no more than count, mean and spread.
struct Spread: Accumulator {
  var moments: Moments

  static var form: SketchForm {
    SketchForm(
      "spread",
      "Number of the values, their mean, and the sum M2 of squared differences from it. "
        + "Merged as moments are.", .tuple(["n", "mean", "M2"]))
  }

  var observations: Double? { moments.count }
  var sketch: SketchValue { .list(Array(moments.state.prefix(3))) }

  mutating func restore(_ sketch: SketchValue) -> Bool {
    guard let state = sketch.list(of: 3), let moments = Moments(state: state + [0, 0]) else {
      return false
    }
    self.moments = moments
    return true
  }

  mutating func merge(_ other: Spread) { moments.merge(other.moments) }
}

extension InlineArray: Accumulator where Element: Accumulator {
  public static var form: SketchForm {
    SketchForm(
      "\(Element.form.name)s",
      "So many numbers of the kind `\(Element.form.name)`, each merged by itself.",
      .array(Element.form.shape, length: count))
  }

  public var observations: Double? { nil }

  public var isEmpty: Bool {
    for index in indices where !self[index].isEmpty { return false }
    return true
  }

  public var sketch: SketchValue {
    .list(
      indices.map { index in
        guard case .number(let number) = self[index].sketch else { return 0 }
        return number
      })
  }

  public mutating func restore(_ sketch: SketchValue) -> Bool {
    guard let numbers = sketch.list(of: count) else { return false }
    for index in indices {
      guard self[index].restore(.number(numbers[index])) else { return false }
    }
    return true
  }

  public mutating func merge(_ other: InlineArray<count, Element>) {
    for index in indices { self[index].merge(other[index]) }
  }
}
