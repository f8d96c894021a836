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
  private let pauses: PauseKeeper?
  private let operationalLog: OperationalLog
  private var lastLead = WallClock.lead
  private var lossesKnown: UInt64 = 0
  /// When ``lossesKnown`` was asked for, in microseconds since 1970.
  private var lossesKnownAt = WallClock.now
  private var rotationsKnown = 0

  /// What to play where there is no device.
  struct Examples: Sendable {
    var paths: [String]
    var window: TimeSpan
  }

  init(
    windows: consuming RingConsumer<WindowStatistics>, log: consuming FeatureLogWriter,
    builder: RecordBuilder, examples: Examples, mailbox: LoopMailbox, devices: DeviceRegistry,
    board: StatusBoard, pauses: PauseKeeper? = nil, operationalLog: OperationalLog
  ) {
    self.windows = windows
    self.log = log
    self.builder = builder
    self.examples = examples
    self.mailbox = mailbox
    self.devices = devices
    self.board = board
    self.pauses = pauses
    self.operationalLog = operationalLog
  }

  /// Longer than this many milliseconds the upkeep of old files isn't waited for at the end.
  private static let longestUpkeep: CInt = 500

  /// Writes windows as they come, until the loop's last one.
  mutating func run() {
    tellStart()
    let upkeep = startUpkeep()
    while true {
      // Asked before the last look, so that no window slips in between.
      let isLast = mailbox.hasLoopEnded
      drain()
      mailbox.signs.show(.writer)
      if isLast { break }
      lookAfterFiles(upkeep)
      mailbox.windowReady.wait(timeout: log.millisecondsToSync ?? -1)
    }
    upkeep?.stop()
    finish()
    upkeep?.waitForEnd(timeout: Self.longestUpkeep)
  }

  private func startUpkeep() -> LogUpkeep? {
    guard log.policy.rotates else { return nil }
    do throws(SystemCallError) {
      return try LogUpkeep(
        LogKeeper(folder: log.folder, policy: log.policy), operationalLog: operationalLog)
    } catch {
      operationalLog.warning("old files of the feature log are not looked after: \(error)")
      return nil
    }
  }

  /// Writes what has come so far.
  private mutating func drain() {
    countDropped()
    while let window = windows.pop() {
      append(builder.record(of: window, in: surroundings(of: window)))
    }
    countDropped()
    for pause in pauses?.takeFinished() ?? [] { tell(pause) }
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
    let untold = log.untoldWindows
    do throws(FeatureLogError) {
      try log.append(record)
      let missing = untold > 0 ? "; \(untold) windows are missing and told there" : ""
      operationalLog.healed("feature log", "the feature log can be written again\(missing)")
      board.note(record, sequence: log.nextSequence - 1)
    } catch {
      board.update { contents in
        contents.losses = log.counters.lost.filter { $0.key != .behind }
        contents.lost = contents.losses.values.reduce(0, +)
        if let reason = error.reason { contents.refusals[reason, default: 0] += 1 }
        contents.logProblem = "\(error)"
      }
      operationalLog.report(
        .error, "feature log", "a window was lost: \(error) (\(lost) in this run)")
      return
    }
    operationalLog.info(WindowSummary.line(of: record))
  }

  private var lost: Int { log.counters.lost.values.reduce(0, +) }

  /// Takes note of windows that found the ring full. They lie between two looks at their number.
  private mutating func countDropped() {
    let (dropped, now) = (mailbox.windowsDropped, WallClock.now)
    defer { (lossesKnown, lossesKnownAt) = (dropped, now) }
    guard dropped > lossesKnown else { return }
    log.countLost(
      GapRecord(
        sequence: 0, bootID: builder.bootID, runID: builder.runID,
        startMicroseconds: min(lossesKnownAt, now), utcOffsetSeconds: WallClock.utcOffset(at: now),
        endMicroseconds: now, cause: LossCause.behind.rawValue,
        windows: Int(dropped - lossesKnown), made: 0))
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
      wallClockLead: leadAtStart, seat: open.seat, user: SeatUser.active(on: open.seat),
      keyboards: open.keyboards, pointers: open.pointers)
  }
}

extension WindowWriter {
  /// What was found when the log was opened.
  private func tellStart() {
    let setAside = log.counters.bytesSetAside
    if setAside > 0 {
      operationalLog.warning(
        "the feature log ended in \(setAside) bytes that were no whole record; they are in "
          + "\(log.folder.tornPath)")
    }
    if log.untoldWindows > 0 {
      operationalLog.warning(
        "an earlier run lost \(log.untoldWindows) windows, which the feature log will tell of")
    }
    if let problem = log.problemAtStart {
      operationalLog.report(.error, "feature log", "no window can be written yet: \(problem)")
    }
  }

  /// What is to be done when no window is waiting.
  private mutating func lookAfterFiles(_ upkeep: LogUpkeep?) {
    // What goes wrong is among the troubles.
    try? log.synchronizeIfDue()
    for trouble in log.troubles {
      operationalLog.report(.error, "feature log files", "\(trouble)")
    }
    if log.troubles.isEmpty {
      operationalLog.healed("feature log files", "the feature log's files are in order again")
    }
    if log.counters.rotations > rotationsKnown {
      rotationsKnown = log.counters.rotations
      upkeep?.look()
    }
  }

  /// Says in the feature log that nothing was sensed.
  private mutating func tell(_ pause: PauseKeeper.Span) {
    do throws(FeatureLogError) {
      try log.tell(
        GapRecord(
          sequence: 0, bootID: builder.bootID, runID: builder.runID,
          startMicroseconds: pause.start, utcOffsetSeconds: WallClock.utcOffset(at: pause.start),
          endMicroseconds: pause.end, cause: LossCause.paused.rawValue, windows: 0, made: 0))
    } catch {
      operationalLog.report(
        .error, "feature log", "the pause is told with the next window: \(error)")
    }
  }

  private mutating func finish() {
    for pause in pauses?.finish() ?? [] { tell(pause) }
    do throws(FeatureLogError) {
      try log.finish()
    } catch {
      operationalLog.error("the feature log could not be completed: \(error)")
    }
    if log.untoldWindows > 0 {
      operationalLog.error(
        "\(log.untoldWindows) windows were lost, which the feature log will tell of after the next "
          + "start")
    }
  }
}

/// The line that the operational log has for a window: nothing that its record withholds.
enum WindowSummary {
  /// What only such a line has.
  static let mark = " feature_count: "

  static func line(of record: WindowRecord) -> String {
    var parts = Highlight.allCases.compactMap { highlight -> String? in
      guard let noun = highlight.noun, let value = record.features[highlight.index], value > 0
      else { return nil }
      return "\(Int(value.rounded(.up))) \(noun)"
    }
    for count in record.counts where count.name.hasPrefix("gap.") {
      if let value = count.value, value > 0 { parts.append("\(count.name) \(value)") }
    }
    let what = parts.isEmpty ? "a little movement" : parts.joined(separator: ", ")
    let kind = record.source == .recording ? "example window" : "window"
    let cut = record.isComplete ? "" : ", cut short"
    let known = record.features.count { $0 != nil }
    return "\(kind) of \(Int(record.duration.rounded())) s\(cut): \(what);\(mark)\(known)"
  }
}
