internal import CommandLineKit
internal import FeatureLog
internal import OperationalLog
internal import Settings
internal import Status

/// Keeps the file of metrics up to date, on a normal thread of its own, which asks by the status socket as
/// anyone would: what the file says was so when loop and writer gave a sign of life.
final class MetricsKeeper: Sendable {
  /// The end of a turn isn't waited for longer than these milliseconds.
  private static let longestTurn: CInt = 500
  private let client: StatusClient
  private let interval: CInt
  private let path: String
  private let log: OperationalLog
  private let stopping: WakeEvent
  private let ended: WakeEvent

  init(_ configuration: Configuration, log: OperationalLog) throws(SystemCallError) {
    client = StatusClient(path: HeartbeatFiles(configuration).socketPath)
    interval = CInt(clamping: configuration.metrics.interval.microseconds / 1_000)
    path = configuration.metrics.file
    self.log = log
    stopping = try WakeEvent()
    ended = try WakeEvent()
  }

  /// Starts the thread.
  func start() throws(SystemCallError) {
    _ = try Thread(named: "tactus-metrics") { self.run() }
  }

  private func run() {
    var file = MetricsFile(path: path)
    repeat { renew(&file) } while !stopping.wait(timeout: interval)
    ended.signal()
  }

  private func renew(_ file: inout MetricsFile) {
    let trouble = "metrics"
    do {
      guard let status = JSONValue(parsing: try client.ask(.status)) else {
        throw StatusPage.Unreadable(path: client.path)
      }
      try file.replace(with: file.text(of: status))
      log.healed(trouble, "\(path) is up to date again")
    } catch {
      log.report(
        .warning, trouble, "no metrics: \(error); check the folder that metrics.file names")
    }
  }

  /// Ends the thread, and takes the file away.
  func stop() {
    stopping.signal()
    ended.wait(timeout: Self.longestTurn)
    MetricsFile(path: path).remove()
  }
}
