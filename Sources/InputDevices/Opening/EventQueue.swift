public import InputEvents

extension DeviceDescription {
  /// How many events the kernel queues for one open descriptor of this device.
  ///
  /// Computed as evdev does when it opens a node: room for eight packets of the estimated size, 64
  /// at least, rounded up to a power of two. A driver may ask for more than the estimate (that is
  /// not shown to programs), never for less. One place stays empty: the event that would fill the
  /// last one drops all.
  public var eventQueueLength: Int {
    let wanted = max(estimatedPacket * 8, 64)
    return 1 << (Int.bitWidth - (wanted - 1).leadingZeroBitCount)
  }

  /// The kernel's guess of the events in one report.
  private var estimatedPacket: Int {
    let slots = contactSlots
    let axes = codes[EventType.absolute]?.reduce(0) { $0 + (isContactAxis($1) ? slots : 1) } ?? 0
    let relative = codes[EventType.relative]?.count ?? 0
    // The frame's end, and seven for keys and the rest.
    return slots + 1 + axes + relative + 7
  }

  private var contactSlots: Int {
    if let slot = axes[Axis.slot] { return Int(slot.maximum) + 1 }
    if let tracking = axes[Axis.trackingID] {
      return min(max(Int(tracking.maximum) - Int(tracking.minimum) + 1, 2), 32)
    }
    return has(EventType.absolute, Axis.contactX) ? 2 : 0
  }

  private func isContactAxis(_ code: UInt16) -> Bool {
    code == Axis.slot || Axis.contacts.contains(code)
  }

  /// `ABS_MT_*` of `linux/input-event-codes.h`.
  private enum Axis {
    static let slot: UInt16 = 0x2f
    static let contacts: ClosedRange<UInt16> = 0x30...0x3d
    static let contactX: UInt16 = 0x35
    static let trackingID: UInt16 = 0x39
  }
}
