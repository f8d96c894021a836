import BehaviorFeatures
import FeatureLog
import Foundation
import InputEvents
import InputEventsTestKit
import Recordings
import Testing

@testable import Sensor

@Suite struct KeystrokeReplayTests {
  /// The set in the repository, and where there are data, those as well.
  private static let tables: [String] = {
    let root = URL(filePath: #filePath).pathComponents.dropLast(4).joined(separator: "/")
    let data = ProcessInfo.processInfo.environment["TACTUS_DATA"]
    let sets = data.map { folder in
      ["IIITBh-Big.csv", "IIITBh-Small.csv"].map { "\(folder)/\($0)" }
    }
    return ["\(root)/Evaluation/samples/keystrokes.csv"] + (sets ?? [])
  }()

  private func keystrokes(_ events: [KernelEvent]) throws -> [KeystrokeTimes] {
    let path = NSTemporaryDirectory() + "tactus-keystrokes-\(UUID().uuidString).events"
    defer { unlink(path) }
    let device = DeviceDescription(name: "Test", codes: [EventType.key: Set(1..<128)])
    let writer = try RecordingWriter(
      path: path,
      header: RecordingHeader(
        device: device, start: 0, order: 0, isObfuscated: false, provenance: .usb))
    for event in events { try writer.append(.event(event)) }
    try writer.close()
    var replay = try KeystrokeReplay(paths: [path])
    var keystrokes: [KeystrokeTimes] = []
    try replay.run { keystrokes.append($0) }
    return keystrokes
  }

  /// Every hold and flight that went in comes back, to the microsecond.
  @Test(arguments: tables)
  func everyTimeComesBack(_ path: String) throws {
    let table = try KeystrokeTable(path: path)
    let keystrokes = try keystrokes(table.events)
    let length = table.keys.count
    try #require(table.repetitions.count >= 100)
    try #require(keystrokes.count == table.repetitions.count * length)
    var contradictions = 0
    for (number, repetition) in table.repetitions.enumerated() {
      let typed = keystrokes[(number * length)..<((number + 1) * length)]
      #expect(typed.map(\.hold) == repetition.holds)
      #expect(typed.dropLast().map(\.downDown) == repetition.downDowns)
      for (index, flight) in repetition.upDowns.enumerated() {
        // Of the sets, one line has a UD that isn't its DD less its H: no keystrokes have these times.
        let own = repetition.downDowns[index] - repetition.holds[index]
        guard abs(own - flight) <= 2 else {
          contradictions += 1
          continue
        }
        // The file's three numbers were rounded one by one.
        let measured = try #require(typed[typed.startIndex + index].upDown)
        #expect(abs(measured - flight) <= 1)
      }
    }
    #expect(contradictions <= 1)
  }

  @Test func theOtherTimesFollowFromPressesAndReleases() throws {
    let table = try KeystrokeTable(path: Self.tables[0])
    let keystrokes = try keystrokes(table.events)
    for (first, second) in zip(keystrokes, keystrokes.dropFirst()) {
      let (hold, next) = (try #require(first.hold), try #require(second.hold))
      let downDown = try #require(first.downDown)
      #expect(first.upDown == downDown - hold)
      #expect(first.downUp == downDown + next)
      #expect(first.upUp == downDown + next - hold)
    }
    #expect(keystrokes.last?.downDown == nil && keystrokes.last?.hold != nil)
  }

  /// However keys overlap, repeat and get lost: a line a press, in their order, nothing across gaps.
  @Test(arguments: 0..<8 as Range<UInt64>)
  func everyPressIsListed(_ seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    var stream = RandomStream(keys: Array(1..<100))
    stream.stepsBack = 0
    let kinds: Set<UInt16> = [EventType.key, EventType.synchronization]
    let events = stream.events(20_000, using: &generator)
      .filter { kinds.contains($0.type) && KeyKind(code: $0.code) != nil || $0.type == 0 }
    let device = DeviceDescription(name: "Test", codes: [EventType.key: Set(1..<128)])
    var expected: [(press: Int64, kind: KeyKind, hold: Int64?)] = []
    var indices: [UInt32: Int] = [:]
    for case .action(let event) in outcomes(events, of: device) {
      switch event.action {
      case .keyPress(let kind, let press, _):
        indices[press] = expected.count
        expected.append((event.time, kind, nil))
      case .keyRelease(_, let press, let pressedAt):
        indices[press].map { expected[$0].hold = event.time - pressedAt }
      default: break
      }
    }
    let keystrokes = try keystrokes(events)
    try #require(keystrokes.count == expected.count && keystrokes.count > 3_000)
    for (keystroke, expected) in zip(keystrokes, expected) {
      #expect(keystroke.keyClass == expected.kind.keyClass.label)
      #expect(keystroke.zone == expected.kind.zone.label)
      #expect(keystroke.hold == expected.hold)
    }
    for (index, keystroke) in keystrokes.dropLast().enumerated() {
      guard let downDown = keystroke.downDown else { continue }
      #expect(downDown == expected[index + 1].press - expected[index].press)
    }
    #expect(keystrokes.contains { $0.downDown == nil })
  }

  @Test func aLineHasSecondsToTheMicrosecond() throws {
    let table = try KeystrokeTable(path: Self.tables[0])
    var encoder = KeystrokeEncoder()
    for keystroke in try keystrokes(table.events) {
      let line = encoder.encode(keystroke)
      #expect(line.last == 0x0A)
      let object = try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any]
      #expect(object?.count == 7)
      let times = [
        ("hold", keystroke.hold), ("dd", keystroke.downDown), ("ud", keystroke.upDown),
        ("uu", keystroke.upUp), ("du", keystroke.downUp),
      ]
      for (key, time) in times {
        let seconds = object?[key] as? Double
        #expect(seconds.map { Int64(($0 * 1e6).rounded()) } == time)
      }
      #expect(object?["class"] as? String == keystroke.keyClass)
    }
  }

  @Test func devicesAreRefused() {
    #expect {
      _ = try KeystrokeReplay(paths: ["/dev/null"])
    } throws: { ($0 as? RecordingError)?.problem == .device }
  }
}
