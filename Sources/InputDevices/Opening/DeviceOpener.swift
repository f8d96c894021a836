import CLibevdev
import CLinux
import Glibc
import InputEvents

/// Opens event nodes for reading, and reads only what is needed to understand them.
enum DeviceOpener {
  /// Opens a candidate: read-only and non-blocking, stamped by `CLOCK_MONOTONIC`, masked to what is
  /// used, its queue empty. It takes milliseconds, so it is nothing for the thread that reads.
  static func open(_ candidate: Candidate, as id: DeviceID) throws(OpeningError) -> InputDevice {
    let reading = try openNode(candidate)
    let description = try describe(candidate, reading.raw)
    let clockStatus = clinux_input_set_clock(reading.raw, CLOCK_MONOTONIC)
    let maskStatus = EventMask.applyClassified(to: reading.raw)
    drain(reading.raw, capacity: description.eventQueueLength)
    return InputDevice(
      id: id, candidate: candidate, description: description,
      clock: clockStatus >= 0 ? .monotonic : .refused(-clockStatus),
      maskRefusal: maskStatus == 0 ? nil : maskStatus, reading: reading,
      probe: openProbe(candidate))
  }

  private static func openNode(_ candidate: Candidate) throws(OpeningError) -> FileDescriptor {
    let node = candidate.node
    let raw = retrying { Int(Glibc.open(node, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)) }
    guard raw >= 0 else { throw OpeningError(opening: node, errno: CInt(-raw)) }
    let descriptor = FileDescriptor(owning: CInt(raw))
    var status = stat()
    guard fstat(descriptor.raw, &status) == 0 else { throw .failed(node: node, errno: errno) }
    guard UInt64(status.st_rdev) == candidate.deviceNumber else { throw .otherDevice(node: node) }
    return descriptor
  }

  /// A second descriptor that delivers nothing, to ask for the state of the keys. Without masks it
  /// would collect events that nobody reads, so there is none then.
  private static func openProbe(_ candidate: Candidate) -> FileDescriptor? {
    guard let descriptor = try? openNode(candidate) else { return nil }
    guard EventMask.applyNothing(to: descriptor.raw) == 0 else { return nil }
    return descriptor
  }

  /// Identity and capabilities, through libevdev, which isn't needed any more afterwards.
  private static func describe(
    _ candidate: Candidate, _ descriptor: CInt
  ) throws(OpeningError) -> DeviceDescription {
    var handle: OpaquePointer?
    let status = libevdev_new_from_fd(descriptor, &handle)
    guard status == 0, let handle else {
      if status == -ENODEV { throw .gone(node: candidate.node) }
      throw .notAnEventDevice(node: candidate.node, errno: -status)
    }
    defer { libevdev_free(handle) }
    return DeviceDescription(handle, dotsPerInch: candidate.dotsPerInch)
  }

  /// Discards what came before the clock and the masks were set. One read takes a whole queue; what
  /// comes after it is already as it should be.
  private static func drain(_ descriptor: CInt, capacity: Int) {
    let size = capacity * MemoryLayout<KernelEvent>.size
    withUnsafeTemporaryAllocation(byteCount: size, alignment: 8) { buffer in
      _ = retrying { read(descriptor, buffer.baseAddress, size) }
      clinux_wipe(buffer.baseAddress, size)
    }
  }
}

extension DeviceDescription {
  fileprivate init(_ handle: OpaquePointer, dotsPerInch: Int?) {
    self.init(
      name: text(libevdev_get_name(handle)) ?? "",
      bus: UInt16(truncatingIfNeeded: libevdev_get_id_bustype(handle)),
      vendor: UInt16(truncatingIfNeeded: libevdev_get_id_vendor(handle)),
      product: UInt16(truncatingIfNeeded: libevdev_get_id_product(handle)),
      version: UInt16(truncatingIfNeeded: libevdev_get_id_version(handle)),
      dotsPerInch: dotsPerInch)
    properties = Set(
      (0...UInt16(INPUT_PROP_MAX)).filter { property in
        libevdev_has_property(handle, UInt32(property)) != 0
      })
    for type in 0...UInt16(EV_MAX) where libevdev_has_event_type(handle, UInt32(type)) != 0 {
      let last = libevdev_event_type_get_max(UInt32(type))
      guard last >= 0 else { continue }
      codes[type] = Set(
        (0...UInt16(last)).filter { code in
          libevdev_has_event_code(handle, UInt32(type), UInt32(code)) != 0
        })
    }
    for code in codes[EventType.absolute] ?? [] {
      guard let info = libevdev_get_abs_info(handle, UInt32(code)) else { continue }
      axes[code] = AbsoluteAxis(
        minimum: info.pointee.minimum, maximum: info.pointee.maximum, fuzz: info.pointee.fuzz,
        flat: info.pointee.flat, resolution: info.pointee.resolution)
    }
  }
}
