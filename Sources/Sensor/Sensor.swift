internal import BehaviorFeatures
internal import CLinux
internal import CommandLineKit
internal import FeatureLog
internal import Glibc
internal import InputDevices
internal import InputEvents
public import OperationalLog
public import Settings
internal import Status

/// The running sensor: devices in, records out.
///
/// What passes between its threads:
///
///     DeviceAttendant ──readers──▶ SensingLoop ──windows──▶ WindowWriter ──▶ feature log
///            ▲                          │     ▲                 ▲
///            └── Supervisor ◀──readers──┘     └── StatusServer ─┘ "do you still turn?"
///
/// The sensing loop runs on the main thread, so that a service manager can make it real-time and
/// leave every other thread normal. HeartbeatKeeper minds a process of its own, whose beats go out only
/// while the status server can say that loop and writer turn.
public struct Sensor: ~Copyable {
  private let configuration: Configuration
  private let examples: [String]
  private let log: OperationalLog
  private let session: SensingSession
  private let featureLog: FeatureLogWriter
  private let pauses: PauseKeeper

  /// A writer that hangs on a dead disk isn't waited for longer than these milliseconds.
  private static let longestFlush: CInt = 1_000
  /// Longer than this many microseconds without a wait, and a real-time thread gives up its priority.
  private static let longestRun: UInt64 = 200_000

  /// Prepares what can fail for reasons that an admin can mend: the log's folder and its lock.
  ///
  /// - Parameter examples: recordings of one session, to play where no input device is found.
  public init(_ configuration: Configuration, examples: [String], log: OperationalLog) throws {
    let session = try SensingSession(log: log)
    let state = configuration.stateDirectory
    try LogFolder(path: state).prepare()
    let consent = ConsentFile(folder: state)
    if configuration.requireConsent, !consent.isGiven { throw MissingConsent(path: consent.path) }
    let pauses = try PauseKeeper(folder: state, requiresConsent: configuration.requireConsent)
    featureLog = try FeatureLogWriter(
      folder: LogFolder(path: configuration.logDirectory), policy: LogPolicy(configuration))
    self.session = session
    self.pauses = pauses
    self.configuration = configuration
    self.examples = examples
    self.log = log
  }

  /// Senses until SIGTERM or SIGINT. To be called on the main thread.
  ///
  /// - Parameter reload: reads the configuration anew, on SIGHUP. Where it throws, the old one stays.
  public consuming func run(reload: @escaping @Sendable () throws -> Configuration) throws {
    let (configuration, log, mailbox) = (configuration, log, session.mailbox)
    let pauses = pauses
    let (devices, board, manager) = (DeviceRegistry(), StatusBoard(), ServiceManager())
    let identity = StatusDocument.Identity(
      processID: getpid(), bootID: Identifiers.boot(), runID: Identifiers.run(),
      started: WallClock.now, kernel: Identifiers.kernel())
    let windows = Ring<WindowStatistics>(capacity: 16)
    let flushed = try WakeEvent()
    let writer = WindowWriter(
      windows: windows.consumer, log: featureLog,
      builder: RecordBuilder(bootID: identity.bootID, runID: identity.runID, source: .live),
      examples: WindowWriter.Examples(paths: examples, window: configuration.window),
      mailbox: mailbox, devices: devices, board: board, pauses: pauses, operationalLog: log)
    _ = try Thread(named: "tactus-writer", owning: writer) { writer in
      writer.run()
      flushed.signal()
    }
    let status = SensorStatus(
      configuration, mailbox: mailbox, board: board, devices: devices, pauses: pauses,
      identity: identity, manager: manager, log: log)
    let statusEnd = try WakeEvent()
    let server = StatusServer(
      path: HeartbeatFiles(configuration).socketPath, group: Identifiers.statusGroup(),
      source: status, manager: manager, stop: statusEnd.descriptor)
    let serving = try Thread(named: "tactus-status", owning: server) { $0.run() }
    let metrics =
      configuration.metrics.file.isEmpty ? nil : try MetricsKeeper(configuration, log: log)
    try metrics?.start()
    let keeper = try HeartbeatKeeper(configuration, board: board, log: log)
    try keeper.start()
    let reloader = Reloader(
      configuration, read: reload, keeper: keeper, status: status, manager: manager, log: log)

    try session.run(
      handing: SensingCore(
        windowLength: configuration.window.microseconds,
        sink: RingSink(windows: windows.producer, mailbox: mailbox)),
      listing: devices,
      SensingSession.Options(
        keyboardReadPeriod: configuration.keyboardReadPeriod, grabCheck: configuration.grabCheck,
        rejection: { Self.rejection(of: $0, by: configuration) },
        settled: {
          board.update { $0.hasSettled = true }
          manager.ready()
        },
        reload: { reloader.reload() }, pauses: pauses)
    ) {
      let priority = Self.acquirePriority(configuration, log)
      board.update { contents in
        contents.priority = priority?.description ?? "normal, as configured"
        contents.realtimePriority = priority?.realtime ?? 0
      }
    }
    manager.stopping()
    metrics?.stop()
    keeper.stop()
    if !flushed.wait(timeout: Self.longestFlush) {
      log.error("the last window could not be written in time")
    }
    statusEnd.signal()
    serving.join()
    log.info("stopped")
  }

  private static func rejection(
    of device: InputDevice, by configuration: Configuration
  ) -> String? {
    if case .named(let seat) = configuration.seat, device.seat != seat {
      return "it belongs to \(device.seat), and \(seat) is to be read (seat)"
    }
    if configuration.virtualDevices == .exclude, device.provenance == .virtual {
      return "a program made it, and such devices are not to be read (virtual_devices)"
    }
    return nil
  }

  /// Real time for the calling thread, as far as this process may have it.
  ///
  /// - Returns: what it got; nil where it was told not to ask.
  private static func acquirePriority(
    _ configuration: Configuration, _ log: OperationalLog
  ) -> RealtimePriority? {
    clinux_prefault_stack(128 * 1024)
    SensingCore<NoSink>.warmUp()
    guard configuration.realTime == .auto else {
      log.info("priority: normal, as configured")
      return nil
    }
    let priority = RealtimePriority.acquire(configuration.priority)
    if let code = RealtimeBrake.arm(microseconds: longestRun) {
      log.warning("no limit on real-time running: \(String(cString: strerror(code)))")
    }
    log.info("priority: \(priority)")
    return priority
  }
}
