internal import BehaviorFeatures
internal import CLinux
internal import CommandLineKit
internal import FeatureLog
internal import Glibc
internal import InputDevices
internal import InputEvents
public import OperationalLog

/// The running sensor: devices in, records out.
///
/// Four threads, and what passes between them:
///
///     DeviceAttendant ──readers──▶ SensingLoop ──windows──▶ WindowWriter ──▶ feature log
///            ▲                          │
///            └── Supervisor ◀──readers──┘
///
/// The sensing loop runs on the main thread, so that a service manager can make it real-time and
/// leave every other thread normal.
public struct Sensor: ~Copyable {
  private let configuration: Configuration
  private let examples: [String]
  private let log: OperationalLog
  private let session: SensingSession
  private let featureLog: FeatureLogWriter

  /// A writer that hangs on a dead disk isn't waited for longer than these milliseconds.
  private static let longestFlush: CInt = 1_500
  /// Longer than this many microseconds without a wait, and a real-time thread gives up its priority.
  private static let longestRun: UInt64 = 200_000

  /// Prepares what can fail for reasons that an admin can mend: the log's folder and its lock.
  ///
  /// - Parameter examples: recordings of one session, to play where no input device is found.
  public init(_ configuration: Configuration, examples: [String], log: OperationalLog) throws {
    let session = try SensingSession(log: log)
    featureLog = try FeatureLogWriter(
      folder: LogFolder(path: configuration.logDirectory), policy: configuration.logPolicy)
    self.session = session
    self.configuration = configuration
    self.examples = examples
    self.log = log
  }

  /// Senses until SIGTERM, SIGINT or SIGHUP. To be called on the main thread.
  public consuming func run() throws {
    let (configuration, log, mailbox) = (configuration, log, session.mailbox)
    let windows = Ring<WindowStatistics>(capacity: 16)
    let devices = DeviceRegistry()
    let flushed = try WakeEvent()
    let writer = WindowWriter(
      windows: windows.consumer, log: featureLog,
      builder: RecordBuilder(
        bootID: Identifiers.boot(), runID: Identifiers.run(), source: .live),
      examples: WindowWriter.Examples(paths: examples, window: configuration.window),
      mailbox: mailbox, devices: devices, operationalLog: log)
    _ = try Thread(named: "tactus-writer", owning: writer) { writer in
      writer.run()
      flushed.signal()
    }
    try session.run(
      handing: SensingCore(
        windowLength: configuration.window.microseconds,
        sink: RingSink(windows: windows.producer, mailbox: mailbox)),
      listing: devices,
      SensingSession.Options(
        keyboardReadPeriod: configuration.keyboardReadPeriod, grabCheck: configuration.grabCheck,
        rejection: { Self.rejection(of: $0, by: configuration) })
    ) { Self.acquirePriority(configuration, log) }
    if !flushed.wait(timeout: Self.longestFlush) {
      log.error("the last window could not be written in time")
    }
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
  private static func acquirePriority(_ configuration: Configuration, _ log: OperationalLog) {
    clinux_prefault_stack(128 * 1024)
    SensingCore<NoSink>.warmUp()
    guard configuration.realTime == .auto else {
      log.info("priority: normal, as configured")
      return
    }
    let priority = RealtimePriority.acquire(configuration.priority)
    if let code = RealtimeBrake.arm(microseconds: longestRun) {
      log.warning("no limit on real-time running: \(String(cString: strerror(code)))")
    }
    log.info("priority: \(priority)")
  }
}
