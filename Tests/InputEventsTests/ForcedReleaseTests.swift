import InputEvents
import Testing

/// Releases that the kernel makes when a device goes away or the machine sleeps.
@Suite struct ForcedReleaseTests {
  private static let device = DeviceDescription(
    name: "Test", codes: [EventType.key: Set(1...127).union([0x110, EventCode.touch])])

  private func event(_ type: UInt16, _ code: UInt16, _ value: Int32, _ time: Int64) -> KernelEvent {
    KernelEvent(time: time, type: type, code: code, value: value)
  }

  private func end(_ value: Int32, _ time: Int64) -> KernelEvent { event(0, 0, value, time) }

  private func marked(_ events: [KernelEvent]) -> [Int32] {
    var events = events
    var span = events.mutableSpan
    KernelEvent.markForcedReleases(in: &span)
    return events.map(\.value)
  }

  @Test func onlyReleasesInTheKernelsOwnFramesAreMarked() {
    let events = [
      event(1, 30, 1, 1), end(0, 1),
      event(1, 30, 2, 2), end(1, 2),  // auto-repeat
      event(1, 30, 0, 3), end(0, 3),  // a person's release
      event(1, 31, 1, 4), event(1, 0x110, 1, 4), end(0, 4),
      event(1, 31, 0, 5), event(1, 0x110, 0, 5), end(1, 5),  // the kernel's
      event(1, 32, 0, 6), end(0, 6),
    ]
    #expect(marked(events) == [1, 0, 2, 1, 0, 0, 1, 1, 0, -1, -1, 1, 0, 0])
  }

  @Test func aForcedReleaseEndsNoHold() {
    var classifier = EventClassifier(Self.device)
    var presses: UInt32 = 0
    func classify(_ event: KernelEvent) -> EventClassifier.Outcome {
      classifier.classify(event, presses: &presses)
    }
    for code in [30, 0x110] as [UInt16] {
      let start = Int64(code) * 10_000
      _ = classify(event(1, code, 1, start))
      #expect(
        classify(event(1, code, KernelEvent.forcedRelease, start + 1)) == .setAside(.forcedRelease))
      // It is down no more: a later release has no press.
      #expect(classify(event(1, code, 0, start + 2)) == .setAside(.unpairedRelease))
    }
  }
}
