public import CommandLineKit
internal import Glibc
public import InputDevices
internal import Synchronization

/// Watches the devices without sensing anything: opens them, throws away what they send, and tells
/// what becomes of them.
public struct DeviceWatch: ~Copyable {
  private let grabCheck: TimeSpan
  private let manager: DeviceManager

  /// - Parameter grabCheck: how often to look for devices that another program took for itself;
  ///   zero for never.
  public init(grabCheck: TimeSpan) throws {
    self.grabCheck = grabCheck
    manager = try DeviceManager()
  }

  /// Reports until SIGINT, SIGTERM or SIGHUP, or until `report` throws.
  public consuming func run(_ report: (DeviceEvent) throws -> Void) throws {
    let signals = try SignalDescriptor([SIGINT, SIGTERM, SIGHUP])
    let (manager, ended) = (manager, try WakeEvent())
    let devices = OpenDevices()
    let attendant = Attendant(
      signals: signals, ended: ended, manager: manager, devices: devices, interval: grabCheck)
    let attending = try Thread(named: "tactus-watch", owning: attendant) { $0.run() }
    var failure: (any Error)?
    do throws(DiscoveryError) {
      try manager.run { event in
        devices.follow(event)
        if case .withdrawn(let device, _) = event { manager.release(device.id) }
        guard failure == nil else { return }
        do {
          try report(event)
        } catch {
          failure = error
          manager.stop()
        }
      }
    } catch {
      failure = error
    }
    ended.signal()
    attending.join()
    if let failure { throw failure }
  }
}

/// The devices that are open now, for the two threads that know of them.
private final class OpenDevices: Sendable {
  private let devices = Mutex<[DeviceID: InputDevice]>([:])

  func follow(_ event: DeviceEvent) {
    switch event {
    case .opened(let device): devices.withLock { $0[device.id] = device }
    case .withdrawn(let device, _): devices.withLock { $0[device.id] = nil }
    default: break
    }
  }

  var all: [InputDevice] { devices.withLock { Array($0.values) } }
}

/// Waits for signals and for the time to look for grabs.
private struct Attendant: ~Copyable {
  let signals: SignalDescriptor
  let ended: WakeEvent
  let manager: DeviceManager
  let devices: OpenDevices
  let interval: TimeSpan

  init(
    signals: consuming SignalDescriptor, ended: WakeEvent, manager: DeviceManager,
    devices: OpenDevices, interval: TimeSpan
  ) {
    self.signals = signals
    self.ended = ended
    self.manager = manager
    self.devices = devices
    self.interval = interval
  }

  func run() {
    let timeout = interval > .zero ? CInt(clamping: interval.microseconds / 1_000) : -1
    while true {
      var set = [
        pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: ended.descriptor, events: Int16(POLLIN), revents: 0),
      ]
      let count = poll(&set, nfds_t(set.count), timeout)
      if set[1].revents != 0 { return }
      if signals.next() != nil { manager.stop() }
      if count == 0 { lookForGrabs() }
    }
  }

  private func lookForGrabs() {
    for device in devices.all where !device.discardQueue() { manager.release(device.id) }
    manager.checkGrabs()
  }
}
