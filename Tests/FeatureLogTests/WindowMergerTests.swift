import BehaviorFeatures
import Foundation
import Testing

@testable import FeatureLog

struct WindowMergerTests {
  private static let midnight: Int64 = 1_795_478_400_000_000

  /// A minute of typing and clicking, at random.
  private func statistics(_ generator: inout SeededGenerator) -> WindowStatistics {
    var window = WindowStatistics()
    window.end = 60_000_000
    window.keyboard.presses = 80
    window.keyboard.span = 60
    for _ in 0..<80 {
      window.keyboard.hold.add(exp(Double.random(in: -3 ... -2, using: &generator)))
      window.keyboard.upDown.add(Double.random(in: -0.1...0.3, using: &generator))
    }
    window.pointer.path = Double.random(in: 0...900, using: &generator)
    window.clicks.presses[0] = 3
    for _ in 0..<3 { window.clicks.holds.add(Double.random(in: 0.05...0.2, using: &generator)) }
    return window
  }

  private func logged(
    _ window: WindowStatistics, minute: Int, _ change: (inout WindowRecord) -> Void = { _ in }
  ) throws -> LoggedWindow {
    var record = WindowRecord.plain
    record.startMicroseconds = Self.midnight + Int64(minute) * 60_000_000
    record.utcOffsetSeconds = 0
    record.counts = [.init("events.keyboard.read", 160), .init("gap.dropped", nil)]
    record.features = FeatureTable.values(of: window)
    record.sketch = Sketch(of: window)
    change(&record)
    var encoder = RecordEncoder()
    return try LoggedWindow(line: encoder.encode(record).dropLast())
  }

  @Test func `A period has the features of all its windows`() throws {
    var generator = SeededGenerator(state: 1)
    var merger = WindowMerger(by: .hour)
    // Minutes in no order, as from several files.
    let minutes = (0..<180).shuffled(using: &generator)
    var hours: [Int: WindowStatistics] = [:]
    for minute in minutes {
      let window = statistics(&generator)
      try merger.add(try logged(window, minute: minute))
      hours[minute / 60, default: WindowStatistics()].merge(window)
    }
    let merged = merger.windows()
    #expect(merged.map { Period.hour.label(of: $0) } == ["00:00", "01:00", "02:00"])
    #expect(merged.allSatisfy { $0.duration == 3_600 && $0.windows == 60 })
    #expect(merged.map(\.sequence) == [1, 2, 3])
    for (hour, window) in merged.enumerated() {
      let expected = try #require(hours[hour])
      for (feature, value) in zip(FeatureTable.all, FeatureTable.values(of: expected)) {
        guard let value else {
          #expect(window[feature.name] == nil, "\(feature.name)")
          continue
        }
        let merged = try #require(window[feature.name], "\(feature.name)")
        #expect(abs(merged - value) <= 1e-8 * max(1, abs(value)), "\(feature.name)")
      }
      #expect(window["kb.keystrokes"] == 4_800.0)
      #expect(window["events.keyboard.read"] == 9_600.0)
      #expect(window["gap.dropped"] == nil)
    }
  }

  /// Hours merge to the day that their minutes merge to.
  @Test func `What is merged can be merged again`() throws {
    var generator = SeededGenerator(state: 2)
    var (hours, day, again) = (
      WindowMerger(by: .hour), WindowMerger(by: .day), WindowMerger(by: .day)
    )
    for minute in 0..<300 {
      let window = try logged(statistics(&generator), minute: minute)
      try hours.add(window)
      try day.add(window)
    }
    for hour in hours.windows() { try again.add(hour) }
    let (one, other) = (day.windows(), again.windows())
    #expect(one.count == 1 && other.count == 1)
    #expect(one[0].values.keys.sorted() == other[0].values.keys.sorted())
    for (name, value) in one[0].values {
      #expect(abs(value - (other[0][name] ?? .nan)) <= 1e-8 * max(1, abs(value)), "\(name)")
    }
  }

  @Test func `People, seats and recordings stay apart, machines add up`() throws {
    var generator = SeededGenerator(state: 3)
    var merger = WindowMerger(by: .day)
    let changes: [(inout WindowRecord) -> Void] = [
      { _ in }, { $0.bootID = "another machine's" }, { $0.user = "bob" }, { $0.user = nil },
      { $0.seat = "seat1" }, { $0.source = .recording }, { $0.startMicroseconds += 86_400_000_000 },
    ]
    for (minute, change) in changes.enumerated() {
      try merger.add(try logged(statistics(&generator), minute: minute, change))
    }
    let merged = merger.windows()
    #expect(merged.map(\.windows) == [2, 1, 1, 1, 1, 1])
    #expect(merged[0].bootID.isEmpty && merged[0].user == "ada")
  }

  @Test func `The head says what holds for all`() throws {
    var generator = SeededGenerator(state: 4)
    func head(_ changes: [(inout WindowRecord) -> Void]) throws -> LoggedWindow {
      var merger = WindowMerger(by: .day)
      for (minute, change) in changes.enumerated() {
        try merger.add(try logged(statistics(&generator), minute: 9 - minute, change))
      }
      return try #require(merger.windows().first)
    }
    let mixed = try head([
      { $0.lengthUnit = nil },
      {
        $0.lengthUnit = "mm"
        $0.provenance = ["usb"]
        $0.keyboards = 3
      },
      {
        $0.lengthUnit = "counts"
        $0.provenance = ["bluetooth"]
        $0.isComplete = false
      },
    ])
    #expect(mixed.lengthUnit == "mixed" && mixed.keyboards == 3 && !mixed.isComplete)
    #expect(mixed.provenance == ["bluetooth", "usb"])
    #expect(mixed.startMicroseconds == Self.midnight + 7 * 60_000_000)
    #expect(try head([{ $0.lengthUnit = nil }, { $0.lengthUnit = "mm" }]).lengthUnit == "mm")
  }

  /// The keyboard of fewer than fifty keystrokes is in no sketch, and so in no sum.
  @Test func `What is withheld stays withheld`() throws {
    var generator = SeededGenerator(state: 5)
    var merger = WindowMerger(by: .day)
    var window = statistics(&generator)
    window.keyboard.presses = 49
    for minute in 0..<3 { try merger.add(try logged(window, minute: minute)) }
    let merged = try #require(merger.windows().first)
    #expect(merged["kb.keystrokes"] == nil && merged["kb.hold.mean"] == nil)
    #expect(merged["click.n"] == 9)
  }

  @Test func `A window that can't be merged is named and left out`() throws {
    var merger = WindowMerger(by: .day)
    func refusal(_ json: String) -> String {
      do {
        try merger.add(try LoggedWindow(line: Array(json.utf8)))
        return ""
      } catch {
        return "\(error)"
      }
    }
    let head = #"{"v":1,"seq":7,"start":"2026-11-24T00:05:00.000+01:00""#
    #expect(
      refusal(head + "}")
        == "window 7 of 2026-11-24T00:05:00.000+01:00: it has no sketch to merge")
    #expect(refusal(head + #","sketch":[]}"#).contains("not an object"))
    #expect(refusal(head + #","sketch":{"kb.hold":3}}"#).contains("\"kb.hold\" in its sketch"))
    #expect(refusal(head + #","duration":1e300,"sketch":{}}"#).contains("duration"))
    #expect(refusal(head + #","duration":-1,"sketch":{}}"#).contains("duration"))
    #expect(merger.windows().isEmpty)
  }
}
