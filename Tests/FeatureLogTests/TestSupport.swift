import BehaviorFeatures
import Foundation

@testable import FeatureLog

/// A folder that goes with the test.
final class TemporaryFolder {
  let path: String

  init() {
    path = FileManager.default.temporaryDirectory.path + "/tactus-\(UUID().uuidString)"
    try! FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  var log: LogFolder { LogFolder(path: path + "/log") }
}

func contents(_ path: String) -> [UInt8] {
  FileManager.default.contents(atPath: path).map { Array($0) } ?? []
}

func overwrite(_ path: String, _ bytes: some Sequence<UInt8>) throws {
  try Data(bytes).write(to: URL(fileURLWithPath: path))
}

func mode(_ path: String) throws -> mode_t {
  try SystemCall.status(atPath: path).st_mode & 0o7777
}

/// The same numbers on every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

extension WindowRecord {
  static let plain = WindowRecord(
    sequence: 1, bootID: "boot", runID: "run", source: .live,
    startMicroseconds: 1_795_475_100_000_000, utcOffsetSeconds: 3600, duration: 60,
    isComplete: true, seat: "seat0", user: "ada", keyboards: 1, pointers: 2,
    provenance: ["usb"], lengthUnit: "mm", counts: [Count("events.pointer.read", 12)],
    features: FeatureTable.all.map { _ in 1.5 })

  static func random(_ generator: inout SeededGenerator) -> WindowRecord {
    var record = plain
    record.sequence = Int.random(in: 1..<1 << 53, using: &generator)
    record.bootID = .hostile(&generator)
    record.runID = .hostile(&generator)
    record.source = Bool.random(using: &generator) ? .live : .recording
    record.startMicroseconds = Int64.random(in: 0...4_000_000_000_000, using: &generator) * 1000
    record.utcOffsetSeconds = Int.random(in: -14 * 60...14 * 60, using: &generator) * 60
    record.duration = .extreme(&generator)
    record.isComplete = .random(using: &generator)
    record.seat = .hostile(&generator)
    record.user = Bool.random(using: &generator) ? nil : .hostile(&generator)
    record.keyboards = .random(in: 0...9, using: &generator)
    record.provenance = (0..<Int.random(in: 0...3, using: &generator)).map { _ in
      .hostile(&generator)
    }
    record.lengthUnit = ["mm", "counts", "mixed", nil].randomElement(using: &generator)!
    record.counts = (0..<3).map {
      Count("count.\($0)", Bool.random(using: &generator) ? nil : $0 * 1_000_003)
    }
    record.features = FeatureTable.all.map { _ in
      Bool.random(using: &generator) ? nil : .extreme(&generator)
    }
    return record
  }
}

extension Double {
  static func extreme(_ generator: inout SeededGenerator) -> Double {
    switch Int.random(in: 0...3, using: &generator) {
    case 0: Double(bitPattern: generator.next())
    case 1:
      [
        0, -0.0, 1e22, 1e-7, 0.1, .leastNonzeroMagnitude, 1.7976931348623157e308, 1e16, .nan,
        -.infinity,
      ]
      .randomElement(using: &generator)!
    case 2: Double(Int.random(in: -1_000_000...1_000_000, using: &generator))
    default: .random(in: -10...10, using: &generator)
    }
  }

  /// To the digits that a record has, by another way than the encoder's.
  var rounded: Double { Double(String(format: "%.8e", self)) ?? self }

  /// What the log can hold of it.
  var logged: Double? { isFinite ? self : nil }
}

extension String {
  static func hostile(_ generator: inout SeededGenerator) -> String {
    let pieces = [
      "a", "\"", "\\", "\n", "\r\n", "\0", "\u{1B}[2J", "\u{7F}", "\u{85}", "\u{2028}", "\u{2029}",
      "\u{202E}", "é", "键", "🎹", "👩‍👩‍👧", "}", "{\"v\":9}", "/",
      String(decoding: [0xC3, 0x28, 0xFF, 0xED, 0xA0, 0x80], as: UTF8.self),
    ]
    return (0..<Int.random(in: 0...6, using: &generator))
      .map { _ in pieces.randomElement(using: &generator)! }.joined()
  }
}

extension Sketch {
  /// Some numbers, lists and parts of whatever size a double can have.
  static func random(_ generator: inout SeededGenerator) -> Sketch {
    func numbers() -> [Double] {
      (0..<Int.random(in: 0...6, using: &generator)).map { _ in
        let number = Double.extreme(&generator)
        return number.isFinite && number.bitPattern != (-0.0).bitPattern ? number : 1
      }
    }
    return Sketch(
      entries: (0..<5).map { index in
        let list = SketchValue.list(numbers())
        let value: SketchValue =
          switch index % 3 {
          case 0: .number(numbers().first ?? 0)
          case 1: list
          default: .parts([.init("moments", list), .init("offset", .number(-3))])
          }
        return .init("entry.\(index)", value)
      })
  }
}
