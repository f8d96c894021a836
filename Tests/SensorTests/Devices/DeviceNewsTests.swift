import FeatureLog
import Foundation
import InputEvents
import Testing

@testable import InputDevices
@testable import Sensor

struct DeviceNewsTests {
  static func candidate(_ number: Int, name: String = "Mouse", dpi: String? = nil) throws
    -> Candidate
  {
    var properties = ["ID_INPUT_MOUSE": "1"]
    properties["MOUSE_DPI"] = dpi
    return try #require(
      Candidate(
        DeviceProperties(
          systemPath: "/sys/devices/pci0/input/input\(number)/event\(number)",
          node: "/dev/input/event\(number)", properties: properties, name: name,
          physicalPath: "usb-\(number / 2)/input0", bus: 3)))
  }

  static func device(_ candidate: Candidate) -> InputDevice {
    InputDevice(
      id: DeviceID(rawValue: 4), candidate: candidate,
      description: DeviceDescription(name: candidate.name), clock: .monotonic, maskRefusal: nil,
      reading: FileDescriptor(owning: open("/dev/null", O_RDONLY | O_CLOEXEC)), probe: nil)
  }

  @Test func whatIsIgnoredIsToldOnlyWhereWanted() throws {
    let candidate = try Self.candidate(3)
    for tells in [true, false] {
      var news = DeviceNews(tellsIgnored: tells)
      let told = [
        news.item(.ignored(candidate, .testDevice)), news.item(.departed(candidate)),
        news.item(.refused(candidate, .busy(node: candidate.node))),
        news.item(.departed(candidate)),
      ].map { $0?.event }
      #expect(told == (tells ? ["ignored", "departed"] : [nil, nil]) + ["refused", "departed"])
    }
  }

  @Test func everyEventIsAnObjectWithoutTwins() throws {
    let candidate = try Self.candidate(3)
    let device = Self.device(candidate)
    var news = DeviceNews(tellsIgnored: true)
    let events: [DeviceEvent] = [
      .opened(device), .withdrawn(device, .lost), .refused(candidate, .busy(node: "n")),
      .ignored(candidate, .testDevice), .departed(candidate), .captured(device), .freed(device),
      .settled, .impaired(.permissionsUnwatched(errno: 28)),
    ]
    for event in events {
      guard let item = news.item(event) else { throw Unexpected() }
      guard case .object(let members) = item.json else { throw Unexpected() }
      #expect(Set(members.map(\.name)).count == members.count)
      #expect(members.first == .init("event", .string(item.event)))
      #expect(!item.text.isEmpty && !item.text.contains("\n"))
    }
  }

  @Test func aPersonReadsWhatAndWhy() throws {
    var news = DeviceNews(tellsIgnored: true)
    let candidate = try Self.candidate(3)
    let item = news.item(.withdrawn(Self.device(candidate), .removed))
    #expect(item?.text == "withdrawn  /dev/input/event3  Mouse (pointer, usb): unplugged")
  }

  private struct Unexpected: Error {}
}

struct DeviceFactsTests {
  @Test func nodesOfOnePieceOfHardwareShareALetter() throws {
    let facts = try [2, 3, 4].map { number in
      DeviceFacts(DeviceNewsTests.device(try DeviceNewsTests.candidate(number, dpi: "1600@125")))
    }
    let lines = facts.table(style: TextStyle(isEnabled: false))
    let rows = lines.dropFirst().map { $0.split(separator: " ").map(String.init) }
    #expect(rows.map { $0[5] } == ["A", "A", "B"])
    #expect(lines[1].contains("64 events") && lines[1].contains("1600 DPI"))
    #expect(lines[1].hasSuffix("readable"))
  }

  @Test func theDelayIsTheOneThatTheSensorKeeps() throws {
    let device = DeviceNewsTests.device(try DeviceNewsTests.candidate(3))
    guard case .object(let members) = DeviceFacts(device).json else { return }
    let hold = LateReading.hold(queueLength: 64, reportPeriod: device.minimumReportPeriod)
    #expect(members.contains(.init("read_within_us", .integer(Int(hold / 1000)))))
    #expect(hold > 0)
  }

  @Test func everyDeviceHasTheSameMembers() throws {
    let candidate = try DeviceNewsTests.candidate(3)
    let names = [
      DeviceFacts(DeviceNewsTests.device(candidate)),
      DeviceFacts(candidate, refused: .gone(node: candidate.node)),
      DeviceFacts(candidate, ignored: .testDevice),
    ].map { facts -> [String] in
      guard case .object(let members) = facts.json else { return [] }
      return members.map(\.name)
    }
    #expect(!names[0].isEmpty && names[0] == names[1] && names[1] == names[2])
  }
}
