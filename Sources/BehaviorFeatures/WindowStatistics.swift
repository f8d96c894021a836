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

  /// Whether anything happened that a record may show. Typing alone shows once it is releasable.
  public var hasContent = false

  public init() {}

  public var length: Double { seconds(end - start) }
}
