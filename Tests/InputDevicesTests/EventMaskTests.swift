import InputEvents
import Testing

@testable import InputDevices

struct EventMaskTests {
  /// The device has everything, so that nothing is unused for want of a capability.
  private let device = DeviceDescription(
    name: "", codes: [EventType.key: Set(0..<0x300), EventType.relative: Set(0..<16)])

  @Test func nothingThatTheClassifierUsesIsMaskedOut() {
    let passing = Dictionary(
      uniqueKeysWithValues: EventMask.classified.map { ($0.type, Set($0.codes)) })
    for type in UInt16(1)..<32 {
      for code in UInt16(0)..<0x300 where passing[type]?.contains(code) != true {
        var classifier = EventClassifier(device)
        var presses: UInt32 = 0
        let event = KernelEvent(time: 1, type: type, code: code, value: 1)
        #expect(classifier.classify(event, presses: &presses) == .setAside(.unused))
      }
    }
  }

  @Test func onlyTypesThatAreUsedPass() {
    #expect(
      EventMask.classified.map(\.type)
        == [EventType.key, EventType.relative, EventType.absolute])
  }
}
