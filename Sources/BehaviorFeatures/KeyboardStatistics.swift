/// What is kept of the keyboard: statistics of times and shares of classes, nothing in order.
///
/// Whatever is measured between two presses takes presses no further apart than ``longestFlight``,
/// unless it says otherwise.
public struct KeyboardStatistics: BitwiseCopyable, Sendable {
  /// Fewer keystrokes than these say more about the text than about the typist: they are withheld,
  /// and stay here until enough have come together.
  public static let minimumKeystrokes = 50
  /// A class, zone, kind of pair or of event with fewer members is withheld.
  public static let minimumCell = 5
  /// Longer than this from press to press is a pause, not a flight: microseconds.
  public static let longestFlight: Int64 = 1_000_000
  /// Longer than this from press to press has nothing to do with noticing a mistake: microseconds.
  public static let longestHesitation: Int64 = 5_000_000
  /// Longer than this from press to press is absence: microseconds.
  public static let longestPause: Int64 = 60_000_000

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
  /// Press to press, release to next press, release to release, press to next release, and press to the
  /// next press but one.
  public var downDown = TimeDistribution()
  public var upDown = SignedTimeDistribution()
  public var upUp = SignedTimeDistribution()
  public var downUp = TimeDistribution()
  public var trigraph = TimeDistribution()

  public var rhythm = Rhythm()
  public var bursts = Bursts()
  /// Presses by how many keys were down then, that one included; the last counts more as well.
  public var keysDown = InlineArray<10, UInt64>(repeating: 0)
  /// Press-to-press times above .3, 1, 2 and 5 s, and all of them.
  public var pauses = InlineArray<4, UInt64>(repeating: 0)
  public var intervals: UInt64 = 0
  /// Microseconds.
  public static let pauseThresholds: InlineArray<4, Int64> = [
    300_000, 1_000_000, 2_000_000, 5_000_000,
  ]

  public var classes = InlineArray<9, Cell>(repeating: Cell())
  public var zones = InlineArray<9, Cell>(repeating: Cell())
  /// Logarithms of the hold times of printing keys by hand.
  public var hands = InlineArray<2, Moments>(repeating: Moments())
  /// Pairs of printing keys by hand, and how many there are.
  public var handDigraphs = InlineArray<8, HandPair>(repeating: HandPair())
  public var handPairs: UInt64 = 0
  public var classDigraphs = InlineArray<7, ClassPair>(repeating: ClassPair())

  public var corrections = Corrections()
  public var shift = Shift()
  public var chords = Chords()

  public init() {}

  /// Whether there is enough here to show.
  public var isReleasable: Bool { presses >= UInt64(Self.minimumKeystrokes) }
}

extension KeyboardStatistics {
  /// How one press follows the other.
  public struct Rhythm: BitwiseCopyable, Sendable {
    /// Flights, and those whose second key went down before the first was up.
    public var rollovers = Proportion()
    /// Logarithms of the seconds that such keys were down together.
    public var overlap = Moments()
    /// Seconds from press to press: of flights, and of all but absences.
    public var downDown = Moments()
    public var interval = Moments()
    /// 2|a - b| / (a + b) of successive flights a and b.
    public var variability = Moments()
    /// Difference of the logarithms of successive holds, and its size.
    public var holdChange = Moments()
    public var holdChangeSize = Moments()
    /// Logarithms: of successive holds, of successive flights, of a hold and the flight that begins
    /// with it.
    public var holds = CoMoments()
    public var downDowns = CoMoments()
    public var holdAndDownDown = CoMoments()
  }

  /// Stretches of typing without a pause.
  public struct Bursts: BitwiseCopyable, Sendable {
    /// Logarithms of the number of keystrokes, and of the seconds from the first to the last.
    public var length = Moments()
    public var duration = Moments()
  }

  /// A class's or zone's share and hold times.
  public struct Cell: BitwiseCopyable, Sendable {
    public var presses: UInt64 = 0
    public var hold = Moments()
  }

  /// How two keys are shared among the hands.
  public struct HandPair: BitwiseCopyable, Sendable {
    public var pairs: UInt64 = 0
    public var rollovers = Proportion()
    /// Logarithms of press-to-press times; asinh(t / 10 ms) of flight times.
    public var downDown = Moments()
    public var upDown = Moments()
  }

  /// A class that follows another.
  public struct ClassPair: BitwiseCopyable, Sendable {
    /// Logarithms of press-to-press times; asinh(t / 10 ms) of flight times.
    public var downDown = Moments()
    public var upDown = Moments()
  }

  /// Runs of backspace and delete.
  public struct Corrections: BitwiseCopyable, Sendable {
    /// Logarithms of the number of presses in a run.
    public var runs = Moments()
    /// Logarithms of press-to-press times: from the last character to the first erasure, from the last
    /// erasure to the next character, and from that to the one after.
    public var into = Moments()
    public var out = Moments()
    public var after = Moments()
  }

  public struct Shift: BitwiseCopyable, Sendable {
    public var left: UInt64 = 0
    public var right: UInt64 = 0
    /// Letters pressed while Shift was down.
    public var letters: UInt64 = 0
    /// Logarithm of the time from Shift to the key; asinh(t / 10 ms) of that from the key's release to
    /// Shift's.
    public var lead = Moments()
    public var lag = Moments()
  }

  /// Shortcuts: keys pressed while Ctrl, Alt or Super was down.
  public struct Chords: BitwiseCopyable, Sendable {
    public var presses: UInt64 = 0
    /// Logarithms of the key's hold time, and of the time from the modifier to the key.
    public var hold = Moments()
    public var lead = Moments()
  }
}
