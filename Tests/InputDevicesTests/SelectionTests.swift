import Testing

@testable import InputDevices

struct SelectionTests {
  private func reason(_ device: DeviceProperties) -> IgnoreReason? {
    guard case .ignore(_, let reason) = Selection(device) else { return nil }
    return reason
  }

  private func isTaken(_ device: DeviceProperties) -> Bool {
    guard case .take = Selection(device) else { return false }
    return true
  }

  @Test func keyboardsAndPointersAreTaken() {
    #expect(isTaken(properties(1, ["ID_INPUT_KEYBOARD": "1"])))
    #expect(isTaken(properties(1, ["ID_INPUT_MOUSE": "1"])))
  }

  private static let kinds: [([String: String], String)] = [
    (["ID_INPUT_KEY": "1"], "buttons only"), (["ID_INPUT_SWITCH": "1"], "switch"),
    (["ID_INPUT_KEY": "1", "ID_INPUT_SWITCH": "1"], "switch"),
    (["ID_INPUT_ACCELEROMETER": "1"], "accelerometer"), (["ID_INPUT_JOYSTICK": "1"], "joystick"),
    (["ID_INPUT_TABLET": "1"], "tablet"), (["ID_INPUT_TOUCHSCREEN": "1"], "touchscreen"),
    (["ID_INPUT_TABLET": "1", "ID_INPUT_TABLET_PAD": "1"], "tablet pad"),
    ([:], "no kind that udev knows"),
  ]

  @Test(arguments: kinds)
  func othersAreNot(_ set: [String: String], _ kind: String) {
    #expect(reason(properties(1, set)) == .otherKind(kind))
  }

  @Test func aDeviceWaitsForUdev() {
    var device = properties()
    device.isInitialized = false
    #expect(reason(device) == .notInitialized)
  }

  @Test(arguments: ["1", "yes", "no", " "])
  func anyVetoCounts(_ value: String) {
    let device = properties(1, ["ID_INPUT_KEYBOARD": "1", "TACTUS_IGNORE": value])
    #expect(reason(device) == .vetoed(value))
  }

  @Test(arguments: ["", "0"])
  func noVetoIsNone(_ value: String) {
    #expect(isTaken(properties(1, ["ID_INPUT_KEYBOARD": "1", "TACTUS_IGNORE": value])))
  }

  @Test func tokensAreLeftOutUnlessTheAdminWantsThem() {
    for entry in SecurityToken.known {
      var device = properties()
      device.vendor = entry.vendor
      device.product = entry.product ?? 0x1234
      #expect(reason(device) == .securityToken(entry.name))
      device.properties["TACTUS_IGNORE"] = "0"
      #expect(isTaken(device))
    }
    var device = properties()
    device.properties["ID_SECURITY_TOKEN"] = "1"
    #expect(reason(device) == .securityToken("ID_SECURITY_TOKEN"))
  }

  @Test func aTokensVendorMayMakeOtherThings() {
    var device = properties()
    device.vendor = 0x1d50
    device.product = 0x6080
    #expect(isTaken(device))
  }

  @Test func testDevicesAreLeftOut() {
    var device = properties(1, ["ID_INPUT_MOUSE": "1", "LIBINPUT_TEST_DEVICE": "1"])
    #expect(reason(device) == .testDevice)
    device.properties["TACTUS_IGNORE"] = "0"
    #expect(isTaken(device))
  }

  @Test func theAdminsWordMakesNoKeyboardOfAButton() {
    let device = properties(1, ["ID_INPUT_KEY": "1", "TACTUS_IGNORE": "0"])
    #expect(reason(device) == .otherKind("buttons only"))
  }
}
