internal import OperationalLog
internal import Settings
internal import Status
internal import Synchronization

/// Takes over what changed in the configuration, on SIGHUP: the heartbeat at once, all else at the next
/// start. A configuration with a mistake changes nothing.
struct Reloader: Sendable {
  private let current: Shared
  private let read: @Sendable () throws -> Configuration
  private let keeper: HeartbeatKeeper
  private let status: SensorStatus
  private let manager: ServiceManager
  private let log: OperationalLog

  private final class Shared: Sendable {
    let configuration: Mutex<Configuration>
    init(_ configuration: Configuration) { self.configuration = Mutex(configuration) }
  }

  init(
    _ configuration: Configuration, read: @escaping @Sendable () throws -> Configuration,
    keeper: HeartbeatKeeper, status: SensorStatus, manager: ServiceManager, log: OperationalLog
  ) {
    current = Shared(configuration)
    self.read = read
    self.keeper = keeper
    self.status = status
    self.manager = manager
    self.log = log
  }

  func reload() {
    manager.reloading()
    defer { manager.ready() }
    let new: Configuration
    do {
      new = try read()
    } catch {
      log.error("the configuration stays as it was: \(error)")
      return
    }
    let old = current.configuration.withLock { $0 }
    let changed = Setting.differences(old, new)
    guard !changed.isEmpty else {
      log.info("the configuration was read anew; nothing has changed")
      return
    }
    let (now, later) = (changed.filter(\.isOfHeartbeat), changed.filter { !$0.isOfHeartbeat })
    if !now.isEmpty {
      current.configuration.withLock { $0.heartbeat = new.heartbeat }
      status.reconfigure(new.heartbeat)
      keeper.reload(new.heartbeat)
      log.info("the configuration was read anew; changed: \(Self.names(now))")
    }
    if !later.isEmpty {
      log.warning("what changed in \(Self.names(later)) takes effect at the next start")
    }
  }

  private static func names(_ settings: [Setting]) -> String {
    settings.map { ($0.section.map { $0 + "." } ?? "") + $0.key }.joined(separator: ", ")
  }
}
