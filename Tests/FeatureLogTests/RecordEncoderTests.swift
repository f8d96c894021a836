import BehaviorFeatures
import Foundation
import Testing

@testable import FeatureLog

struct RecordEncoderTests {
  @Test func `A line has every key in the order of the record`() {
    var encoder = RecordEncoder(features: [
      Feature("kb.hold.mean", .keyboard, .logSeconds, minimum: 50, ""),
      Feature("ptr.path", .pointer, .length, minimum: 0, ""),
    ])
    var record = WindowRecord.plain
    record.user = "a\"\u{1}\u{2028}"
    record.counts.append(.init("gap.dropped", nil))
    record.features = [-2.5, .nan]
    record.startMicroseconds += 7_999
    record.sketch = Sketch(entries: [
      .init("kb.keystrokes", .number(51)),
      .init(
        "kb.hold",
        .parts([
          .init("moments", .list([3, -2.5, 0.125, 1e-20, 0.1])), .init("offset", .number(-107)),
          .init("counts", .list([2, -4, 1])),
        ])),
    ])
    let line = String(decoding: encoder.encode(record), as: UTF8.self)
    #expect(
      line == """
        {"v":1,"seq":1,"boot":"boot","run":"run","source":"live",\
        "start":"2026-11-24T00:05:00.007+01:00","duration":60.0,"complete":true,"seat":"seat0",\
        "user":"a\\"\\u0001\\u2028","keyboards":1,"pointers":2,"provenance":["usb"],\
        "length_unit":"mm","events.pointer.read":12,"gap.dropped":null,\
        "kb.hold.mean":-2.5,"ptr.path":null,\
        "sketch":{"kb.keystrokes":51,"kb.hold":{"moments":[3,-2.5,0.125,1e-20,0.1],"offset":-107,\
        "counts":[2,-4,1]}}}

        """)
  }

  @Test func `What is encoded reads back the same`() throws {
    var encoder = RecordEncoder()
    var generator = SeededGenerator(state: 1)
    for _ in 0..<500 {
      let record = WindowRecord.random(&generator)
      let line = encoder.encode(record)
      #expect(line.last == 0x0A)
      #expect(line.dropLast().allSatisfy { $0 >= 0x20 })
      let window = try LoggedWindow(line: line.dropLast())
      #expect(window.sequence == record.sequence)
      #expect(window.bootID == record.bootID)
      #expect(window.runID == record.runID)
      #expect(window.source == record.source.rawValue)
      #expect(window.startMicroseconds == record.startMicroseconds)
      #expect(window.utcOffsetSeconds == record.utcOffsetSeconds)
      #expect(window.duration == record.duration.logged ?? 0)
      #expect(window.isComplete == record.isComplete)
      #expect(window.seat == record.seat)
      #expect(window.user == record.user)
      #expect(window.keyboards == record.keyboards)
      #expect(window.provenance == record.provenance)
      #expect(window.lengthUnit == record.lengthUnit)
      for (feature, value) in zip(FeatureTable.all, record.features) {
        #expect(window[feature.name]?.bitPattern == value?.logged?.rounded.bitPattern)
      }
      for count in record.counts {
        #expect(window[count.name] == count.value.map(Double.init))
      }
    }
  }

  @Test func `A feature keeps nine digits and a mark of a real number`() {
    let samples: [(Double, String)] = [
      (0, "0.0"), (-0.0, "-0.0"), (60, "60.0"), (999_999_999, "999999999.0"), (0.1, "0.1"),
      (1.0 / 3, "0.333333333"), (-2.413_344_572_436_751, "-2.41334457"), (1e-7, "1e-07"),
      (1_234_567_890_123, "1.23456789e+12"), (.infinity, "null"),
    ]
    for (number, expected) in samples {
      var text = JSONText()
      text.append(rounded: number)
      #expect(String(decoding: text.bytes, as: UTF8.self) == expected)
    }
  }

  @Test func `A sketch is read back to the last bit`() throws {
    var generator = SeededGenerator(state: 3)
    var encoder = RecordEncoder()
    for _ in 0..<200 {
      var record = WindowRecord.plain
      record.sketch = .random(&generator)
      let line = encoder.encode(record).dropLast()
      #expect(try JSONObject(parsing: line).sketch() == record.sketch)
    }
  }

  @Test(arguments: ["[]", "{\"a\":[\"x\"]}", "{\"a\":null}", "{\"a\":{\"b\":[[1]]}}", "7"])
  func `What is no sketch is told`(_ json: String) throws {
    let object = try JSONObject(parsing: "{\"sketch\":\(json)}".utf8)
    #expect(throws: JSONObject.Fault.self) { try object.sketch() }
  }

  /// Python's json module is strict enough for this and was written by others.
  @Test(
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/python3"), "no python3"))
  func `Python reads the same values from every line`() throws {
    var generator = SeededGenerator(state: 2)
    let records = (0..<300).map { _ in WindowRecord.random(&generator) }
    var encoder = RecordEncoder()
    let folder = TemporaryFolder()
    try overwrite(folder.path + "/log", records.flatMap { encoder.encode($0) })
    let script = """
      import json, struct, sys
      def refuse(name): raise ValueError(name)
      def pairs(items):
        assert len(items) == len(dict(items)); return dict(items)
      text = open(sys.argv[1], encoding='utf-8', newline='').read()
      lines = text.splitlines()
      assert len(lines) == text.count('\\n')
      for line in lines:
        record = json.loads(line, parse_constant=refuse, object_pairs_hook=pairs)
        print(record['boot'].encode().hex(), (record['user'] or '').encode().hex(),
          ','.join('-' if record[n] is None else struct.pack('>d', record[n]).hex()
            for n in sys.argv[2:]), sep=' ')
      """
    let python = Process()
    python.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
    python.arguments = ["-c", script, folder.path + "/log"] + FeatureTable.all.map(\.name)
    let output = Pipe()
    python.standardOutput = output
    try python.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    python.waitUntilExit()
    #expect(python.terminationStatus == 0)
    let expected = records.map { record in
      let values = record.features.map { value in
        value?.logged.map { hex(of: $0.rounded.bitPattern) } ?? "-"
      }
      return [
        hex(record.bootID), hex(record.user ?? ""), values.joined(separator: ","),
      ].joined(separator: " ") + "\n"
    }
    #expect(text == expected.joined())
  }

  private func hex(_ string: String) -> String {
    string.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  private func hex(of bits: UInt64) -> String {
    let digits = String(bits, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
