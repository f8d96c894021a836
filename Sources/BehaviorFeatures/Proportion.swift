/// How many of some things have a property.
public struct Proportion: BitwiseCopyable, Sendable, Equatable {
  public private(set) var total: UInt64 = 0
  public private(set) var part: UInt64 = 0

  public init() {}

  @inline(__always)
  public mutating func add(_ hasProperty: Bool) {
    total &+= 1
    if hasProperty { part &+= 1 }
  }

  /// From 0 to 1; `nil` of nothing.
  public var share: Double? { total > 0 ? Double(part) / Double(total) : nil }
}

extension Proportion: Accumulator {
  public static var form: SketchForm {
    SketchForm(
      "proportion", "Number of things, and of those that have the property. Merged: the sums.",
      .tuple(["n", "part"]))
  }

  public var observations: Double? { Double(total) }
  public var sketch: SketchValue { .list([Double(total), Double(part)]) }

  public mutating func restore(_ sketch: SketchValue) -> Bool {
    guard let numbers = sketch.list(of: 2), numbers.allSatisfy(SketchValue.isCount),
      numbers[1] <= numbers[0]
    else { return false }
    total = UInt64(numbers[0])
    part = UInt64(numbers[1])
    return true
  }

  public mutating func merge(_ other: Proportion) {
    total &+= other.total
    part &+= other.part
  }
}
