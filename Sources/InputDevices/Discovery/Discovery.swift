import CLibudev
import Glibc

/// The devices of the input subsystem, through libudev: those that are there, and what becomes of
/// them. It belongs to the thread that made it.
///
/// The monitor listens before anything is enumerated, so that no device falls between the two; one
/// that arrives meanwhile is told of twice.
public final class Discovery {
  /// What udev said of a device.
  public enum Change: Sendable, Equatable {
    /// It is there, newly or with other properties than before.
    case present(DeviceProperties)
    /// It went away.
    case absent(systemPath: String)
  }

  private let udev: OpaquePointer
  private let monitor: OpaquePointer

  /// - Throws: ``DiscoveryError`` where the kernel refuses a netlink socket.
  public init() throws(DiscoveryError) {
    guard let udev = udev_new() else { throw .noContext(errno) }
    guard let monitor = udev_monitor_new_from_netlink(udev, "udev") else {
      let code = errno
      udev_unref(udev)
      throw .noMonitor(code)
    }
    self.udev = udev
    self.monitor = monitor
    let filtered = udev_monitor_filter_add_match_subsystem_devtype(monitor, "input", nil)
    guard filtered >= 0 else { throw .noMonitor(-filtered) }
    // A hub full of devices sends more at once than the default holds. Only root may ask for so
    // much; where it is refused, an overflow is noticed and answered by enumerating again.
    _ = udev_monitor_set_receive_buffer_size(monitor, 4 << 20)
    let enabled = udev_monitor_enable_receiving(monitor)
    guard enabled >= 0 else { throw .noMonitor(-enabled) }
  }

  deinit {
    udev_monitor_unref(monitor)
    udev_unref(udev)
  }

  /// Readable when ``receive()`` has something to tell. Owned by libudev.
  public var descriptor: CInt { udev_monitor_get_fd(monitor) }

  /// The next change without waiting, `nil` when there is none.
  ///
  /// - Throws: ``DiscoveryError/changesLost`` when more came than the socket's buffer holds:
  ///   enumerate again.
  public func receive() throws(DiscoveryError) -> Change? {
    errno = 0
    guard let device = udev_monitor_receive_device(monitor) else {
      if errno == ENOBUFS { throw .changesLost }
      return nil
    }
    defer { udev_device_unref(device) }
    guard let path = text(udev_device_get_syspath(device)) else { return nil }
    if text(udev_device_get_action(device)) == "remove" { return .absent(systemPath: path) }
    return .present(properties(of: device, at: path))
  }

  /// Every device of the subsystem that is there now, in the order of their numbers.
  public func enumerate() throws(DiscoveryError) -> [DeviceProperties] {
    guard let list = udev_enumerate_new(udev) else { throw .noContext(errno) }
    defer { udev_enumerate_unref(list) }
    udev_enumerate_add_match_subsystem(list, "input")
    udev_enumerate_add_match_sysname(list, "event*")
    let scanned = udev_enumerate_scan_devices(list)
    // Without any input device the kernel has no folder to scan; that is no error.
    guard scanned >= 0 || scanned == -ENOENT else { throw .noEnumeration(-scanned) }
    var devices: [DeviceProperties] = []
    var entry = udev_enumerate_get_list_entry(list)
    while let current = entry {
      if let path = text(udev_list_entry_get_name(current)), let device = device(at: path) {
        devices.append(device)
      }
      entry = udev_list_entry_get_next(current)
    }
    return devices.sorted { number($0) < number($1) }
  }

  private func number(_ device: DeviceProperties) -> Int {
    Int(device.systemName.drop { !$0.isNumber }) ?? .max
  }

  /// What is known now of one device, `nil` when it is gone.
  public func device(at systemPath: String) -> DeviceProperties? {
    guard let device = udev_device_new_from_syspath(udev, systemPath) else { return nil }
    defer { udev_device_unref(device) }
    return properties(of: device, at: systemPath)
  }

  private func properties(of device: OpaquePointer, at path: String) -> DeviceProperties {
    var result = DeviceProperties(systemPath: path)
    result.node = text(udev_device_get_devnode(device))
    result.deviceNumber = UInt64(udev_device_get_devnum(device))
    result.isInitialized = udev_device_get_is_initialized(device) > 0
    var entry = udev_device_get_properties_list_entry(device)
    while let current = entry {
      if let name = text(udev_list_entry_get_name(current)) {
        result.properties[name] = text(udev_list_entry_get_value(current)) ?? ""
      }
      entry = udev_list_entry_get_next(current)
    }
    // Parents belong to the device and need no release.
    if let parent = udev_device_get_parent_with_subsystem_devtype(device, "input", nil) {
      result.name = attribute(parent, "name")
      result.physicalPath = attribute(parent, "phys")
      result.uniqueName = attribute(parent, "uniq")
      result.bus = UInt16(attribute(parent, "id/bustype"), radix: 16) ?? 0
      result.vendor = UInt16(attribute(parent, "id/vendor"), radix: 16) ?? 0
      result.product = UInt16(attribute(parent, "id/product"), radix: 16) ?? 0
      result.version = UInt16(attribute(parent, "id/version"), radix: 16) ?? 0
    }
    result.polling = polling(of: device)
    return result
  }

  private func polling(of device: OpaquePointer) -> USBPolling? {
    guard
      let interface = udev_device_get_parent_with_subsystem_devtype(
        device, "usb", "usb_interface"),
      let path = text(udev_device_get_syspath(interface))
    else { return nil }
    let intervals = names(in: path).filter { $0.hasPrefix("ep_") }.compactMap { endpoint in
      attribute(interface, endpoint + "/direction") == "in"
        && attribute(interface, endpoint + "/type") == "Interrupt"
        ? ReportPeriod.microseconds(attribute(interface, endpoint + "/interval")) : nil
    }
    let hub = udev_device_get_parent_with_subsystem_devtype(interface, "usb", "usb_device")
    let megabits = hub.flatMap { Double(attribute($0, "speed")) }
    return USBPolling(
      interval: intervals.min(),
      overrides: Self.pollingParameters.compactMap { firstLine(of: $0).flatMap { Int($0) } },
      isHighSpeed: (megabits ?? 480) >= 480)
  }

  private static let pollingParameters = ["mousepoll", "kbpoll", "jspoll"].map {
    "/sys/module/usbhid/parameters/" + $0
  }

  private func attribute(_ device: OpaquePointer, _ name: String) -> String {
    text(udev_device_get_sysattr_value(device, name)) ?? ""
  }
}

/// Names come from devices and may hold anything; what is not UTF-8 is replaced.
func text(_ pointer: UnsafePointer<CChar>?) -> String? { pointer.map { String(cString: $0) } }

/// The names in a folder, none where it can't be read.
private func names(in folder: String) -> [String] {
  guard let stream = opendir(folder) else { return [] }
  defer { closedir(stream) }
  var names: [String] = []
  while let entry = readdir(stream) {
    let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    names.append(name)
  }
  return names
}

/// The first line of a small file, `nil` where there is none to read.
private func firstLine(of path: String) -> String? {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return nil }
  defer { close(descriptor) }
  return withUnsafeTemporaryAllocation(byteCount: 64, alignment: 1) { buffer in
    let count = read(descriptor, buffer.baseAddress, buffer.count)
    guard count > 0 else { return nil }
    return String(decoding: buffer.prefix(count).prefix { $0 != 10 }, as: UTF8.self)
  }
}

/// Why devices can't be discovered.
public enum DiscoveryError: Error, Equatable, CustomStringConvertible {
  case noContext(CInt)
  case noMonitor(CInt)
  case noEnumeration(CInt)
  /// More changes came than the socket's buffer holds.
  case changesLost

  public var description: String {
    switch self {
    case .noContext(let code): "libudev could not be set up: \(reason(code))"
    case .noMonitor(let code):
      "udev's events can't be received: \(reason(code)); the service needs AF_NETLINK sockets"
    case .noEnumeration(let code): "/sys/class/input can't be listed: \(reason(code))"
    case .changesLost: "udev sent more events than the socket's buffer holds"
    }
  }
}

/// The text of an errno, with its number.
func reason(_ code: CInt) -> String {
  withUnsafeTemporaryAllocation(of: CChar.self, capacity: 128) { buffer in
    // Glibc's own strerror shares a buffer between threads.
    guard let start = buffer.baseAddress, strerror_r(code, start, buffer.count) == 0 else {
      return "error \(code)"
    }
    return "\(String(cString: start)) (errno \(code))"
  }
}
