internal import CLinux
internal import FeatureLog
internal import OperationalLog
internal import Synchronization

/// Compresses and removes old files of the feature log, on a thread of its own that runs when nothing
/// else wants the processor or the disk.
final class LogUpkeep: Sendable {
  /// Files get old without being rotated.
  private static let pause: CInt = 3_600_000
  private let keeper: LogKeeper
  private let operationalLog: OperationalLog
  private let wake: WakeEvent
  private let ended: WakeEvent
  private let isStopping = Atomic<Bool>(false)

  /// Starts the thread, and a first round.
  init(_ keeper: LogKeeper, operationalLog: OperationalLog) throws(SystemCallError) {
    self.keeper = keeper
    self.operationalLog = operationalLog
    wake = try WakeEvent()
    ended = try WakeEvent()
    _ = try Thread(named: "tactus-upkeep") { self.run() }
  }

  /// A file was rotated.
  func look() { wake.signal() }

  /// Asks for the end. What is unfinished is begun anew by the next process.
  func stop() {
    isStopping.store(true, ordering: .releasing)
    wake.signal()
  }

  /// Waits so many milliseconds for the end that was asked for.
  func waitForEnd(timeout: CInt) { ended.wait(timeout: timeout) }

  private func run() {
    clinux_set_idle()
    while !isStopping.load(ordering: .acquiring) {
      tell(
        keeper.tidy(now: WallClock.now) { isStopping.load(ordering: .acquiring) })
      wake.wait(timeout: Self.pause)
    }
    ended.signal()
  }

  private func tell(_ report: LogKeeper.Report) {
    for name in report.compressed { operationalLog.debug("feature log: compressed \(name)") }
    for removal in report.removed {
      operationalLog.info(
        "feature log: removed \(removal.name), \(removal.bytes >> 10) KiB: "
          + "\(removal.reason.rawValue)")
    }
    for trouble in report.troubles {
      operationalLog.report(.warning, "feature log upkeep", "\(trouble)")
    }
    if report.troubles.isEmpty {
      operationalLog.healed("feature log upkeep", "old files of the feature log are kept again")
    }
  }
}
