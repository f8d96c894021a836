/// What is kept of the keyboard: statistics of times and shares of classes, nothing in order.
public struct KeyboardStatistics: BitwiseCopyable, Sendable {
  /// Fewer keystrokes than these say more about the text than about the typist: they are withheld,
  /// and stay here until enough have come together.
  public static let minimumKeystrokes = 50
  /// A class or zone with fewer members is withheld.
  public static let minimumCell = 5
  /// Longer than this from press to press is a pause, not a flight.
  public static let longestFlight = 1.0

  public var ledger = Ledger()
  /// A bit for each provenance that these events came from, by its raw value.
  public var provenances: UInt8 = 0
  public var presses: UInt64 = 0
  public var repeats: UInt64 = 0
  /// Seconds of windows over which these statistics were gathered.
  public var span = 0.0
  /// Seconds of the clock in which a key was pressed or released.
  public var activeSeconds: UInt64 = 0

  /// Changes of hand between keyboard and pointer.
  public var switches: UInt64 = 0
  public var homing = HomingStatistics()

  public var hold = TimeDistribution()
  /// Press to press, release to next press, release to release, press to next release.
  public var downDown = TimeDistribution()
  public var upDown = SignedTimeDistribution()
  public var upUp = SignedTimeDistribution()
  public var downUp = TimeDistribution()

  public var classes = InlineArray<9, Cell>(repeating: Cell())
  public var zones = InlineArray<9, Cell>(repeating: Cell())

  /// Pairs of presses within ``longestFlight``; those whose first key was still down; the same key twice.
  public var pairs: UInt64 = 0
  public var rollovers: UInt64 = 0
  public var sameKeyPairs: UInt64 = 0
  /// Press-to-press times above .3, 1, 2 and 5 s, and all of them.
  public var pauses = InlineArray<4, UInt64>(repeating: 0)
  public var intervals: UInt64 = 0
  public static let pauseThresholds: InlineArray<4, Double> = [0.3, 1, 2, 5]

  /// A class's or zone's share and hold times.
  public struct Cell: BitwiseCopyable, Sendable {
    public var presses: UInt64 = 0
    public var hold = Moments()
    public init() {}
  }

  public init() {}

  /// Whether there is enough here to show.
  public var isReleasable: Bool { presses >= UInt64(Self.minimumKeystrokes) }
}
