import Foundation
import InputEvents
import InputEventsTestKit
import Testing

@testable import Recordings

/// The format's own library, loaded at run time: what we write it must read, and the other way round.
private struct Evemu {
  typealias Device = OpaquePointer
  typealias File = UnsafeMutablePointer<FILE>

  let create: @convention(c) (UnsafePointer<CChar>?) -> Device?
  let delete: @convention(c) (Device) -> Void
  let read: @convention(c) (Device, File) -> CInt
  let write: @convention(c) (Device, File) -> CInt
  let readEvent: @convention(c) (File, UnsafeMutableRawPointer) -> CInt
  let writeEvent: @convention(c) (File, UnsafeRawPointer) -> CInt

  init?() {
    guard let library = dlopen("libevemu.so.3", RTLD_NOW) else { return nil }
    func function<Function>(_ name: String, as type: Function.Type) -> Function? {
      dlsym(library, name).map { unsafeBitCast($0, to: type) }
    }
    guard
      let create = function(
        "evemu_new", as: (@convention(c) (UnsafePointer<CChar>?) -> Device?).self),
      let delete = function("evemu_delete", as: (@convention(c) (Device) -> Void).self),
      let read = function("evemu_read", as: (@convention(c) (Device, File) -> CInt).self),
      let write = function("evemu_write", as: (@convention(c) (Device, File) -> CInt).self),
      let readEvent = function(
        "evemu_read_event", as: (@convention(c) (File, UnsafeMutableRawPointer) -> CInt).self),
      let writeEvent = function(
        "evemu_write_event", as: (@convention(c) (File, UnsafeRawPointer) -> CInt).self)
    else { return nil }
    (self.create, self.delete, self.read, self.write) = (create, delete, read, write)
    (self.readEvent, self.writeEvent) = (readEvent, writeEvent)
  }

  /// Reads the recording with evemu and writes what it understood.
  func copy(_ source: String, to target: String) throws {
    let input = try #require(fopen(source, "r"))
    let output = try #require(fopen(target, "w"))
    let device = try #require(create(nil))
    defer {
      delete(device)
      fclose(input)
      fclose(output)
    }
    try #require(read(device, input) > 0, "evemu refuses the head")
    try #require(write(device, output) == 0)
    var event = KernelEvent(time: 0, type: 0, code: 0, value: 0)
    while readEvent(input, &event) > 0 {
      try #require(writeEvent(output, &event) > 0)
    }
  }
}

@Suite(.enabled(if: Evemu() != nil, "needs libevemu.so.3 of the package evemu-tools"))
struct EvemuOracleTests {
  private let folder: TemporaryFolder
  private let evemu: Evemu

  init() throws {
    folder = try TemporaryFolder()
    evemu = try #require(Evemu())
  }

  /// The lines without comments.
  private func content(_ path: String) throws -> [Substring] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
      .filter { !$0.hasPrefix("#") }.map { $0.prefix { $0 != "\t" } }
  }

  private func randomDevice(_ generator: inout SeededGenerator) -> DeviceDescription {
    func some(_ range: Range<UInt16>) -> Set<UInt16> {
      Set(range.filter { _ in Bool.random(using: &generator) })
    }
    func number() -> UInt16 { .random(in: 0...UInt16.max, using: &generator) }
    var device = DeviceDescription(
      name: "Random device \(number())", bus: number(), vendor: number(), product: number(),
      version: number(), properties: some(0..<8),
      codes: [
        EventType.key: some(1..<0x2ff), EventType.relative: some(0..<0x0d),
        EventType.absolute: some(0..<0x2f), EventType.miscellaneous: some(0..<6),
        0x05: some(0..<0x10), 0x11: some(0..<0x0b), 0x12: some(0..<3), 0x15: some(0x50..<0x60),
      ])
    for code in device.codes[EventType.absolute] ?? [] {
      let bounds = [0, 1].map { _ in Int32.random(in: -9999...9999, using: &generator) }.sorted()
      device.axes[code] = AbsoluteAxis(
        minimum: bounds[0], maximum: bounds[1], fuzz: .random(in: 0...9, using: &generator),
        flat: .random(in: 0...9, using: &generator),
        resolution: .random(in: 0...99, using: &generator))
    }
    return device
  }

  @Test(arguments: 1...10 as ClosedRange<UInt64>)
  func evemuReadsWhatWeWriteAndWeReadWhatItWrites(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let device = randomDevice(&generator)
    let ours = folder.path + "/ours.events"
    let theirs = folder.path + "/theirs.events"
    let writer = try RecordingWriter(
      path: ours, header: RecordingHeader(device: device, start: 0, order: 1, isObfuscated: false))
    let types = [EventType.key, EventType.relative, EventType.absolute]
    var time: Int64 = 0
    var events: [KernelEvent] = []
    for _ in 0..<1000 {
      time += .random(in: 0...3_000_000, using: &generator)
      let type = types.randomElement(using: &generator) ?? 0
      let code = device.codes[type]?.randomElement(using: &generator) ?? 0
      let value = Int32.random(in: .min ... .max, using: &generator)
      let small = Int32.random(in: -1500...1500, using: &generator)
      events.append(
        KernelEvent(
          time: time, type: type, code: code, value: Bool.random(using: &generator) ? small : value)
      )
      events.append(KernelEvent(time: time, type: 0, code: 0, value: 0))
    }
    for (index, event) in events.enumerated() {
      try writer.append(.event(event))
      if index == 500 { try writer.append(.gap(.suspended, time: event.time)) }
    }
    try writer.close()

    try evemu.copy(ours, to: theirs)
    // To the letter, but for what comments say.
    #expect(try content(theirs) == content(ours))
    let reader = try RecordingReader(path: theirs)
    #expect(reader.header.device == device)
    let areEqual = try recordedItems(of: theirs) == events.map { .event($0) }
    #expect(areEqual)
  }

  @Test(arguments: ["touchpad.events"])
  func weReadFixturesAsEvemuDoes(name: String) throws {
    let copy = folder.path + "/copy.events"
    try evemu.copy(fixture(name), to: copy)
    #expect(
      try RecordingReader(path: copy).header == RecordingReader(path: fixture(name)).header)
    #expect(try recordedItems(of: copy) == recordedItems(of: fixture(name)))
  }
}
