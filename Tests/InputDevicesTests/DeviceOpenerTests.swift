import Glibc
import InputEvents
import Testing

@testable import InputDevices

struct DeviceOpenerTests {
  private func candidate(_ node: String, number: UInt64) throws -> Candidate {
    var device = properties()
    device.node = node
    device.deviceNumber = number
    return try #require(Candidate(device))
  }

  private func error(_ candidate: Candidate) -> OpeningError? {
    do throws(OpeningError) {
      _ = try DeviceOpener.open(candidate, as: DeviceID(rawValue: 1))
      return nil
    } catch { return error }
  }

  private func number(of node: String) -> UInt64 {
    var status = stat()
    stat(node, &status)
    return UInt64(status.st_rdev)
  }

  @Test func aNodeThatWentAwayIsGone() throws {
    let node = "/dev/no-such-node"
    #expect(try error(candidate(node, number: 1)) == .gone(node: node))
  }

  @Test func anotherDevicesNodeIsNotOpened() throws {
    let other = try candidate("/dev/null", number: number(of: "/dev/zero"))
    #expect(error(other) == .otherDevice(node: "/dev/null"))
  }

  @Test func whatIsNoEventDeviceIsSaidToBeNone() throws {
    let null = try candidate("/dev/null", number: number(of: "/dev/null"))
    #expect(error(null) == .notAnEventDevice(node: "/dev/null", errno: ENOTTY))
  }

  @Test func errorsNameNodeAndRemedy() {
    let node = "/dev/input/event3"
    let group = OpeningError.permissionDenied(node: node, group: "input", groupMayRead: true)
    #expect(group.description.hasPrefix("/dev/input/event3: permission denied"))
    #expect(group.description.contains("72-tactus.rules"))
    #expect(group.description.contains("group \"input\""))
    let nobody = OpeningError.permissionDenied(node: node, group: "input", groupMayRead: false)
    #expect(!nobody.description.contains("group \"input\""))
    #expect(OpeningError(opening: node, errno: EPERM) == .forbidden(node: node))
    #expect(OpeningError(opening: node, errno: EBUSY) == .busy(node: node))
    #expect(OpeningError(opening: node, errno: ENODEV) == .gone(node: node))
    #expect(
      OpeningError(opening: node, errno: EMFILE).description
        == "/dev/input/event3: can't be opened: Too many open files (errno 24)")
  }
}
