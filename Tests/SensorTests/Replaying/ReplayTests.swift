import BehaviorFeatures
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
    return try records(of: [path], window: window)
  }

  private func records(of paths: [String], window: TimeSpan) throws -> [String] {
    var replay = try Replay(paths: paths, window: window)
    var encoder = RecordEncoder()
    var lines: [String] = []
    try replay.run { record in
      var record = record
      record.runID = ""
      lines.append(String(decoding: encoder.encode(record), as: UTF8.self))
    }
    return lines
  }

  /// What a hostile device could send, or what someone types.
  private func stream(_ seed: Int) -> [KernelEvent] {
    guard seed % 2 == 0 else {
      var typing = RandomTyping(seed: UInt64(seed), reachesForMouse: true)
      return typing.type(4_000)
    }
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

  /// Every key replaced by one of its kind, the same for the same one.
  private func permuted(_ events: [KernelEvent], seed: Int) -> [KernelEvent] {
    var generator = SeededGenerator(seed: UInt64(seed) &+ 1_000)
    var permuted: [UInt16: UInt16] = [:]
    for kind in (1..<128).compactMap({ KeyKind(code: $0) }) where permuted[kind.codes[0]] == nil {
      let codes = kind.codes.shuffled(using: &generator)
      // In a ring, so that no key that has others of its kind stays itself.
      for (code, other) in zip(codes, codes.dropFirst() + codes.prefix(1)) {
        permuted[code] = other
      }
    }
    return events.map { event in
      guard event.type == EventType.key, let code = permuted[event.code] else { return event }
      return KernelEvent(time: event.time, type: event.type, code: code, value: event.value)
    }
  }

  /// Non-interference: which key of its class and zone it was leaves no trace in any record.
  @Test(arguments: 0..<12)
  func recordsDontDependOnWhichKeyOfItsKindItWas(_ seed: Int) throws {
    let events = stream(seed)
    let other = permuted(events, seed: seed)
    #expect(events != other)
    let records = try lines(events, obfuscated: false, window: .seconds(30))
    #expect(records == (try lines(other, obfuscated: false, window: .seconds(30))))
  }

  /// What was typed: the examples, the set of keystroke times in the repository, and where there are
  /// data, what people typed of whom others have published the times.
  private static let recorded: [String] = {
    let root = URL(filePath: #filePath).pathComponents.dropLast(4).joined(separator: "/")
    let data = ProcessInfo.processInfo.environment["TACTUS_DATA"]
    let sets = data.map { folder in
      ["IIITBh-Big.csv", "IIITBh-Small.csv"].map { "\(folder)/\($0)" }
    }
    return [
      "\(root)/Examples/recordings/keyboard.events", "\(root)/Evaluation/samples/keystrokes.csv",
    ] + (sets ?? [])
  }()

  private func recordedEvents(_ path: String) throws -> [KernelEvent] {
    guard path.hasSuffix(".events") else { return try KeystrokeTable(path: path).events }
    let reader = try RecordingReader(path: path)
    var events: [KernelEvent] = []
    while let item = try reader.next() {
      if case .event(let event) = item { events.append(event) }
    }
    return events
  }

  /// Both properties on recordings; pairs and pauses are people's own where there are data.
  @Test(arguments: recorded)
  func recordedKeysLeaveNoTraceEither(_ path: String) throws {
    let events = try recordedEvents(path)
    let records = try lines(events, obfuscated: false, window: .seconds(30))
    #expect(records.contains { !$0.contains("\"kb.keystrokes\":null") })
    let other = permuted(events, seed: 1)
    let changed = zip(events, other).filter { $0.0 != $0.1 }.map(\.0)
    let choices = events.filter { event in
      event.type == EventType.key && KeyKind(code: event.code).map { $0.codes.count > 1 } == true
    }
    #expect(changed == choices && choices.count > 100)
    let areEqual = records == (try lines(other, obfuscated: false, window: .seconds(30)))
    #expect(areEqual)
    let areKept = records == (try lines(events, obfuscated: true, window: .seconds(30)))
    #expect(areKept)
  }

  /// What the properties above compare is every keyboard feature there is.
  @Test func typingShowsEveryKeyboardFeature() throws {
    let features = FeatureTable.all.map(\.name).filter { $0.hasPrefix("kb.") }
    let records = try lines(stream(1), obfuscated: false, window: .seconds(600))
    let unknown = features.filter { name in
      records.allSatisfy { $0.contains("\"\(name)\":null") || !$0.contains("\"\(name)\":") }
    }
    #expect(features.count > 200)
    #expect(unknown == [])
  }

  /// The same with two keyboards at once, each with keys of its own.
  @Test(arguments: 0..<4)
  func twoKeyboardsTellNoMore(_ seed: Int) throws {
    func played(_ events: [[KernelEvent]]) throws -> [String] {
      let folder = NSTemporaryDirectory() + "tactus-replay-\(UUID().uuidString)"
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let paths = try events.enumerated().map { order, events in
        let path = "\(folder)/\(order).events"
        let writer = try RecordingWriter(
          path: path,
          header: RecordingHeader(
            device: Self.device, start: 0, order: order, isObfuscated: false,
            provenance: .usb))
        for event in events { try writer.append(.event(event)) }
        try writer.close()
        return path
      }
      return try records(of: paths, window: .seconds(60))
    }
    let keyboards = [0, 1].map { number -> [KernelEvent] in
      var typing = RandomTyping(seed: UInt64(10 * seed + number))
      return typing.type(800)
    }
    let plain = try played(keyboards)
    let other = try played([
      permuted(keyboards[0], seed: seed), permuted(keyboards[1], seed: seed + 50),
    ])
    #expect(plain.count > 1)
    #expect(plain == other)
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
