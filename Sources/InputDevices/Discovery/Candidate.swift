public import InputEvents

/// What a device is to the sensor. One node may be both: many mice have keyboard keys.
public struct DeviceRoles: OptionSet, Sendable, Hashable, CustomStringConvertible {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let keyboard = DeviceRoles(rawValue: 1)
  /// Mice, touchpads, pointing sticks, and the absolute pointers of virtual machines.
  public static let pointer = DeviceRoles(rawValue: 2)

  public var description: String {
    var names: [String] = []
    if contains(.keyboard) { names.append("keyboard") }
    if contains(.pointer) { names.append("pointer") }
    return names.joined(separator: "+")
  }
}

/// An event node that udev knows of, with all that the sensor wants to know before it opens one.
public struct Candidate: Sendable, Equatable {
  public let systemPath: String
  /// `event7`, and its number, by which devices are put in order.
  public let systemName: String
  public let number: Int
  public let node: String
  /// `st_rdev` that the node must have: a node's name may have passed on to another device.
  public let deviceNumber: UInt64
  public let name: String
  public let bus: UInt16
  public let vendor: UInt16
  public let product: UInt16
  public let roles: DeviceRoles
  public let provenance: Provenance
  /// udev's `ID_SEAT`; `seat0` where it sets none.
  public let seat: String
  /// The piece of hardware that this node belongs to, the same for all its nodes. For labels only:
  /// leaving out a second node of a group would lose the mouse of many a receiver.
  public let group: String
  /// Sensor resolution from udev's hardware database, in counts per inch.
  public let dotsPerInch: Int?
  /// The shortest time in which the hardware can send two reports, in microseconds: a queue of *n*
  /// reports can't overflow in less than *n* of it.
  public let minimumReportPeriod: Int64

  /// `nil` for what is no event node.
  public init?(_ device: DeviceProperties) {
    guard let node = device.node, device.systemName.hasPrefix("event"),
      let number = Int(device.systemName.dropFirst("event".count)), number >= 0
    else { return nil }
    self.node = node
    self.number = number
    systemPath = device.systemPath
    systemName = device.systemName
    deviceNumber = device.deviceNumber
    name = device.name
    bus = device.bus
    vendor = device.vendor
    product = device.product
    roles = DeviceRoles(device)
    provenance = Provenance(systemPath: device.systemPath, bus: device.bus)
    seat = device.properties["ID_SEAT"].flatMap { $0.isEmpty ? nil : $0 } ?? "seat0"
    group = device.hardwareGroup
    dotsPerInch = device.properties["MOUSE_DPI"].flatMap(mouseResolution)
    minimumReportPeriod = ReportPeriod.minimum(for: provenance, polling: device.polling)
  }
}

extension DeviceRoles {
  private static let pointers = ["ID_INPUT_MOUSE", "ID_INPUT_TOUCHPAD", "ID_INPUT_POINTINGSTICK"]
  /// Absolute positions of a pen, a finger on glass or the machine itself are no pointer's movement.
  private static let otherSurfaces = [
    "ID_INPUT_TABLET", "ID_INPUT_TOUCHSCREEN", "ID_INPUT_ACCELEROMETER",
  ]

  init(_ device: DeviceProperties) {
    self = []
    if device.isSet("ID_INPUT_KEYBOARD") { insert(.keyboard) }
    if Self.pointers.contains(where: device.isSet),
      !Self.otherSurfaces.contains(where: device.isSet)
    {
      insert(.pointer)
    }
  }
}

extension DeviceProperties {
  /// Bus, vendor, product and where it is plugged in, without the part of `phys` that numbers the
  /// nodes of one device. A Bluetooth device's `phys` is the adapter's address and shared by all
  /// devices on it; its own is in `uniq`.
  var hardwareGroup: String {
    let numbers = [bus, vendor, product].map(hexadecimal).joined(separator: "/")
    let isBluetooth = bus == 0x05
    var place = isBluetooth && !uniqueName.isEmpty ? uniqueName : physicalPath
    if let slash = place.lastIndex(of: "/"), place[slash...].hasPrefix("/input") {
      place = String(place[..<slash])
    }
    return place.isEmpty ? numbers : "\(numbers):\(place)"
  }
}

/// Four digits, as udev and `lsusb` write identity numbers.
func hexadecimal(_ number: UInt16) -> String {
  let digits = String(number, radix: 16)
  return String(repeating: "0", count: 4 - digits.count) + digits
}

/// The resolution in a `MOUSE_DPI` of udev's hardware database, in counts per inch.
///
/// The value lists settings as `DPI` or `DPI@HERTZ`, the one that the mouse starts with marked by
/// `*`. Where several are listed and none is marked, which one is in force can't be known.
func mouseResolution(_ value: String) -> Int? {
  let settings = value.split(separator: " ")
  let marked = settings.first { $0.hasPrefix("*") }
  guard var setting = marked ?? (settings.count == 1 ? settings[0] : nil) else { return nil }
  if setting.hasPrefix("*") { setting.removeFirst() }
  let number = setting.prefix { $0 != "@" }
  guard let dotsPerInch = Int(number), dotsPerInch > 0 else { return nil }
  return dotsPerInch
}
