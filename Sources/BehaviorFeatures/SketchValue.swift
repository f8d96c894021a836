/// An accumulator's state as numbers, lists of numbers and named parts, which any format can hold.
public indirect enum SketchValue: Sendable, Equatable {
  case number(Double)
  case list([Double])
  case parts([Sketch.Entry])

  public subscript(part: String) -> SketchValue? {
    guard case .parts(let parts) = self else { return nil }
    return parts.first { $0.name == part }?.value
  }

  /// A whole number from 0 on that doubles hold exactly.
  var count: Double? {
    guard case .number(let number) = self, Self.isCount(number) else { return nil }
    return number
  }

  var finite: Double? {
    guard case .number(let number) = self, number.isFinite else { return nil }
    return number
  }

  /// A list of so many finite numbers.
  func list(of length: Int) -> [Double]? {
    guard case .list(let numbers) = self, numbers.count == length,
      numbers.allSatisfy(\.isFinite)
    else { return nil }
    return numbers
  }

  static func isCount(_ number: Double) -> Bool {
    number >= 0 && number < 0x1p53 && number == number.rounded(.towardZero)
  }
}

/// What an accumulator's sketch looks like.
public struct SketchForm: Sendable, Equatable {
  /// As documentation and schema call it.
  public let name: String
  /// One sentence, or a few.
  public let meaning: String
  public let shape: Shape

  public init(_ name: String, _ meaning: String, _ shape: Shape) {
    self.name = name
    self.meaning = meaning
    self.shape = shape
  }

  public indirect enum Shape: Sendable, Equatable {
    /// A whole number from 0 on.
    case count
    case number
    /// So many numbers, named in the documentation, of which the first is a count where `counts`.
    case tuple([String])
    /// So many numbers of one kind.
    case array(Shape, length: Int)
    /// As many whole numbers as it takes.
    case integers
    case integer
    case parts([Part])
  }

  public struct Part: Sendable, Equatable {
    public var name: String
    public var shape: Shape
    /// Whether it is left out where it is empty.
    public var isOptional = false

    public init(_ name: String, _ shape: Shape, isOptional: Bool = false) {
      self.name = name
      self.shape = shape
      self.isOptional = isOptional
    }
  }
}
