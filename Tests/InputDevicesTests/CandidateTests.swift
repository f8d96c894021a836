import InputEvents
import Testing

@testable import InputDevices

struct CandidateTests {
  private static let kinds: [([String: String], DeviceRoles)] = [
    (["ID_INPUT_KEYBOARD": "1"], .keyboard),
    (["ID_INPUT_MOUSE": "1"], .pointer),
    (["ID_INPUT_TOUCHPAD": "1"], .pointer),
    (["ID_INPUT_POINTINGSTICK": "1"], .pointer),
    (["ID_INPUT_MOUSE": "1", "ID_INPUT_KEYBOARD": "1"], [.keyboard, .pointer]),
    (["ID_INPUT_MOUSE": "0"], []),
    (["ID_INPUT_KEY": "1"], []),
    (["ID_INPUT_TABLET": "1", "ID_INPUT_MOUSE": "1"], []),
    (["ID_INPUT_TOUCHSCREEN": "1", "ID_INPUT_KEYBOARD": "1"], .keyboard),
    (["ID_INPUT_JOYSTICK": "1", "ID_INPUT_MOUSE": "1"], .pointer),
  ]

  @Test(arguments: kinds)
  func rolesFollowUdev(_ set: [String: String], _ roles: DeviceRoles) throws {
    #expect(try #require(Candidate(properties(7, set))).roles == roles)
  }

  @Test func anEventNodeIsKnownByItsNumber() throws {
    let candidate = try #require(Candidate(properties(12)))
    #expect(candidate.number == 12)
    #expect(candidate.systemName == "event12")
    #expect(candidate.node == "/dev/input/event12")
    #expect(candidate.seat == "seat0")
    #expect(candidate.provenance == .usb)
    #expect(candidate.minimumReportPeriod == 8000)
  }

  @Test func whatIsNoEventNodeIsNoCandidate() {
    var parent = properties()
    parent.node = nil
    #expect(Candidate(parent) == nil)
    var mouse = DeviceProperties(systemPath: "/sys/devices/x/mouse0", node: "/dev/input/mouse0")
    #expect(Candidate(mouse) == nil)
    mouse.systemName = "event"
    #expect(Candidate(mouse) == nil)
    mouse.systemName = "event-7"
    #expect(Candidate(mouse) == nil)
  }

  @Test func theSeatIsUdevs() throws {
    #expect(try #require(Candidate(properties(1, ["ID_SEAT": "seat-two"]))).seat == "seat-two")
    #expect(try #require(Candidate(properties(1, ["ID_SEAT": ""]))).seat == "seat0")
  }

  @Test func nodesOfOneDeviceShareAGroup() {
    var first = properties()
    first.physicalPath = "usb-0000:00:14.0-2/input0"
    var second = first
    second.physicalPath = "usb-0000:00:14.0-2/input1"
    var other = first
    other.physicalPath = "usb-0000:00:14.0-3/input0"
    #expect(first.hardwareGroup == "0003/046d/c31c:usb-0000:00:14.0-2")
    #expect(first.hardwareGroup == second.hardwareGroup)
    #expect(first.hardwareGroup != other.hardwareGroup)
  }

  @Test func bluetoothDevicesAreToldApartByTheirOwnAddress() {
    var device = properties()
    device.bus = 5
    device.physicalPath = "00:11:22:33:44:55"
    device.uniqueName = "aa:bb:cc:dd:ee:ff"
    #expect(device.hardwareGroup == "0005/046d/c31c:aa:bb:cc:dd:ee:ff")
    device.physicalPath = ""
    device.uniqueName = ""
    #expect(device.hardwareGroup == "0005/046d/c31c")
  }

  @Test(arguments: [
    ("1000", 1000), ("1000@125", 1000), ("*1600@1000", 1600),
    ("400@1000 *800@1000 1600@1000", 800), ("400@125 800@125", nil), ("", nil), ("*", nil),
    ("fast", nil), ("0@125", nil), ("-800", nil),
  ])
  func resolutionIsTheSettingInForce(_ value: String, _ expected: Int?) {
    #expect(mouseResolution(value) == expected)
  }
}
