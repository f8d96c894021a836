/// Windows summed up away from the sensing loop, from their sketches.
///
/// A window's statistics are too large a value to be handed about: here they stay in one place.
public final class WindowTotals {
  private var window = WindowStatistics()

  public init() {}

  /// Adds the window of that sketch, so many microseconds long. Nothing is added where it throws.
  public func add(_ sketch: Sketch, length: Int64) throws(Sketch.Unreadable) {
    let other = try WindowStatistics(sketch, length: length)
    window.merge(other)
  }

  /// Of all windows together.
  public var sketch: Sketch { Sketch(of: window) }

  /// One value a feature, as of a single window.
  public var features: [Double?] { FeatureTable.values(of: window) }
}
