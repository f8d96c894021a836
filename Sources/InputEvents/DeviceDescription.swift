/// What an input device says it can do: the part of its identity that the meaning of its events
/// depends on. Read from the kernel through libevdev, or from the head of a recording.
public struct DeviceDescription: Sendable, Equatable {
  public var name: String
  /// `BUS_*` of `linux/input.h`, and the vendor's, product's and version's numbers.
  public var bus: UInt16
  public var vendor: UInt16
  public var product: UInt16
  public var version: UInt16
  /// `INPUT_PROP_*` numbers.
  public var properties: Set<UInt16>
  /// The codes that the device can send, by event type.
  public var codes: [UInt16: Set<UInt16>]
  /// `struct input_absinfo` of each absolute axis.
  public var axes: [UInt16: AbsoluteAxis]
  /// Sensor resolution in counts per inch, where udev's hardware database knows it (`MOUSE_DPI`).
  public var dotsPerInch: Int?

  public init(
    name: String, bus: UInt16 = 0, vendor: UInt16 = 0, product: UInt16 = 0, version: UInt16 = 0,
    properties: Set<UInt16> = [], codes: [UInt16: Set<UInt16>] = [:],
    axes: [UInt16: AbsoluteAxis] = [:], dotsPerInch: Int? = nil
  ) {
    self.name = name
    self.bus = bus
    self.vendor = vendor
    self.product = product
    self.version = version
    self.properties = properties
    self.codes = codes
    self.axes = axes
    self.dotsPerInch = dotsPerInch
  }

  /// Has the keys that udev takes a full keyboard by: all of the codes 1 to 31.
  public var isKeyboard: Bool {
    guard let keys = codes[EventType.key] else { return false }
    return keys.isSuperset(of: 1...31)
  }

  /// Moves a pointer: both axes, relative or absolute, and a button or finger to use it with.
  public var isPointer: Bool {
    let isRelative =
      has(EventType.relative, EventCode.relX) && has(EventType.relative, EventCode.relY)
    let isAbsolute =
      has(EventType.absolute, EventCode.absX) && has(EventType.absolute, EventCode.absY)
    return (isRelative || isAbsolute)
      && (has(EventType.key, EventCode.buttonLeft) || isTouchpad)
  }

  public func has(_ type: UInt16, _ code: UInt16) -> Bool { codes[type]?.contains(code) ?? false }
}

/// Range and resolution of an absolute axis, as `struct input_absinfo` has them.
public struct AbsoluteAxis: Sendable, Equatable {
  public var minimum: Int32
  public var maximum: Int32
  public var fuzz: Int32
  public var flat: Int32
  /// Units per millimetre; 0 where the device doesn't say.
  public var resolution: Int32

  public init(
    minimum: Int32, maximum: Int32, fuzz: Int32 = 0, flat: Int32 = 0, resolution: Int32 = 0
  ) {
    self.minimum = minimum
    self.maximum = maximum
    self.fuzz = fuzz
    self.flat = flat
    self.resolution = resolution
  }
}

/// Where a device's events come from: a person's hand, or another program.
public enum Provenance: UInt8, BitwiseCopyable, CaseIterable, Sendable {
  case usb
  case bluetooth
  /// PS/2 and other serial ports of the machine.
  case serio
  case i2c
  /// Made by a program through uinput: a remapper, an injector, a remote desktop.
  case virtual
  case other

  /// The name that records use.
  public var label: String {
    switch self {
    case .usb: "usb"
    case .bluetooth: "bluetooth"
    case .serio: "serio"
    case .i2c: "i2c"
    case .virtual: "virtual"
    case .other: "other"
    }
  }

  public init?(label: String) {
    guard let match = Provenance.allCases.first(where: { $0.label == label }) else { return nil }
    self = match
  }

  /// From the device's path below `/sys`, and its bus where the path doesn't tell.
  ///
  /// `/sys/devices/virtual/input/` is uinput; `/sys/devices/virtual/` alone isn't, for Bluetooth LE
  /// keyboards live in `/devices/virtual/misc/uhid`. The bus number alone tells nothing: a program
  /// may claim any.
  public init(systemPath: String, bus: UInt16) {
    if systemPath.hasPrefix("/sys/devices/virtual/input/") {
      self = .virtual
    } else {
      switch bus {
      case 0x03: self = .usb
      case 0x05: self = .bluetooth
      case 0x11: self = .serio
      case 0x18: self = .i2c
      default: self = .other
      }
    }
  }
}
