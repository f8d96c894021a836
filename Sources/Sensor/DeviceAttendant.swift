internal import Glibc
internal import InputDevices
internal import InputEvents
internal import OperationalLog

/// Passes devices from the manager to the sensing loop, and tells people what becomes of them.
///
/// Lives on the device manager's thread.
struct DeviceAttendant: ~Copyable {
  private var commands: RingProducer<LoopCommand>
  private let mailbox: LoopMailbox
  private let manager: DeviceManager
  private let devices: DeviceRegistry
  private let pauses: PauseKeeper?
  private let settled: @Sendable () -> Void
  private let log: OperationalLog
  private let rejection: @Sendable (InputDevice) -> String?
  private var readers: [DeviceID: ReaderHandle] = [:]
  private var hasSettled = false

  init(
    commands: consuming RingProducer<LoopCommand>, mailbox: LoopMailbox, manager: DeviceManager,
    devices: DeviceRegistry, pauses: PauseKeeper?, log: OperationalLog,
    rejection: @escaping @Sendable (InputDevice) -> String?,
    settled: @escaping @Sendable () -> Void
  ) {
    self.commands = commands
    self.mailbox = mailbox
    self.devices = devices
    self.pauses = pauses
    self.log = log
    self.manager = manager
    self.rejection = rejection
    self.settled = settled
  }

  mutating func handle(_ event: DeviceEvent) {
    switch event {
    case .opened(let device): open(device)
    case .withdrawn(let device, let reason): withdraw(device, reason)
    case .refused(let candidate, .gone):
      log.debug("\(candidate.node) (\(candidate.name)) went before it could be opened")
    case .refused(let candidate, let error):
      log.report(.warning, "open \(candidate.systemPath)", "\(candidate.name): \(error)")
    case .ignored(let candidate, let reason):
      log.debug("not reading \(candidate.node) (\(candidate.name)): \(reason)")
    case .departed(let candidate):
      log.healed("open \(candidate.systemPath)", "\(candidate.name) went away")
    case .captured(let device):
      log.warning(
        """
        another program has taken \(device.node) (\(device.candidate.name)) for itself: nothing \
        it does can be sensed until it is let go
        """)
      send(.grabbed, device.id)
    case .freed(let device):
      log.info("\(device.node) (\(device.candidate.name)) can be sensed again")
    case .settled:
      let isFirst = !hasSettled
      hasSettled = true
      tellWhatIsRead()
      if readers.isEmpty, isFirst, pauses?.pause == nil { mailbox.wantExamples() }
      settled()
    case .paused:
      pauses?.tookEffect()
      log.info("no input device is open")
    case .resumed: devices.clear()
    case .impaired(let impairment): log.warning("\(impairment)")
    }
  }

  private mutating func open(_ device: InputDevice) {
    log.healed("open \(device.systemPath)", "\(device.candidate.name) can be opened now")
    if let reason = rejection(device) {
      log.info("not reading \(device.node) (\(device.candidate.name)): \(reason)")
      manager.release(device.id)
      return
    }
    let reader = ReaderHandle(DeviceReader(device))
    readers[device.id] = reader
    devices.insert(device)
    push(LoopCommand(action: .add, number: device.id.rawValue, reader: reader))
    log.info("reading \(device.node): \(DeviceLabel.text(device))")
    if case .refused(let code) = device.clock {
      log.warning(
        """
        \(device.node): the kernel refused the monotonic clock (\(String(cString: strerror(code)))); \
        steps of the wall clock cut its stream
        """)
    }
  }

  private mutating func withdraw(_ device: InputDevice, _ reason: WithdrawalReason) {
    guard readers[device.id] != nil else { return }
    // Whoever stops lets go of every device. That is no news, and the last record counts them still.
    guard !mailbox.isStopping else { return }
    if reason == .paused {
      // The record of what was under way counts the device still.
      send(.pause, device.id)
      readers[device.id] = nil
      return
    }
    devices.remove(device.id)
    log.info("no longer reading \(device.node) (\(device.candidate.name)): \(reason)")
    // A device that was lost came back from the loop already, and its reader is freed.
    if reason != .lost { send(.remove, device.id) }
    readers[device.id] = nil
    if devices.summary.keyboards + devices.summary.pointers == 0 { tellWhatIsRead() }
  }

  private func tellWhatIsRead() {
    guard hasSettled, pauses?.pause == nil else { return }
    let open = devices.summary
    if open.keyboards + open.pointers == 0 {
      log.warning("no input device to read; waiting for one to be plugged in")
    } else {
      log.info("reading \(open.keyboards) keyboards and \(open.pointers) pointers")
    }
  }

  private mutating func send(_ action: LoopCommand.Action, _ id: DeviceID) {
    guard let reader = readers[id] else { return }
    push(LoopCommand(action: action, number: id.rawValue, reader: reader))
  }

  /// This thread may wait; the loop may not. Once that has ended, nobody takes commands any more.
  private mutating func push(_ command: LoopCommand) {
    while !commands.push(command), !mailbox.hasLoopEnded {
      mailbox.wake.signal()
      usleep(1_000)
    }
    mailbox.wake.signal()
  }
}

/// How a device is named to people.
enum DeviceLabel {
  static func text(_ device: InputDevice) -> String {
    "\(device.candidate.name) (\(device.roles), \(device.provenance.label))"
  }
}
