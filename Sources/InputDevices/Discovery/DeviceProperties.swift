/// What udev and sysfs say of one input node, copied out of libudev so that it can be judged, sent
/// and compared. Nothing here needs the node itself to be readable.
public struct DeviceProperties: Sendable, Equatable {
  /// The device's directory, `/sys/devices/…/input/input7/event7`: its identity while it is plugged in.
  public var systemPath: String
  /// `event7`.
  public var systemName: String
  /// `/dev/input/event7`; `nil` for a device without a node (`input7`, the parent of `event7`).
  public var node: String?
  /// `st_rdev` of the node.
  public var deviceNumber: UInt64
  /// Whether udev has run its rules for the device; until then its properties are incomplete.
  public var isInitialized: Bool
  /// udev's properties (`ID_INPUT_MOUSE`, `ID_SEAT`, `TACTUS_IGNORE`, …).
  public var properties: [String: String]
  /// `name`, `phys` and `uniq` of the parent input device, empty where it has none.
  public var name: String
  public var physicalPath: String
  public var uniqueName: String
  /// `BUS_*` of `linux/input.h`, and the vendor's, product's and version's numbers.
  public var bus: UInt16
  public var vendor: UInt16
  public var product: UInt16
  public var version: UInt16
  /// How the hardware is polled, where it is a USB interface.
  public var polling: USBPolling?

  public init(
    systemPath: String, node: String? = nil, deviceNumber: UInt64 = 0, isInitialized: Bool = true,
    properties: [String: String] = [:], name: String = "", physicalPath: String = "",
    uniqueName: String = "", bus: UInt16 = 0, vendor: UInt16 = 0, product: UInt16 = 0,
    version: UInt16 = 0, polling: USBPolling? = nil
  ) {
    self.systemPath = systemPath
    systemName = String(systemPath.split(separator: "/").last ?? "")
    self.node = node
    self.deviceNumber = deviceNumber
    self.isInitialized = isInitialized
    self.properties = properties
    self.name = name
    self.physicalPath = physicalPath
    self.uniqueName = uniqueName
    self.bus = bus
    self.vendor = vendor
    self.product = product
    self.version = version
    self.polling = polling
  }

  /// Whether udev set a property to anything but nothing or `0`.
  func isSet(_ property: String) -> Bool {
    guard let value = properties[property] else { return false }
    return !value.isEmpty && value != "0"
  }
}
