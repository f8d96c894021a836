import CLinux
public import InputEvents
public import Synchronization

/// Names one opening of a device. A number is never given twice, so that word about a device that
/// went can't reach its successor.
public struct DeviceID: Hashable, Sendable, CustomStringConvertible {
  public let rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }
  public var description: String { "#\(rawValue)" }
}

/// An event node, opened read-only and set up for reading.
///
/// It owns its descriptors and closes them when it is let go of. That takes the kernel milliseconds,
/// so the last reference belongs to ``DeviceManager``, never to the thread that reads.
public final class InputDevice: Sendable {
  /// Which clock stamps the events.
  public enum Clock: Sendable, Equatable {
    case monotonic
    /// The kernel refused `CLOCK_MONOTONIC`, with that errno: stamps are wall-clock time.
    case refused(CInt)
  }

  public let id: DeviceID
  public let candidate: Candidate
  /// What the kernel says the device can do.
  public let description: DeviceDescription
  public let clock: Clock
  /// The errno with which the kernel refused to leave out what isn't used; `nil` where it does.
  public let maskRefusal: CInt?
  /// Events that the kernel queues before it drops all of them.
  public let queueLength: Int
  /// Events delivered so far. The thread that reads adds to it, so that silence can be told from a
  /// device that another program has grabbed.
  public let delivered = Atomic<UInt64>(0)

  private let reading: FileDescriptor
  private let probe: FileDescriptor?

  init(
    id: DeviceID, candidate: Candidate, description: DeviceDescription, clock: Clock,
    maskRefusal: CInt?, reading: consuming FileDescriptor, probe: consuming FileDescriptor?
  ) {
    self.id = id
    self.candidate = candidate
    self.description = description
    self.clock = clock
    self.maskRefusal = maskRefusal
    queueLength = description.eventQueueLength
    self.reading = reading
    self.probe = probe
  }

  /// To read from, without waiting, in whole `struct input_event`s.
  public var descriptor: CInt { reading.raw }
  public var roles: DeviceRoles { candidate.roles }
  public var node: String { candidate.node }
  public var systemPath: String { candidate.systemPath }
  public var number: Int { candidate.number }
  public var provenance: Provenance { candidate.provenance }
  public var seat: String { candidate.seat }
  public var group: String { candidate.group }
  public var minimumReportPeriod: Int64 { candidate.minimumReportPeriod }

  /// Which keys and buttons are down now, `nil` where it can't be asked.
  ///
  /// Asked on a descriptor of its own that delivers nothing: asking would empty the queue of the one
  /// that is read. The kernel keeps this state even while another program has grabbed the device.
  public func keyState() -> KeyState? {
    guard let raw = probeDescriptor else { return nil }
    return KeyState(descriptor: raw)
  }

  private var probeDescriptor: CInt? {
    switch probe {
    case .some(let probe): probe.raw
    case .none: nil
    }
  }
}
