import Synchronization

/// Every event node that is known, and what was done about it. Turns what udev says into what the
/// reader is told.
struct DeviceTable {
  typealias Opening = (Candidate, DeviceID) throws(OpeningError) -> InputDevice

  private enum Entry {
    case open(InputDevice, GrabDetector)
    case refused(Candidate, OpeningError)
    case ignored(Candidate, IgnoreReason)
    /// Given up by the reader, and not told to be gone yet.
    case lost(Candidate)
  }

  private let openDevice: Opening
  private var entries: [String: Entry] = [:]
  /// Withdrawn, but perhaps still being read.
  private var retiring: [DeviceID: InputDevice] = [:]
  private var lastID: UInt32 = 0
  /// What comes and goes meanwhile is looked up at the end.
  private var isPaused = false

  init(openDevice: @escaping Opening) { self.openDevice = openDevice }

  /// A device is there, newly or with other properties than before.
  mutating func update(_ device: DeviceProperties, _ report: (DeviceEvent) -> Void) {
    if isPaused { return }
    switch Selection(device) {
    case .take(let candidate): take(candidate, report)
    case .ignore(let candidate, let reason): ignore(candidate, reason, report)
    case nil: break
    }
  }

  private mutating func take(_ candidate: Candidate, _ report: (DeviceEvent) -> Void) {
    switch entries[candidate.systemPath] {
    case .open(let device, _):
      guard !device.candidate.readsAlike(candidate) else { return }
      retire(device, .changed, report)
      open(candidate, after: nil, report)
    case .refused(_, let error): open(candidate, after: error, report)
    case .ignored, .lost, nil: open(candidate, after: nil, report)
    }
  }

  private mutating func ignore(
    _ candidate: Candidate, _ reason: IgnoreReason, _ report: (DeviceEvent) -> Void
  ) {
    if case .ignored(_, reason) = entries[candidate.systemPath] { return }
    if case .open(let device, _) = entries[candidate.systemPath] {
      retire(device, .ignored(reason), report)
    }
    entries[candidate.systemPath] = .ignored(candidate, reason)
    report(.ignored(candidate, reason))
  }

  private mutating func open(
    _ candidate: Candidate, after known: OpeningError?, _ report: (DeviceEvent) -> Void
  ) {
    lastID &+= 1
    do throws(OpeningError) {
      let device = try openDevice(candidate, DeviceID(rawValue: lastID))
      entries[candidate.systemPath] = .open(device, GrabDetector())
      report(.opened(device))
    } catch {
      entries[candidate.systemPath] = .refused(candidate, error)
      if known?.hasSameCause(as: error) != true { report(.refused(candidate, error)) }
    }
  }

  private mutating func retire(
    _ device: InputDevice, _ reason: WithdrawalReason, _ report: (DeviceEvent) -> Void
  ) {
    retiring[device.id] = device
    report(.withdrawn(device, reason))
  }

  /// Withdraws every device, and takes none until ``resume(_:)``.
  mutating func pause(_ report: (DeviceEvent) -> Void) {
    guard !isPaused else { return }
    isPaused = true
    for path in entries.keys.sorted() {
      if case .open(let device, _) = entries[path] { retire(device, .paused, report) }
    }
    entries = [:]
    if retiring.isEmpty { report(.paused) }
  }

  /// To be followed by ``reconcile(with:_:)``.
  mutating func resume(_ report: (DeviceEvent) -> Void) {
    guard isPaused else { return }
    isPaused = false
    report(.resumed)
  }

  /// A device went away.
  mutating func remove(_ systemPath: String, _ report: (DeviceEvent) -> Void) {
    switch entries.removeValue(forKey: systemPath) {
    case .open(let device, _): retire(device, .removed, report)
    case .refused(let candidate, _), .ignored(let candidate, _): report(.departed(candidate))
    case .lost, nil: break
    }
  }

  /// Makes the table agree with what is there now, after changes went by unseen.
  mutating func reconcile(with devices: [DeviceProperties], _ report: (DeviceEvent) -> Void) {
    let present = Set(devices.map(\.systemPath))
    for path in entries.keys.sorted() where !present.contains(path) { remove(path, report) }
    for device in devices { update(device, report) }
  }

  /// Tries again to open a node that was refused: its permissions may have changed. `nil`: all.
  mutating func retry(_ node: String?, _ report: (DeviceEvent) -> Void) {
    for case .refused(let candidate, let error) in Array(entries.values)
    where node == nil || candidate.node == node {
      open(candidate, after: error, report)
    }
  }

  /// The reader has let go of a device: it can be closed.
  mutating func release(_ id: DeviceID, _ report: (DeviceEvent) -> Void) {
    guard retiring.removeValue(forKey: id) == nil else {
      if isPaused, retiring.isEmpty { report(.paused) }
      return
    }
    for case .open(let device, _) in entries.values where device.id == id {
      entries[device.systemPath] = .lost(device.candidate)
      report(.withdrawn(device, .lost))
    }
  }

  /// Compares the keys that are down with the events that arrived.
  mutating func checkGrabs(_ report: (DeviceEvent) -> Void) {
    for (path, entry) in entries {
      guard case .open(let device, var detector) = entry, let state = device.keyState() else {
        continue
      }
      let verdict = detector.look(
        at: state, delivered: device.delivered.load(ordering: .relaxed))
      entries[path] = .open(device, detector)
      switch verdict {
      case .captured: report(.captured(device))
      case .freed: report(.freed(device))
      case nil: break
      }
    }
  }
}

extension Candidate {
  /// Whether a device opened as one would be read just as the other.
  fileprivate func readsAlike(_ other: Candidate) -> Bool {
    node == other.node && deviceNumber == other.deviceNumber && seat == other.seat
      && roles == other.roles && dotsPerInch == other.dotsPerInch
  }
}
