internal import FeatureLog
internal import Glibc
internal import OperationalLog
internal import Settings
internal import Status
internal import Synchronization

/// Speaks for the running sensor to its status server, from what the threads put on the board.
final class SensorStatus: StatusSource {
  private let mailbox: LoopMailbox
  private let board: StatusBoard
  private let devices: DeviceRegistry
  private let pauses: PauseKeeper
  private let identity: StatusDocument.Identity
  private let manager: ServiceManager
  private let log: OperationalLog
  private let startedAt = WallClock.sinceBoot
  /// As it is after the last reload.
  private let configuration: Mutex<Configuration>

  init(
    _ configuration: Configuration, mailbox: LoopMailbox, board: StatusBoard,
    devices: DeviceRegistry, pauses: PauseKeeper, identity: StatusDocument.Identity,
    manager: ServiceManager, log: OperationalLog
  ) {
    self.configuration = Mutex(configuration)
    self.mailbox = mailbox
    self.board = board
    self.devices = devices
    self.pauses = pauses
    self.identity = identity
    self.manager = manager
    self.log = log
  }

  func reconfigure(_ heartbeat: HeartbeatSettings) {
    configuration.withLock { $0.heartbeat = heartbeat }
  }

  var answered: Int32 { mailbox.signs.answered.descriptor }

  func asked(_ request: StatusRequest, by process: Int32) {
    guard request == .probe else { return }
    board.update { contents in
      if contents.worker.processID == process { contents.worker.lastSign = WallClock.monotonic }
    }
  }

  func ask() { mailbox.askForSigns() }

  func silentParts() -> [String] {
    mailbox.signs.answered.clear()
    return mailbox.signs.silent.map(\.name)
  }

  func concluded(silent parts: [String]) {
    let trouble = "signs of life"
    if let reason = StatusServer<SensorStatus>.reason(silent: parts) {
      let watchdog = manager.watchdogPeriod == nil ? "" : ", and the watchdog isn't fed"
      log.report(.error, trouble, "\(reason): no heartbeat goes out\(watchdog)")
      manager.status(reason)
    } else {
      log.healed(trouble, "the sensor gives signs of life again")
      let (open, contents) = (devices.summary, board.snapshot)
      if let pause = pauses.pause { return manager.status("Sensing is \(pause.text)") }
      manager.status(
        "Reading \(open.keyboards) keyboards and \(open.pointers) pointers, "
          + "\(contents.written) windows written")
    }
  }

  func listening(_ problem: StatusError?) {
    if let problem {
      log.report(.error, "status socket", "nobody can ask this sensor how it is: \(problem)")
    } else {
      log.healed("status socket", "the status socket is there again")
    }
  }

  func document(silent parts: [String]) -> [UInt8] {
    let configuration = configuration.withLock { $0 }
    let heartbeat = configuration.heartbeat
    // Else the file is what a worker left that was killed, and that none is wanted after.
    let hasWorker = heartbeat.isEnabled || !heartbeat.statisticsFile.isEmpty
    let now = WallClock.sinceBoot
    return StatusDocument(
      board: board.snapshot, devices: pauses.isInEffect ? [] : devices.entries,
      pause: pauses.pause,
      windowsDropped: Int(mailbox.windowsDropped),
      silence: StatusServer<SensorStatus>.reason(silent: parts),
      statistics: hasWorker ? HeartbeatFiles(configuration).statistics() : nil,
      configuration: configuration, identity: identity, uptime: now - startedAt, now: now
    ).json.line
  }
}
