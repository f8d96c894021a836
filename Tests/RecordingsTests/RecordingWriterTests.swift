import Foundation
import InputEvents
import InputEventsTestKit
import Testing

@testable import Recordings

@Suite struct RecordingWriterTests {
  private let folder: TemporaryFolder
  private var path: String { folder.path + "/recording.events" }

  init() throws { folder = try TemporaryFolder() }

  private static let keyboard = DeviceDescription(
    name: "A keyboard", bus: 0x11, vendor: 1, product: 1, version: 0xab41, properties: [3],
    codes: [
      EventType.key: Set(1..<128), EventType.miscellaneous: [4], 0x11: [0, 1, 2], 0x14: [0, 1],
    ],
    dotsPerInch: 1200)

  private func write(_ items: [RecordedItem], _ header: RecordingHeader) throws {
    let writer = try RecordingWriter(path: path, header: header)
    for item in items { try writer.append(item) }
    try writer.close()
  }

  private func head(_ device: DeviceDescription, isObfuscated: Bool = false) -> RecordingHeader {
    RecordingHeader(
      device: device, start: 7_000_000, wall: WallTime("2026-03-29T01:59:59.000001+01:00"),
      order: 3,
      isObfuscated: isObfuscated, provenance: .serio, seat: "seat0")
  }

  @Test func forcedReleasesAndTheEndComeBack() throws {
    let items: [RecordedItem] = [
      .event(KernelEvent(time: 8_000_000, type: 1, code: 30, value: 1)),
      .event(KernelEvent(time: 8_000_000, type: 0, code: 0, value: 0)),
      .event(KernelEvent(time: 9_000_000, type: 1, code: 30, value: KernelEvent.forcedRelease)),
      .event(KernelEvent(time: 9_000_000, type: 0, code: 0, value: 1)),
      .gap(.removed, time: 9_000_100),
      .end(time: 9_000_200),
    ]
    try write(items, head(Self.keyboard))
    #expect(try recordedItems(of: path) == items)
    // Other programs know nothing of our marks: the file has the kernel's values.
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.contains("E: 2.000000 0001 001e 0000\nE: 2.000000 0000 0000 0001\n"))
    #expect(text.hasSuffix("# tactus: end at=2.000200\n"))
  }

  @Test func linesAreThoseOfEvemu() throws {
    let device = DeviceDescription(
      name: "two\nlines", bus: 3, vendor: 0x46d, product: 0xc077, version: 0x111,
      codes: [EventType.key: [0x110], EventType.absolute: [0]],
      axes: [0: AbsoluteAxis(minimum: -5, maximum: 100, fuzz: 1, flat: 2, resolution: 3)])
    try write(
      [
        .event(KernelEvent(time: 1, type: 1, code: 0x110, value: 1)),
        .event(KernelEvent(time: 1, type: 3, code: 0, value: -3)),
        .event(KernelEvent(time: 12_000_345, type: 3, code: 0, value: -12_345)),
        .gap(.removed, time: 13_000_000),
        .event(KernelEvent(time: 13_000_000, type: 0, code: 0, value: 0)),
      ], RecordingHeader(device: device, isObfuscated: false))
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    #expect(
      lines.prefix(7) == [
        "# EVEMU 1.3", "# tactus: version=1", "# tactus: obfuscated=no", "N: two lines",
        "I: 0003 046d c077 0111", "P: 00 00 00 00 00 00 00 00", "B: 00 0b 00 00 00 00 00 00 00",
      ])
    #expect(lines.filter { $0.hasPrefix("B: 01 ") }.count == 12)
    #expect(lines[11] == "B: 01 00 00 01 00 00 00 00 00")
    #expect(
      lines.suffix(6) == [
        "A: 00 -5 100 1 2 3", "E: 0.000001 0001 0110 0001", "E: 0.000001 0003 0000 -003",
        "E: 12.000345 0003 0000 -12345", "# tactus: gap=removed at=13.000000",
        "E: 13.000000 0000 0000 0000",
      ])
  }

  @Test(arguments: 1...10 as ClosedRange<UInt64>)
  func whatIsWrittenIsRead(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    var device = Self.keyboard
    device.codes[EventType.key]?.formUnion(EventCode.buttonLeft...EventCode.buttonTask)
    device.codes[EventType.relative] = [0, 1, 8, 11]
    device.properties = Set((0..<5).map { _ in UInt16.random(in: 0..<32, using: &generator) })
    device.axes[5] = AbsoluteAxis(minimum: .min, maximum: .max)
    var items = RandomStream(keys: (1..<128).map(UInt16.init)).events(3000, using: &generator)
      .map { RecordedItem.event($0) }
    let time = items[1500].time
    items.insert(.gap(.suspended, time: time), at: 1501)
    items.insert(.gap(.grabbed, time: time - 1), at: 1502)
    items.append(
      .event(KernelEvent(time: items[items.count - 1].time, type: 2, code: 0, value: .min)))
    try write(items, head(device))
    #expect(try RecordingReader(path: path).header == head(device))
    let areEqual = try recordedItems(of: path) == items
    #expect(areEqual)
  }

  /// The whole road: written obfuscated, read back, classified like the original.
  @Test func obfuscatedRecordingsGiveTheSameOutcomes() throws {
    var generator = SeededGenerator(seed: 11)
    var stream = RandomStream(keys: Array(1..<128))
    stream.stepsBack = 0
    var device = Self.keyboard
    device.codes[EventType.key]?.formUnion(EventCode.buttonLeft...EventCode.buttonTask)
    device.codes[EventType.relative] = [0, 1, 8, 11]
    let events = stream.events(5000, using: &generator)
    try write(events.map { .event($0) }, head(device, isObfuscated: true))
    let reader = try RecordingReader(path: path)
    #expect(reader.header.isObfuscated)
    let read = try recordedItems(of: path).compactMap {
      if case .event(let event) = $0 { event } else { nil }
    }
    let kept = events.filter { $0.type < EventType.miscellaneous }
    #expect(read.count == kept.count)
    #expect(read != kept)
    let areEqual = outcomes(read, of: reader.header.device) == outcomes(kept, of: device)
    #expect(areEqual)
  }

  @Test func knownGapsAddNoLine() throws {
    try write(
      [.gap(.dropped, time: 8_000_000), .gap(.clock, time: 8_000_000)], head(Self.keyboard))
    #expect(try recordedItems(of: path) == [])
  }

  @Test func gapForgetsTheKeysThatAreDown() throws {
    // With three keys of the kind, a hundred rounds would all draw the same one by chance of 3⁻⁹⁹.
    var items: [RecordedItem] = []
    for round in 0..<100 {
      let time = 7_000_000 + Int64(round)
      items.append(.event(KernelEvent(time: time, type: EventType.key, code: 16, value: 1)))
      items.append(.gap(.removed, time: time))
    }
    try write(items, head(Self.keyboard, isObfuscated: true))
    let codes = try recordedItems(of: path).compactMap { item in
      if case .event(let event) = item { event.code } else { nil }
    }
    #expect(Set(codes) == [16, 30, 44])
  }

  @Test func existingFilesAreLeftAlone() throws {
    let path = try folder.file("mine")
    #expect {
      _ = try RecordingWriter(path: path, header: head(Self.keyboard))
    } throws: { error in
      "\(error)" == "\(path): cannot create the recording: File exists"
    }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
  }

  @Test func eventsBeforeTheStartAreRefused() throws {
    let writer = try RecordingWriter(path: path, header: head(Self.keyboard))
    #expect(throws: RecordingError(file: path, line: nil, problem: .beforeStart)) {
      try writer.append(.event(KernelEvent(time: 6_999_999, type: 0, code: 0, value: 0)))
    }
    try writer.append(.event(KernelEvent(time: 7_000_000, type: 0, code: 0, value: 0)))
    try writer.close()
    #expect(try recordedItems(of: path).count == 1)
  }

  @Test func filesAreTheirOwnersAlone() throws {
    try write([], head(Self.keyboard))
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
  }

  /// On a full disk the file ends with its last whole line, and the writer says so.
  @Test func fullDiskLeavesWholeLines() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      let path = folder.path + "/recording.events"
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 50_000, rlim_max: 50_000)
      setrlimit(__rlimit_resource_t(1), &limit)
      let writer = try RecordingWriter(
        path: path,
        header: RecordingHeader(
          device: DeviceDescription(name: "m", codes: [2: [0]]), isObfuscated: false))
      var failure: RecordingError?
      for time in 0..<5000 where failure == nil {
        do {
          try writer.append(.event(KernelEvent(time: Int64(time), type: 2, code: 0, value: 1)))
        } catch let error as RecordingError { failure = error }
      }
      #expect(failure?.problem == .system(action: "write the recording", code: EFBIG))
      let items = try recordedItems(of: path)
      #expect(items.count > 1000)
      #expect(items.last?.time == Int64(items.count - 1))
    }
  }
}
