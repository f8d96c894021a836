import InputEvents
import InputEventsTestKit
import Testing

/// Which key of its kind it was changes nothing that leaves the classifier.
@Suite struct NonInterferenceTests {
  private static let device = DeviceDescription(
    name: "keys and a wheel",
    codes: [
      EventType.key: Set(1..<128),
      EventType.relative: [EventCode.relX, EventCode.relWheel, EventCode.relWheelHighResolution],
    ])

  /// A random bijection of the codes that maps each kind onto itself.
  private func permutation(using generator: inout SeededGenerator) -> [UInt16: UInt16] {
    var permutation: [UInt16: UInt16] = [:]
    for (_, codes) in Dictionary(grouping: (1..<0x300).map(UInt16.init), by: { KeyKind(code: $0) })
    where KeyKind(code: codes[0]) != nil {
      for (code, image) in zip(codes, codes.shuffled(using: &generator)) {
        permutation[code] = image
      }
    }
    return permutation
  }

  @Test(arguments: 1...40 as ClosedRange<UInt64>)
  func permutedKeysGiveTheSameOutcomes(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    // Few keys make double letters frequent, many make the kinds wide; 40 down overflow the table.
    let all = (1..<0x300).map(UInt16.init).filter { KeyKind(code: $0) != nil }
    var stream = RandomStream(
      keys: seed % 3 == 0
        ? all : Array((1..<128).map(UInt16.init).shuffled(using: &generator).prefix(60)))
    stream.rollover = seed % 4 == 0 ? 40 : 4
    let events = stream.events(3000, using: &generator)
    let permutation = permutation(using: &generator)
    let permuted = events.map { event in
      var event = event
      if event.type == EventType.key { event.code = permutation[event.code] ?? event.code }
      return event
    }
    #expect(permuted != events)
    let areEqual = outcomes(permuted, of: Self.device) == outcomes(events, of: Self.device)
    #expect(areEqual)
  }
}
