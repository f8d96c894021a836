internal import BehaviorFeatures
internal import CommandLineKit
internal import FeatureLog
internal import InputEvents
internal import OperationalLog

/// Takes windows from the sensing loop and writes records: a normal thread, which may wait for disks.
struct WindowWriter: ~Copyable, Sendable {
  private var windows: RingConsumer<WindowStatistics>
  private var log: FeatureLogWriter
  private let builder: RecordBuilder
  private let mailbox: LoopMailbox
  private let examples: Examples
  private let devices: DeviceRegistry
  private let board: StatusBoard
  private let operationalLog: OperationalLog
  private let seatUser = SeatUser()
  private var lastLead = WallClock.lead
  private var failures: UInt64 = 0

  /// What to play where there is no device.
  struct Examples: Sendable {
    var paths: [String]
    var window: TimeSpan
  }

  init(
    windows: consuming RingConsumer<WindowStatistics>, log: consuming FeatureLogWriter,
    builder: RecordBuilder, examples: Examples, mailbox: LoopMailbox, devices: DeviceRegistry,
    board: StatusBoard, operationalLog: OperationalLog
  ) {
    self.windows = windows
    self.log = log
    self.builder = builder
    self.examples = examples
    self.mailbox = mailbox
    self.devices = devices
    self.board = board
    self.operationalLog = operationalLog
  }

  /// Writes windows as they come, until the loop's last one.
  mutating func run() {
    while true {
      // Asked before the last look, so that no window slips in between.
      let isLast = mailbox.hasLoopEnded
      drain()
      mailbox.signs.show(.writer)
      if isLast { break }
      mailbox.windowReady.wait()
    }
  }

  /// Writes what has come so far.
  private mutating func drain() {
    while let window = windows.pop() {
      append(builder.record(of: window, in: surroundings(of: window)))
    }
    if mailbox.takeExamplesWanted(), !examples.paths.isEmpty { playExamples() }
  }

  /// Shows what records look like, by recordings that go through the very same pipeline.
  private mutating func playExamples() {
    operationalLog.info("playing example recordings: their records have the source `recording`")
    do {
      var replay = try Replay(paths: examples.paths, window: examples.window)
      try replay.run { append($0) }
    } catch {
      operationalLog.warning("the examples can't be played: \(error)")
    }
  }

  private mutating func append(_ record: WindowRecord) {
    do throws(FeatureLogError) {
      try log.append(record)
      operationalLog.healed("feature log", "the feature log can be written again")
      board.note(record, sequence: log.nextSequence - 1)
    } catch {
      failures += 1
      board.update { contents in
        contents.lost += 1
        contents.logProblem = "\(error)"
      }
      operationalLog.report(
        .error, "feature log", "a window was lost: \(error) (\(failures) in this run)")
      return
    }
    operationalLog.info(WindowSummary.line(of: record))
  }

  private mutating func surroundings(
    of window: WindowStatistics
  ) -> RecordBuilder.Surroundings {
    let lead = WallClock.lead
    // The clocks part while the machine sleeps: a window with a sleep in it began by the old lead.
    let leadAtStart = window.gaps[.suspended] > 0 ? lastLead : lead
    lastLead = lead
    let open = devices.summary
    return RecordBuilder.Surroundings(
      wallClockLead: leadAtStart, seat: open.seat, user: seatUser.active(on: open.seat),
      keyboards: open.keyboards, pointers: open.pointers)
  }
}

/// The line that the operational log has for a window: nothing that its record withholds.
enum WindowSummary {
  /// What is told of a window, by the name that the record has it under.
  private static let told: [(name: String, noun: String)] = [
    ("kb.keystrokes", "keystrokes"), ("ptr.stroke.n", "strokes"), ("click.n", "clicks"),
    ("scroll.detents", "detents scrolled"),
  ]
  private static let positions = told.compactMap { entry in
    FeatureTable.all.firstIndex { $0.name == entry.name }.map { ($0, entry.noun) }
  }

  static func line(of record: WindowRecord) -> String {
    var parts = positions.compactMap { index, noun -> String? in
      guard let value = record.features[index], value > 0 else { return nil }
      return "\(Int(value.rounded(.up))) \(noun)"
    }
    for count in record.counts where count.name.hasPrefix("gap.") {
      if let value = count.value, value > 0 { parts.append("\(count.name) \(value)") }
    }
    let what = parts.isEmpty ? "a little movement" : parts.joined(separator: ", ")
    let kind = record.source == .recording ? "example window" : "window"
    let cut = record.isComplete ? "" : ", cut short"
    let known = record.features.count { $0 != nil }
    return "\(kind) of \(Int(record.duration.rounded())) s\(cut): \(what); feature_count: \(known)"
  }
}
