/// Why a device that is there is not read.
public enum IgnoreReason: Sendable, Equatable, CustomStringConvertible {
  /// udev has not run its rules for it yet; it is looked at again when it has.
  case notInitialized
  /// The admin's veto, with the property's value.
  case vetoed(String)
  /// Types passwords, not a person's strokes.
  case securityToken(String)
  /// Made by a test suite of libinput.
  case testDevice
  /// Neither keyboard nor pointer; what udev takes it for.
  case otherKind(String)

  public var description: String {
    switch self {
    case .notInitialized: "udev has not finished with it"
    case .vetoed(let value): "excluded by udev property TACTUS_IGNORE=\(value)"
    case .securityToken(let which): "security token (\(which)); TACTUS_IGNORE=0 includes it"
    case .testDevice: "test device (LIBINPUT_TEST_DEVICE); TACTUS_IGNORE=0 includes it"
    case .otherKind(let kind): "neither keyboard nor pointer (\(kind))"
    }
  }
}

/// Whether a device is read, from what udev says of it.
public enum Selection: Sendable, Equatable {
  case take(Candidate)
  case ignore(Candidate, IgnoreReason)

  /// `nil` for what is no event node and concerns nobody here.
  public init?(_ device: DeviceProperties) {
    guard let candidate = Candidate(device) else { return nil }
    self =
      Self.reasonToIgnore(device, candidate.roles).map { .ignore(candidate, $0) }
      ?? .take(candidate)
  }

  private static func reasonToIgnore(
    _ device: DeviceProperties, _ roles: DeviceRoles
  ) -> IgnoreReason? {
    guard device.isInitialized else { return .notInitialized }
    let veto = device.properties["TACTUS_IGNORE"] ?? ""
    if device.isSet("TACTUS_IGNORE") { return .vetoed(veto) }
    guard !roles.isEmpty else { return .otherKind(device.otherKind) }
    // "0" is the admin's word that this device is to be read all the same.
    guard veto != "0" else { return nil }
    if let token = SecurityToken.matching(device) { return .securityToken(token) }
    return device.isSet("LIBINPUT_TEST_DEVICE") ? .testDevice : nil
  }
}

extension DeviceProperties {
  private static let otherKinds = [
    ("ID_INPUT_TABLET_PAD", "tablet pad"), ("ID_INPUT_TABLET", "tablet"),
    ("ID_INPUT_TOUCHSCREEN", "touchscreen"), ("ID_INPUT_JOYSTICK", "joystick"),
    ("ID_INPUT_ACCELEROMETER", "accelerometer"), ("ID_INPUT_SWITCH", "switch"),
    ("ID_INPUT_KEY", "buttons only"),
  ]

  fileprivate var otherKind: String {
    Self.otherKinds.first { isSet($0.0) }?.1 ?? "no kind that udev knows"
  }
}

/// Devices that present themselves as keyboards to type passwords: what they send is a secret, and
/// nobody's behavior. The same list stands in the udev rule, which keeps their nodes closed.
enum SecurityToken {
  struct Entry {
    let vendor: UInt16
    /// `nil`: all of the vendor's.
    let product: UInt16?
    let name: String
  }

  static let known = [
    Entry(vendor: 0x1050, product: nil, name: "Yubico, one-time passwords"),
    Entry(vendor: 0x1d50, product: 0x60fc, name: "OnlyKey, stored passwords"),
    Entry(vendor: 0x16d0, product: 0x09a0, name: "Mooltipass, stored passwords"),
    Entry(vendor: 0x1209, product: 0x4321, name: "Mooltipass BLE, stored passwords"),
  ]

  /// What the token types, or `nil` for a device that is none.
  static func matching(_ device: DeviceProperties) -> String? {
    if device.isSet("ID_SECURITY_TOKEN") { return "ID_SECURITY_TOKEN" }
    let entry = known.first {
      $0.vendor == device.vendor && ($0.product == nil || $0.product == device.product)
    }
    return entry?.name
  }
}
