public import InputEvents

/// What stands at the head of a recording: the device, and how its times relate to the world's.
public struct RecordingHeader: Sendable, Equatable {
  public var device: DeviceDescription
  /// Time zero of the file, in microseconds of the monotonic clock; the same for every device of a
  /// session, so that their files stay aligned. Nil in files that other programs wrote.
  public var start: Int64?
  /// The wall clock at time zero.
  public var wall: WallTime?
  /// The device's place among the session's devices: at equal times, the lower comes first.
  public var order: Int?
  /// Whether the keys are random ones of the same kind. ``RecordingWriter`` makes it true.
  public var isObfuscated: Bool
  public var provenance: Provenance?
  public var seat: String?

  public init(
    device: DeviceDescription, start: Int64? = nil, wall: WallTime? = nil, order: Int? = nil,
    isObfuscated: Bool, provenance: Provenance? = nil, seat: String? = nil
  ) {
    self.device = device
    self.start = start
    self.wall = wall
    self.order = order
    self.isObfuscated = isObfuscated
    self.provenance = provenance
    self.seat = seat
  }
}

/// One thing that happened to a device.
public enum RecordedItem: BitwiseCopyable, Sendable, Equatable {
  case event(KernelEvent)
  /// A hole that the events don't tell of: the device went, the machine slept, another program took
  /// it. (Dropped events are an event themselves, and a clock that stepped back shows in the times.)
  case gap(GapCause, time: Int64)
  /// The end of the recording: until then, nothing more happened.
  case end(time: Int64)

  /// Microseconds of the monotonic clock, or of the file where that has no `start`.
  @inline(__always)
  public var time: Int64 {
    switch self {
    case .event(let event): event.time
    case .gap(_, let time), .end(let time): time
    }
  }
}

/// The syntax that files and their writer share.
enum RecordingFormat {
  /// What a comment line begins with to be ours; every other program skips it.
  static let directive: StaticString = "# tactus:"
  static let version = 1
  static let evemuVersion = "1.3"

  /// How many codes each event type has: the last one of `linux/input-event-codes.h` plus one,
  /// for the types that an evemu file describes.
  static let codeCounts: [(type: UInt16, count: Int)] = [
    (0x00, 0x10), (0x01, 0x300), (0x02, 0x10), (0x03, 0x40), (0x04, 0x08), (0x05, 0x11),
    (0x11, 0x10), (0x12, 0x08), (0x14, 0x02), (0x15, 0x80),
  ]
}
