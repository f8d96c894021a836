/// When keyboards are read while someone types: on a grid of the clock, whatever the keys do.
///
/// The sensor's wakeups can be seen by every user of the machine; read at each key, they would give
/// away the typing's rhythm. All times are nanoseconds of the monotonic clock.
struct KeyboardPace: BitwiseCopyable {
  let period: Int64
  private var lastKey: Int64?
  private var lastTick: Int64 = 0

  /// Typing is over after this rest.
  static let rest: Int64 = 1_000_000_000

  init(period: Int64) { self.period = period }

  var isTyping: Bool { lastKey != nil }

  /// The next moment to read; `nil` while nobody types.
  var nextTick: Int64? { lastKey == nil ? nil : (lastTick / period + 1) * period }

  /// A key moved after a rest; nothing was read yet.
  mutating func begin(at time: Int64) {
    lastKey = time
    lastTick = time
  }

  /// A read at `time` found events of a keyboard.
  mutating func keyMoved(at time: Int64) { lastKey = time }

  /// All devices are being read at `time`.
  mutating func ticked(at time: Int64) {
    lastTick = time
    if let lastKey, time - lastKey > Self.rest { self.lastKey = nil }
  }
}
