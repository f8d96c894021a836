internal import CLinux
internal import Glibc
internal import InputDevices
internal import InputEvents
internal import Synchronization

/// A device as the sensing loop holds it: descriptor, classifier, and the events read but not yet
/// taken.
///
/// Made and freed by the device manager's thread; in between it belongs to the loop alone.
struct DeviceReader: ~Copyable {
  let descriptor: CInt
  let tag: DeviceTag
  /// Decides between events of two devices with the same stamp, live and in a recording alike.
  let order: Int
  /// How long events may wait in the kernel's queue after the first of a burst, in nanoseconds.
  let hold: Int64
  /// A keyboard and nothing else: read at a steady pace while someone types.
  let isKeyboard: Bool
  var classifier: EventClassifier
  /// The next reader in the loop's list.
  var next: ReaderHandle?

  /// Keeps the descriptor open.
  private let device: Unmanaged<InputDevice>?
  private let buffer: UnsafeMutableBufferPointer<KernelEvent>
  private var head = 0
  private var tail = 0
  /// Whether stamps are wall-clock time, for want of the monotonic clock, and its lead over that.
  private let isWallClock: Bool
  private var wallClockLead: Int64?
  /// Set by a read that found the wall clock stepped; whoever cuts the stream there clears it.
  var clockStepped = false
  /// Set by a read that found the device gone.
  private(set) var isGone = false

  enum ReadResult {
    /// Everything that was queued is here.
    case drained
    /// The buffer is full; there may be more.
    case full
  }

  init(_ device: InputDevice) {
    self.init(
      descriptor: device.descriptor,
      tag: DeviceTag(number: device.id.rawValue, provenance: device.provenance),
      order: device.number, roles: device.roles,
      hold: LateReading.hold(
        queueLength: device.queueLength, reportPeriod: device.minimumReportPeriod),
      description: device.description, capacity: max(256, device.queueLength),
      isWallClock: device.clock != .monotonic, device: .passRetained(device))
  }

  /// - Parameter capacity: in events, at least as many as the kernel queues.
  init(
    descriptor: CInt, tag: DeviceTag, order: Int, roles: DeviceRoles, hold: Int64,
    description: DeviceDescription, capacity: Int, isWallClock: Bool,
    device: Unmanaged<InputDevice>?
  ) {
    self.descriptor = descriptor
    self.tag = tag
    self.order = order
    self.hold = hold
    isKeyboard = roles == .keyboard
    classifier = EventClassifier(description)
    self.device = device
    self.isWallClock = isWallClock
    buffer = .allocate(capacity: capacity)
    buffer.initialize(repeating: KernelEvent(time: 0, type: 0, code: 0, value: 0))
  }

  /// The reader's last moment, on the device manager's thread: gives the device back to be closed.
  deinit {
    clinux_wipe(buffer.baseAddress, buffer.count * MemoryLayout<KernelEvent>.stride)
    buffer.deallocate()
    device?.release()
  }

  var id: DeviceID { DeviceID(rawValue: tag.number) }

  /// The stamp of the earliest event not yet taken.
  @inline(__always)
  var headTime: Int64? { head < tail ? buffer[head].time : nil }

  @inline(__always)
  var lastTime: Int64? { head < tail ? buffer[tail - 1].time : nil }

  /// Reads what is queued, behind what is still here.
  mutating func read() -> ReadResult {
    compact()
    let room = buffer.count - tail
    guard !isGone else { return .drained }
    guard room > 0, let base = buffer.baseAddress else { return .full }
    let stride = MemoryLayout<KernelEvent>.stride
    var got = Glibc.read(descriptor, base + tail, room * stride)
    while got < 0, errno == EINTR { got = Glibc.read(descriptor, base + tail, room * stride) }
    guard got > 0 else {
      // An event device never ends its stream by 0; a stand-in for one does when it hangs up.
      isGone = got == 0 || errno != EAGAIN
      return .drained
    }
    let count = got / stride
    if isWallClock { toMonotonic(tail..<(tail + count)) }
    var read = UnsafeMutableBufferPointer(rebasing: buffer[tail..<(tail + count)]).mutableSpan
    KernelEvent.markForcedReleases(in: &read)
    tail += count
    device?._withUnsafeGuaranteedRef {
      _ = $0.delivered.add(UInt64(count), ordering: .relaxed)
    }
    return count == room ? .full : .drained
  }

  /// Calls `body` with each event up to `limit`, and leaves no trace of them in memory.
  @inline(__always)
  mutating func take(
    through limit: Int64, _ body: (KernelEvent, inout EventClassifier) -> Void
  ) {
    let first = head
    while head < tail, buffer[head].time <= limit {
      body(buffer[head], &classifier)
      head += 1
    }
    if let base = buffer.baseAddress, head > first {
      clinux_wipe(base + first, (head - first) * MemoryLayout<KernelEvent>.stride)
    }
  }

  private mutating func compact() {
    guard head > 0 else { return }
    let count = tail - head
    if count > 0, let base = buffer.baseAddress {
      memmove(base, base + head, count * MemoryLayout<KernelEvent>.stride)
      clinux_wipe(base + count, head * MemoryLayout<KernelEvent>.stride)
    }
    head = 0
    tail = count
  }

  private mutating func toMonotonic(_ range: Range<Int>) {
    let now = clinux_clock_ns(CLOCK_MONOTONIC) / 1_000
    let lead = clinux_clock_ns(CLOCK_REALTIME) / 1_000 - now
    // Reading two clocks takes time: small differences are that, not a step.
    let isSteady = wallClockLead.map { abs(lead - $0) <= 10_000 } ?? false
    if !isSteady {
      clockStepped = wallClockLead != nil
      wallClockLead = lead
    }
    for index in range {
      let event = buffer[index]
      // Stamps from before a step would lie in the future and never come due.
      let time = min(max(0, event.time - (wallClockLead ?? lead)), now)
      buffer[index] = KernelEvent(
        time: time, type: event.type, code: event.code, value: event.value)
    }
  }
}

/// A reader's address, as it travels between the two threads that may hold it, one at a time.
struct ReaderHandle: BitwiseCopyable, @unchecked Sendable, Equatable {
  let pointer: UnsafeMutablePointer<DeviceReader>

  /// From an address that was a reader's; `nil` for 0.
  init?(bitPattern: UInt) {
    guard let pointer = UnsafeMutablePointer<DeviceReader>(bitPattern: bitPattern) else {
      return nil
    }
    self.pointer = pointer
  }

  init(_ reader: consuming DeviceReader) {
    pointer = .allocate(capacity: 1)
    pointer.initialize(to: reader)
  }

  /// Frees the reader and lets go of its device.
  func free() {
    pointer.deinitialize(count: 1)
    pointer.deallocate()
  }
}

/// How late a device may be read.
///
/// The kernel stamps events, so reading late costs no precision, and each wakeup saved is time saved.
/// What it must not cost is an overflow of the kernel's queue, which throws away all of it.
enum LateReading {
  /// The longest hold, for devices whose queue would allow seconds.
  static let longest: Int64 = 16_000_000
  /// A report of a moving mouse: two axes and the end of the frame. Wheels and buttons are rare beside it.
  private static let eventsPerReport: Int64 = 3

  /// Half the time in which the device, reporting as fast as its hardware can, fills the queue; the
  /// other half is for the scheduler.
  ///
  /// - Parameters:
  ///   - queueLength: events that the kernel queues.
  ///   - reportPeriod: microseconds between reports at the hardware's limit.
  /// - Returns: nanoseconds.
  static func hold(queueLength: Int, reportPeriod: Int64) -> Int64 {
    let reports = Int64(queueLength) / eventsPerReport
    return min(longest, reports * reportPeriod * 1_000 / 2)
  }
}
