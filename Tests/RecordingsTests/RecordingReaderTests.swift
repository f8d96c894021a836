import Foundation
import InputEvents
import InputEventsTestKit
import Testing

@testable import Recordings

/// All items of a recording.
func recordedItems(of path: String) throws -> [RecordedItem] {
  let reader = try RecordingReader(path: path)
  var items: [RecordedItem] = []
  while let item = try reader.next() { items.append(item) }
  return items
}

private func event(_ time: Int64, _ type: UInt16, _ code: UInt16, _ value: Int32) -> RecordedItem {
  .event(KernelEvent(time: time, type: type, code: code, value: value))
}

@Suite struct RecordingReaderTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let head = """
    # EVEMU 1.3
    N: Test mouse
    I: 0003 046d c077 0111
    P: 01 00 00 00 00 00 00 00
    B: 00 0b 00 00 00 00 00 00 00
    B: 02 03 01 00 00 00 00 00 00

    """

  /// The problem that reading the file to its end meets, and its line.
  private func failure(_ text: String) throws -> RecordingError? {
    let path = try folder.file(text)
    do {
      _ = try recordedItems(of: path)
      return nil
    } catch let error as RecordingError {
      return error
    }
  }

  @Test func readsHeadAndEvents() throws {
    let path = fixture("touchpad.events")
    let reader = try RecordingReader(path: path)
    let device = reader.header.device
    #expect(device.name == "Fixture  Touchpad é")
    #expect(device.bus == 0x18)
    #expect(device.vendor == 0x06cb)
    #expect(device.product == 0xcd41)
    #expect(device.version == 0x0100)
    #expect(device.properties == [0, 2])
    #expect(
      device.codes == [
        EventType.key: [0x110, 0x145, 0x148, 0x14a, 0x14d, 0x14e, 0x14f],
        EventType.absolute: [0x00, 0x01, 0x2f, 0x35, 0x36, 0x39], 0x04: [5],
      ])
    #expect(
      device.axes[0x01]
        == AbsoluteAxis(minimum: -20, maximum: 946, fuzz: 4, flat: 2, resolution: 12))
    #expect(device.axes.count == 6)
    #expect(device.dotsPerInch == nil)
    #expect(reader.header.start == nil)
    #expect(!reader.header.isObfuscated)
    let items = try recordedItems(of: path)
    #expect(items.count == 14)
    #expect(items.first == event(1, 3, 0x39, 45))
    #expect(items.last == event(1_250_000, 0, 0, 0))
    #expect(items.contains(event(1_250_000, 3, 0x39, -1)))
  }

  @Test func readsOurOwnLines() throws {
    let path = try folder.file(
      """
      # EVEMU 1.3
      # tactus: version=1 obfuscated=yes
      # tactus: start=5000000 wall=2026-03-29T01:59:59.000001+01:00
      # tactus: order=2
      # tactus: provenance=bluetooth
      # tactus: seat=seat0
      # tactus: dpi=1600
      # any other comment
      N: m
      I: 0003 046d c077 0111
      B: 02 03 00 00 00 00 00 00 00
      E: 0.000001 0002 0000 0001
      # tactus: gap=suspended at=1.000000
      # tactus: gap=clock at=0.500000
      E: 0.600000 0002 0000 -001\t# EV_REL / REL_X  -1

      """)
    let reader = try RecordingReader(path: path)
    #expect(
      reader.header
        == RecordingHeader(
          device: DeviceDescription(
            name: "m", bus: 3, vendor: 0x46d, product: 0xc077, version: 0x111,
            codes: [2: [0, 1]], dotsPerInch: 1600),
          start: 5_000_000, wall: WallTime("2026-03-29T01:59:59.000001+01:00"), order: 2,
          isObfuscated: true, provenance: .bluetooth, seat: "seat0"))
    #expect(
      try recordedItems(of: path) == [
        event(5_000_001, 2, 0, 1), .gap(.suspended, time: 6_000_000), event(5_600_000, 2, 0, -1),
      ])
  }

  @Test func windowsLineEndsAndMissingPartsAreFine() throws {
    let path = try folder.file("N: m\r\nI: 0003 0001 0002 0003\r\nE: 3.000000 0002 0008 1\r\n")
    let reader = try RecordingReader(path: path)
    #expect(reader.header.device.name == "m")
    #expect(try recordedItems(of: path) == [event(3_000_000, 2, 8, 1)])
  }

  /// Without `B:` lines the events tell the codes, so that a wheel is not counted twice.
  @Test func eventsAloneTellTheirCodes() throws {
    let path = try folder.file(
      """
      E: 0.000001 0002 000b 0120
      E: 0.000001 0002 0008 0001
      E: 0.000001 0000 0000 0000
      # tactus: gap=removed at=0.100000

      """)
    let reader = try RecordingReader(path: path)
    #expect(reader.header.device.codes == [2: [8, 11]])
    #expect(reader.header.device.name == path)
    #expect(try recordedItems(of: path).count == 4)
  }

  @Test func emptyAndHeadOnlyFilesHaveNoItems() throws {
    #expect(try recordedItems(of: folder.file("")) == [])
    #expect(try recordedItems(of: folder.file(Self.head)) == [])
    #expect(try recordedItems(of: folder.file("# EVEMU 1.3\nN: m\n")) == [])
  }

  @Test func gapMayComeBeforeTheFirstEvent() throws {
    let path = try folder.file(Self.head + "# tactus: gap=grabbed at=0.250000\n")
    #expect(try recordedItems(of: path) == [.gap(.grabbed, time: 250_000)])
  }

  @Test(
    arguments: [
      ("E: 0.2 0002 0000 0001", .microseconds),
      ("E: 0.0000010 0002 0000 0001", .microseconds),
      ("E: 0.000001 0002 0005 0001", .undeclared(type: 2, code: 5)),
      ("E: 0.000001 0001 001e 0001", .undeclared(type: 1, code: 0x1e)),
      ("E: 0.000001 0002 ffff 0001", .undeclared(type: 2, code: 0xffff)),
      ("X: 1", .unknownLine), (" E: 0.000001 0002 0000 0001", .unknownLine),
      ("# tactus: speed=3", .unknownKey("speed")),
      ("# tactus: version=2", .unsupportedVersion("recording version 2")),
      ("N: again", .duplicate("N")),
      ("I: 0003 046d c077 0111", .duplicate("I")),
      ("P: 00 00 00 00 00 00 00 00", .duplicate("P")),
      ("B: 02 00 00 00 00 00 00 00 00", .codeOutOfRange(type: 2, code: 64)),
      ("B: 04 00 01 00 00 00 00 00 00", .codeOutOfRange(type: 4, code: 8)),
      ("B: 1f 01 00 00 00 00 00 00 00", .codeOutOfRange(type: 0x1f, code: 0)),
    ] as [(String, RecordingError.Problem)])
  func refusesWhatCannotBeRight(line: String, problem: RecordingError.Problem) throws {
    let failure = try #require(try failure(Self.head + line + "\n"))
    #expect(failure.problem == problem)
    #expect(failure.line == 7)
  }

  @Test(arguments: [
    "E:", "E: ", "E: 0.000001", "E: 0.000001 0002 0000", "E: 0.000001 0002 0000 x",
    "E: -1.000001 0002 0000 1", "E: 0.000001 00002 0000 1", "E: 0.000001 0002 0000 1x",
    "E: 0.000001 0002 0000 2147483648", "E: 0.000001 0002 0000 -2147483649",
    "E: 9999999999999.000000 0002 0000 1", "E: 0.000001 0002 0000 99999999999999999999",
    "E: 0.000001  0002 0000 1", "E:0.000001 0002 0000 1", "E: 0,000001 0002 0000 1",
    "B: 01 00", "B: 01 00 00 00 00 00 00 00 100", "B: 01 00 00 00 00 00 00 00 00 00x",
    "A: 00 0 100", "A: 40 0 100 0 0 0", "A: 00 0 100 0 0 0 0", "A: 00 0 100 0 0 0x",
    "# tactus: gap=dropped at=0.000001", "# tactus: gap=removed", "# tactus: gap= at=1.000000",
    "# tactus: seat", "# tactus:seat=1",
  ])
  func refusesMalformedLines(line: String) throws {
    let failure = try #require(try failure(Self.head + line + "\n"), "\(line)")
    guard case .malformed = failure.problem else {
      Issue.record("\(failure)")
      return
    }
    #expect(failure.line == 7)
  }

  @Test(arguments: [
    "start=-1", "start=x", "start=99999999999999999999", "order=1.5", "dpi=", "wall=yesterday",
    "obfuscated=maybe", "provenance=cloud", "seat=",
  ])
  func refusesWrongValues(pair: String) throws {
    let failure = try #require(try failure(Self.head + "# tactus: \(pair)\n"))
    guard case .invalidValue(let key, _) = failure.problem else {
      Issue.record("\(failure)")
      return
    }
    #expect(pair.hasPrefix(key))
  }

  @Test func timeMayNotRunBackwards() throws {
    let events = "E: 2.000000 0002 0000 0001\nE: 1.999999 0002 0000 0001\n"
    let failure = try #require(try failure(Self.head + events))
    #expect(failure.problem == .backwards)
    #expect(failure.line == 8)
    #expect(failure.description.hasSuffix("recording.events:8: \(failure.problem.message)"))
  }

  @Test func headMayNotFollowEvents() throws {
    let events = "E: 2.000000 0002 0000 0001\nP: 00 00 00 00 00 00 00 00\n"
    #expect(try failure(Self.head + events)?.problem == .headerAfterEvents)
    let pair = "E: 2.000000 0002 0000 0001\n# tactus: start=1\n"
    #expect(try failure(Self.head + pair)?.problem == .headerAfterEvents)
  }

  @Test func newerEvemuIsRefused() throws {
    #expect(try failure("# EVEMU 2.0\n")?.problem == .unsupportedVersion("EVEMU 2.0"))
  }

  @Test func tornLastLineIsRefused() throws {
    let failure = try failure(Self.head + "E: 2.000000 0002 0000 0001\nE: 3.000000 0002 0000 1")
    #expect(failure?.problem == .unfinishedLine)
    #expect(failure?.line == 8)
  }

  @Test func endlessLineIsRefused() throws {
    let comment = "#" + String(repeating: "x", count: 70_000)
    #expect(try failure(Self.head + "#" + String(repeating: "x", count: 60_000) + "\n") == nil)
    let failure = try failure(Self.head + comment + comment + "\n")
    #expect(failure?.problem == .lineTooLong(limit: LineScanner.longestLine))
    #expect(failure?.line == 7)
  }

  @Test func missingFileIsTold() {
    #expect {
      _ = try RecordingReader(path: "/nonexistent/a.events")
    } throws: { error in
      "\(error)" == "/nonexistent/a.events: cannot open: No such file or directory"
    }
  }

  /// Whatever the bytes are, the reader answers with items or with an error of its own.
  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func damagedFilesEndInAnError(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let head = Self.head.replacing("N:", with: "# tactus: start=5 seat=s dpi=800\nN:")
    let whole = Array((head + "A: 00 -5 100 1 2 3\nE: 1.000000 0002 0000 -001\t# x\n").utf8)
    var refused = 0
    for _ in 0..<300 {
      var bytes = whole
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let index = Int.random(in: bytes.indices, using: &generator)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: bytes[index] = .random(in: 0...255, using: &generator)
        case 1: bytes.remove(at: index)
        default: bytes.insert(whole[index % whole.count], at: index)
        }
      }
      let path = folder.path + "/damaged.events"
      try #require(FileManager.default.createFile(atPath: path, contents: Data(bytes)))
      do { _ = try recordedItems(of: path) } catch let error as RecordingError {
        refused += 1
        #expect(error.description.hasPrefix(path + ":"))
      }
    }
    #expect((1..<300).contains(refused))
  }

  /// A pipe gives the bytes in pieces of any size, so every line is cut somewhere once.
  @Test func pipesAreReadToo() async throws {
    let path = folder.path + "/pipe"
    try #require(mkfifo(path, 0o600) == 0)
    let text = Self.head + (1...2000).map { "E: \($0).000000 0002 0000 \($0)\n" }.joined()
    let writer = Task.detached {
      let file = open(path, O_WRONLY)
      for chunk in Array(text.utf8).chunks(of: 701) { _ = write(file, chunk, chunk.count) }
      close(file)
    }
    let items = try recordedItems(of: path)
    await writer.value
    #expect(items.count == 2000)
    #expect(items.last == event(2_000_000_000, 2, 0, 2000))
  }
}

extension [UInt8] {
  fileprivate func chunks(of size: Int) -> [[UInt8]] {
    stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
  }
}
