/// A feature's entry in the one table that everything else is made from: the record's columns, the
/// documentation, the units that a viewer shows.
public struct Feature: Sendable, Equatable {
  /// Flat and stable, as in the log: `kb.hold.mean`.
  public var name: String
  public var group: Group
  public var unit: Unit
  /// One sentence.
  public var meaning: String
  /// How many observations it takes; below that the record says null.
  public var minimumCount: Int

  public init(
    _ name: String, _ group: Group, _ unit: Unit, minimum: Int, _ meaning: String
  ) {
    self.name = name
    self.group = group
    self.unit = unit
    self.meaning = meaning
    minimumCount = minimum
  }

  public enum Group: String, CaseIterable, Sendable {
    case keyboard, pointer, click, scroll, session
  }

  public enum Unit: String, CaseIterable, Sendable {
    /// Natural logarithm of a time in seconds.
    case logSeconds = "ln s"
    /// asinh(time / 10 ms): logarithmic for long times, linear around zero, signed.
    case asinhTime = "asinh(t/10 ms)"
    case seconds = "s"
    case count = "n"
    case share = "share"
    case perMinute = "1/min"
    case perSecond = "1/s"
    case ratio = "ratio"
    case none = "-"
    /// Millimetres, or device counts where the record's `length_unit` says so.
    case length = "length"
    case speed = "length/s"
    case logSpeed = "ln(length/s)"
    case detents = "detents"
  }
}
