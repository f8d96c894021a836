import BehaviorFeatures
import FeatureLog
import Foundation
import Report

/// A feature log in a folder that goes with the test.
final class SampleLog {
  let path = FileManager.default.temporaryDirectory.path + "/tactus-\(UUID().uuidString)"
  /// Monday, 2026-11-23, midnight of UTC.
  static let monday: Int64 = 1_795_392_000
  private(set) var holds: [Double] = []

  deinit { try? FileManager.default.removeItem(atPath: path) }

  struct Minute {
    var day: Int
    var minute: Int
    var keystrokes = 80
    var clicks: UInt64 = 2
    var change: (inout WindowRecord) -> Void = { _ in }
  }

  func write(_ minutes: [Minute]) throws {
    var writer = try FeatureLogWriter(folder: LogFolder(path: path))
    for minute in minutes { try writer.append(record(minute)) }
  }

  private func record(_ minute: Minute) -> WindowRecord {
    var window = WindowStatistics()
    window.end = 60_000_000
    window.clicks.presses[0] = minute.clicks
    window.keyboard.presses = UInt64(minute.keystrokes)
    window.keyboard.span = 60
    for press in 0..<minute.keystrokes {
      let hold = 0.04 + Double((press * 37 + minute.minute) % 101) / 700
      holds.append(hold)
      window.keyboard.hold.add(hold)
      window.keyboard.upDown.add(hold - 0.08)
    }
    for stroke in 1...4 { window.pointer.strokeSpeed.add(Double(20 * stroke)) }
    window.pointer.path = 100
    var record = WindowRecord(
      sequence: 0, bootID: "boot", runID: "run", source: .live,
      startMicroseconds: (Self.monday + Int64(minute.day * 1440 + minute.minute) * 60) * 1_000_000,
      utcOffsetSeconds: 0, duration: 60, isComplete: true, seat: "seat0", user: "ada", keyboards: 1,
      pointers: 1, provenance: ["usb"], lengthUnit: "mm",
      counts: [.init("gap.removed", minute.minute == 600 ? 2 : 0)],
      features: FeatureTable.values(of: window), sketch: Sketch(of: window))
    minute.change(&record)
    return record
  }

  func facts(user: String? = nil) throws -> Facts {
    var reader = try RollupReader(path: path)
    var rollups: [Rollup] = []
    while let rollup = try reader.next() { rollups.append(rollup) }
    return try Facts(rollups, user: user)
  }
}
