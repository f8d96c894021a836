/// What a person did, with everything that could tell what was typed already taken away.
public struct InputEvent: BitwiseCopyable, Sendable, Equatable {
  /// Microseconds on the monotonic clock.
  public var time: Int64
  public var action: Action

  public init(time: Int64, action: Action) {
    self.time = time
    self.action = action
  }

  public enum Action: BitwiseCopyable, Sendable, Equatable {
    /// A key went down. Presses are numbered across all keyboards of a sensor. `sameKey` tells that
    /// the press before was of the very same key of this device.
    case keyPress(KeyKind, press: UInt32, sameKey: Bool)
    /// The key of that press came up again.
    case keyRelease(KeyKind, press: UInt32, pressedAt: Int64)
    /// The keyboard's or the kernel's auto-repeat of a key that is held.
    case keyRepeat(KeyKind)
    case buttonPress(PointerButton)
    case buttonRelease(PointerButton, pressedAt: Int64)
    /// One report of movement, in millimetres where ``EventClassifier/unit`` says so, else in counts;
    /// x to the right, y downwards.
    case motion(dx: Float, dy: Float)
    /// Wheel movement in 1/120 of a detent: up and right are positive.
    case scroll(vertical: Int32, horizontal: Int32)
  }
}

public enum PointerButton: UInt8, BitwiseCopyable, CaseIterable, Sendable {
  case left, right, middle
  /// Side, extra, forward, back, task.
  case auxiliary

  public var label: String {
    switch self {
    case .left: "left"
    case .right: "right"
    case .middle: "middle"
    case .auxiliary: "aux"
    }
  }
}

/// The unit of lengths that come from a pointer.
public enum LengthUnit: UInt8, BitwiseCopyable, Sendable {
  case counts, millimeters

  /// As records have it.
  public var label: String {
    switch self {
    case .counts: "counts"
    case .millimeters: "mm"
    }
  }
}

/// The two halves of the sensor's bookkeeping. They are kept apart because counts that the keyboard
/// takes part in are withheld until there are enough of them.
public enum EventSide: UInt8, BitwiseCopyable, Sendable {
  case keyboard, pointer
}

/// Why an event that was read adds nothing to the features.
public enum SetAsideCause: UInt8, BitwiseCopyable, CaseIterable, Sendable {
  /// The release of a key or button whose press was not seen, or fell before a gap.
  case unpairedRelease
  /// Rest of a frame that the kernel cut by dropping events.
  case brokenFrame
  /// The detent-wise wheel event of a device that reports high resolution too.
  case coarseWheel
  /// A type or code that no feature uses.
  case unused
  /// Motion with two fingers or more on a touchpad, or with nobody knows how many after a gap.
  case gesture
  /// Queued while the machine went to sleep: the kernel releases every key then, no person does.
  case suspended
  /// The kernel's own release of a key that was down when its device went away or the machine slept.
  case forcedRelease
  /// More keys down on one device than the table holds.
  case tableFull

  public var label: String {
    switch self {
    case .unpairedRelease: "unpaired_release"
    case .brokenFrame: "broken_frame"
    case .coarseWheel: "coarse_wheel"
    case .unused: "unused"
    case .gesture: "gesture"
    case .suspended: "suspended"
    case .forcedRelease: "forced_release"
    case .tableFull: "table_full"
    }
  }
}

/// Why the stream of events has a hole, across which nothing is computed.
public enum GapCause: UInt8, BitwiseCopyable, CaseIterable, Sendable {
  /// The kernel's queue overflowed (`SYN_DROPPED`).
  case dropped
  /// The device went away.
  case removed
  /// The machine slept.
  case suspended
  /// Another program took the device for itself (`EVIOCGRAB`).
  case grabbed
  /// The device's stamps went backwards.
  case clock

  public var label: String {
    switch self {
    case .dropped: "dropped"
    case .removed: "removed"
    case .suspended: "suspended"
    case .grabbed: "grabbed"
    case .clock: "clock"
    }
  }
}
