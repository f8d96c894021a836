public import InputEvents

/// Everything that is kept of one window: what a record is computed from, of constant size.
public struct WindowStatistics: BitwiseCopyable, Sendable {
  /// Microseconds on the monotonic clock; `end` lies on the window grid unless the window was cut.
  public var start: Int64 = 0
  public var end: Int64 = 0
  /// False where the sensor stopped before the window's end.
  public var isComplete = true

  public var keyboard = KeyboardStatistics()
  public var pointer = PointerStatistics()
  public var clicks = ClickStatistics()
  public var scroll = ScrollStatistics()
  public var gaps = GapCounts()
  /// A bit for each ``Provenance`` that the pointer's events came from, by its raw value.
  public var provenances: UInt8 = 0

  /// Whether anything happened that a record may show. Typing alone shows once it is releasable.
  public var hasContent = false

  public init() {}

  /// Where the window's events came from; the keyboard's only where there are enough of them.
  public var provenance: [Provenance] {
    let shown =
      provenances | pointer.provenances
      | (keyboard.isReleasable ? keyboard.provenances : 0)
    return Provenance.allCases.filter { shown & (1 << $0.rawValue) != 0 }
  }

  public var length: Double { seconds(end - start) }
}
