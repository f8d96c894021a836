import InputEvents
import InputEventsTestKit
import Testing

@testable import Recordings

@Suite struct KeyObfuscatorTests {
  private func device(_ keys: some Sequence<UInt16>) -> DeviceDescription {
    DeviceDescription(
      name: "device",
      codes: [
        EventType.key: Set(keys),
        EventType.relative: [
          EventCode.relX, EventCode.relY, EventCode.relWheel, EventCode.relWheelHighResolution,
        ],
      ])
  }

  private static let pools: [[UInt16]] = [
    // Everything, codes from 128 on too.
    (1..<0x100).map(UInt16.init) + (0x160..<0x200).map(UInt16.init),
    (1..<128).map(UInt16.init),
    // Kinds of one key (P, Tab), two (I K, Enter) and three (Q A Z).
    [25, 15], [23, 37], [28, 96], [16, 30, 44], [25, 23, 37, 16, 30, 44],
    // A device's own codes from 128 on.
    [113, 114, 115, 128, 200, 0x1d0],
  ]

  /// The proof: what is computed from an obfuscated stream is what is computed from the original.
  /// (The original without the types that no feature uses, which the sensor never reads.)
  @Test(arguments: pools.indices, 1...25 as ClosedRange<UInt64>)
  func obfuscatedStreamsHaveTheVeryOutcomes(pool: Int, seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let keys = Self.pools[pool]
    var stream = RandomStream(keys: keys)
    stream.rollover = [1, 2, 4, 40][Int(seed % 4)]
    let events = stream.events(2500, using: &generator)
    // Some devices send keys that they did not declare.
    let device = device(seed % 5 == 0 ? keys.prefix(1) : keys[...])
    var obfuscator = KeyObfuscator(device)
    let obfuscated = events.map { obfuscator.obfuscate($0, using: &generator) }
    let areEqual =
      outcomes(obfuscated.compactMap(\.self), of: device)
      == outcomes(events.filter(Self.isKept), of: device)
    #expect(areEqual)
    for (event, replacement) in zip(events, obfuscated) {
      #expect((replacement != nil) == Self.isKept(event))
      guard let replacement else { continue }
      #expect(replacement.time == event.time)
      #expect(replacement.value == event.value)
      #expect(KeyKind(code: replacement.code) == KeyKind(code: event.code))
      if event.type != EventType.key || KeyKind(code: event.code) == nil {
        #expect(replacement == event)
      }
    }
  }

  private static func isKept(_ event: KernelEvent) -> Bool {
    [EventType.synchronization, EventType.key, EventType.relative, EventType.absolute]
      .contains(event.type)
  }

  @Test func everyCodeUsedIsDeclared() {
    var generator = SeededGenerator(seed: 7)
    let keys: [UInt16] = [30, 2, 57, 0x1d0]
    let device = device(keys)
    var obfuscator = KeyObfuscator(device)
    var used: Set<UInt16> = []
    for event in RandomStream(keys: keys).events(5000, using: &generator) {
      guard let event = obfuscator.obfuscate(event, using: &generator),
        KeyKind(code: event.code) != nil, event.type == EventType.key
      else { continue }
      used.insert(event.code)
    }
    let declared = device.declaringWholeKeyKinds.codes[EventType.key] ?? []
    #expect(used.isSubset(of: declared))
    #expect(used.isSuperset(of: [16, 30, 44, 2, 57]))
    // No kind that the device has no key of, and no invented code from 128 on.
    #expect(!declared.contains(31))
    #expect(declared.filter { $0 >= 128 } == [0x1d0])
  }

  /// What is typed has no influence on the distribution: each key of the kind comes equally often.
  @Test(arguments: [16, 30, 44] as [UInt16])
  func replacementsAreUniform(code: UInt16) {
    var generator = SeededGenerator(seed: UInt64(code))
    var counts: [UInt16: Int] = [:]
    for _ in 0..<9000 {
      var obfuscator = KeyObfuscator(device([16, 30, 44]))
      let event = KernelEvent(time: 0, type: EventType.key, code: code, value: 1)
      if let code = obfuscator.obfuscate(event, using: &generator)?.code {
        counts[code, default: 0] += 1
      }
    }
    #expect(Set(counts.keys) == [16, 30, 44])
    // Six standard deviations of a binomial with p = 1/3.
    for count in counts.values { #expect(abs(count - 3000) < 270) }
  }

  /// The same word typed twice must not look like the same word.
  @Test func aKeyIsNotRememberedBeyondTheNextPress() {
    var generator = SeededGenerator(seed: 1)
    var obfuscator = KeyObfuscator(device([20, 34, 48, 19, 33, 47]))
    var replacements: Set<UInt16> = []
    for _ in 0..<200 {
      for code in [20, 34] as [UInt16] {
        for value in [1, 0] as [Int32] {
          let event = KernelEvent(time: 0, type: EventType.key, code: code, value: value)
          let replacement = obfuscator.obfuscate(event, using: &generator)
          if code == 20, let replacement { replacements.insert(replacement.code) }
        }
      }
    }
    #expect(replacements.count == 6)
  }
}
