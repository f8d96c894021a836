import Foundation
import InputEvents

/// A data set of keystroke times in the layout of Killourhy and Maxion's: a line a repetition of a
/// password, holds (`H.key`), press-to-press (`DD.key.key`) and release-to-press times (`UD.key.key`)
/// in seconds.
struct KeystrokeTable {
  /// The times of a repetition, in microseconds.
  struct Repetition {
    var holds: [Int64]
    var downDowns: [Int64]
    var upDowns: [Int64]
  }

  private(set) var keys: [UInt16] = []
  private(set) var repetitions: [Repetition] = []

  struct Malformed: Error { var line: String }

  init(path: String) throws {
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(whereSeparator: \.isNewline)
    guard let header = lines.first?.split(separator: ",").dropFirst(3).map(String.init) else {
      throw Malformed(line: "")
    }
    keys = try header.filter { $0.hasPrefix("H.") }.map { name in
      guard let code = Self.codes[String(name.dropFirst(2))] else { throw Malformed(line: name) }
      return code
    }
    for line in lines.dropFirst() {
      var times: [Substring: [Int64]] = [:]
      for (name, cell) in zip(header, line.split(separator: ",").dropFirst(3)) {
        guard let seconds = Double(cell) else { throw Malformed(line: String(line)) }
        times[name.prefix { $0 != "." }, default: []].append(Int64((seconds * 1e6).rounded()))
      }
      guard let holds = times["H"], let downs = times["DD"], let flights = times["UD"],
        holds.count == keys.count, downs.count == keys.count - 1, flights.count == downs.count
      else { throw Malformed(line: String(line)) }
      repetitions.append(Repetition(holds: holds, downDowns: downs, upDowns: flights))
    }
  }

  /// What the keyboard sent when all of this was typed, ten seconds between repetitions.
  var events: [KernelEvent] {
    var events: [KernelEvent] = []
    var start: Int64 = 1_000_000
    for repetition in repetitions {
      var press = start
      var typed: [KernelEvent] = []
      for (index, key) in keys.enumerated() {
        let release = press + repetition.holds[index]
        typed.append(KernelEvent(time: press, type: EventType.key, code: key, value: 1))
        typed.append(KernelEvent(time: release, type: EventType.key, code: key, value: 0))
        if index < repetition.downDowns.count { press += repetition.downDowns[index] }
      }
      // Stable: of one moment, the press that was typed first comes first.
      for (_, event) in typed.enumerated().sorted(by: {
        ($0.element.time, $0.offset) < ($1.element.time, $1.offset)
      }) {
        events.append(event)
        events.append(
          KernelEvent(time: event.time, type: EventType.synchronization, code: 0, value: 0))
      }
      start = (typed.map(\.time).max() ?? start) + 10_000_000
    }
    return events
  }

  private static let codes: [String: UInt16] = {
    var codes: [String: UInt16] = [
      "period": 52, "Return": 28, "space": 57, "Shift.l": 42, "Shift.r": 54, "five": 6,
    ]
    for (first, keys) in [
      (2, "1234567890"), (16, "qwertyuiop"), (30, "asdfghjkl"), (44, "zxcvbnm"),
    ] {
      for (offset, key) in keys.enumerated() { codes[String(key)] = UInt16(first + offset) }
    }
    return codes
  }()
}
