import CommandLineKit
import FeatureLog
import Foundation
import InputEvents
import InputEventsTestKit
import Recordings
import Testing

@testable import Sensor

@Suite struct ReplayTests {
  private static let device = DeviceDescription(
    name: "Test",
    codes: [
      EventType.key: Set(1...127).union([0x110, 0x111, 0x112, 0x113, 0x114]),
      EventType.relative: [
        EventCode.relX, EventCode.relY, EventCode.relWheel, EventCode.relWheelHighResolution,
      ],
    ])

  /// Records `events` and returns the lines that a replay writes.
  private func lines(_ events: [KernelEvent], obfuscated: Bool, window: TimeSpan) throws -> [String]
  {
    let path = NSTemporaryDirectory() + "tactus-replay-\(UUID().uuidString).events"
    defer { unlink(path) }
    let writer = try RecordingWriter(
      path: path,
      header: RecordingHeader(
        device: Self.device, start: 0, order: 0, isObfuscated: obfuscated, provenance: .usb))
    // Dropped as the kernel's mask drops them on a live device.
    for event in events where event.type != EventType.miscellaneous && event.type != 0x11 {
      try writer.append(.event(event))
    }
    try writer.close()
    var replay = try Replay(paths: [path], window: window)
    var encoder = RecordEncoder()
    var lines: [String] = []
    try replay.run { record in
      var record = record
      record.runID = ""
      lines.append(String(decoding: encoder.encode(record), as: UTF8.self))
    }
    return lines
  }

  private func stream(_ seed: Int) -> [KernelEvent] {
    var generator = SeededGenerator(seed: UInt64(seed))
    let keys = (1...127).map(UInt16.init).shuffled(using: &generator)
    return RandomStream(keys: Array(keys.prefix(40))).events(6_000, using: &generator)
  }

  @Test(arguments: 0..<8)
  func obfuscationChangesNoRecord(_ seed: Int) throws {
    let events = stream(seed)
    let plain = try lines(events, obfuscated: false, window: .seconds(30))
    let obfuscated = try lines(events, obfuscated: true, window: .seconds(30))
    #expect(plain.count > 3)
    #expect(plain == obfuscated)
    #expect(plain.contains { !$0.contains("\"kb.keystrokes\":null") })
  }

  /// Non-interference: which key of its class and zone it was leaves no trace in any record.
  @Test(arguments: 0..<8)
  func recordsDontDependOnWhichKeyOfItsKindItWas(_ seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed) &+ 1_000)
    var permuted: [UInt16: UInt16] = [:]
    for kind in Set((1..<128).compactMap { KeyKind(code: $0) }) {
      for (code, other) in zip(kind.codes, kind.codes.shuffled(using: &generator)) {
        permuted[code] = other
      }
    }
    let events = stream(seed)
    let other = events.map { event in
      guard event.type == EventType.key, let code = permuted[event.code] else { return event }
      return KernelEvent(time: event.time, type: event.type, code: code, value: event.value)
    }
    #expect(events != other)
    let records = try lines(events, obfuscated: false, window: .seconds(30))
    #expect(records == (try lines(other, obfuscated: false, window: .seconds(30))))
  }

  /// The property above can fail: a key of another kind does leave a trace.
  @Test func aKeyOfAnotherKindShows() throws {
    let events = stream(3)
    let other = events.map { event in
      guard event.type == EventType.key, KeyKind(code: event.code)?.keyClass == .letter else {
        return event
      }
      return KernelEvent(time: event.time, type: event.type, code: 2, value: event.value)
    }
    let records = try lines(events, obfuscated: false, window: .seconds(30))
    #expect(records != (try lines(other, obfuscated: false, window: .seconds(30))))
  }

  @Test func theExamplesShowFeaturesOfEveryGroup() throws {
    let folder = URL(filePath: #filePath).pathComponents.dropLast(4).joined(separator: "/")
    let files = ["keyboard", "mouse"].map { "\(folder)/Examples/recordings/\($0).events" }
    var replay = try Replay(paths: files, window: .seconds(60))
    var known: Set<Int> = []
    try replay.run { record in
      #expect(record.source == .recording)
      for (index, value) in record.features.enumerated() where value != nil { known.insert(index) }
    }
    // All but what a few seconds of synthetic input don't show.
    #expect(known.count > 200)
  }
}
