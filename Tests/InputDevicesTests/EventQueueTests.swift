import InputEvents
import Testing

@testable import InputDevices

struct EventQueueTests {
  private func device(
    relative: Set<UInt16> = [], axes: [UInt16: AbsoluteAxis] = [:]
  ) -> DeviceDescription {
    DeviceDescription(
      name: "", codes: [EventType.relative: relative, EventType.absolute: Set(axes.keys)],
      axes: axes)
  }

  private let axis = AbsoluteAxis(minimum: 0, maximum: 4000)

  @Test func keyboardsHaveTheLeast() {
    #expect(DeviceDescription(name: "").eventQueueLength == 64)
    #expect(device().eventQueueLength == 64)
  }

  /// Eight for the frame and its keys, and the axes: 8 * 8 is 64 still, from the first axis on 128.
  @Test(arguments: [(0, 64), (1, 128), (6, 128), (8, 128), (9, 256)])
  func miceByTheirAxes(_ axes: Int, _ length: Int) {
    #expect(device(relative: Set((0..<axes).map(UInt16.init))).eventQueueLength == length)
  }

  @Test func absolutePointer() {
    #expect(device(relative: [8], axes: [0: axis, 1: axis]).eventQueueLength == 128)
  }

  /// Two axes of the pad, and for each of five contacts a slot, a position, a number: 6 + 2 + 20 + 7.
  @Test func touchpadWithSlots() {
    var axes: [UInt16: AbsoluteAxis] = [0: axis, 1: axis, 0x35: axis, 0x36: axis]
    axes[0x2f] = AbsoluteAxis(minimum: 0, maximum: 4)
    axes[0x39] = AbsoluteAxis(minimum: 0, maximum: 65535)
    #expect(device(axes: axes).eventQueueLength == 512)
  }

  @Test func contactsWithoutSlots() {
    // 3 + 2 * 2 + 7 = 14 events a packet.
    #expect(device(axes: [0x35: axis, 0x36: axis]).eventQueueLength == 128)
    // A tracking number's range is the number of contacts, from 2 to 32: 33 + 3 * 32 + 7.
    let tracked: [UInt16: AbsoluteAxis] = [
      0x35: axis, 0x36: axis, 0x39: AbsoluteAxis(minimum: 0, maximum: 65535),
    ]
    #expect(device(axes: tracked).eventQueueLength == 2048)
  }
}
