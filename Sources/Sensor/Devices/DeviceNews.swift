public import FeatureLog
public import InputDevices
internal import InputEvents

/// What becomes of the devices, as `tactus devices --watch` tells it.
public struct DeviceNews: Sendable {
  private let tellsIgnored: Bool
  /// Devices of which nothing is told.
  private var silent: Set<String> = []

  /// - Parameter tellsIgnored: whether to tell of devices that the sensor doesn't take, too.
  public init(tellsIgnored: Bool) { self.tellsIgnored = tellsIgnored }

  public struct Item: Sendable, Equatable {
    /// `opened`, `withdrawn`, `refused`, `ignored`, `departed`, `captured`, `freed`, `settled` or
    /// `impaired`.
    public var event: String
    /// `nil` for what concerns no single device.
    var device: DeviceIdentity?
    var facts: DeviceFacts?
    var reason: String?
  }

  struct DeviceIdentity: Sendable, Equatable {
    var candidate: Candidate
    var id: DeviceID?
  }

  /// What there is to tell of an event, `nil` for nothing.
  public mutating func item(_ event: DeviceEvent) -> Item? {
    switch event {
    case .opened(let device): item("opened", device, facts: DeviceFacts(device))
    case .withdrawn(let device, let reason):
      item("withdrawn", device, reason: reason.description)
    case .captured(let device): item("captured", device)
    case .freed(let device): item("freed", device)
    case .refused(let candidate, let error):
      item("refused", candidate, reason: error.description)
    case .ignored(let candidate, let reason): ignored(candidate, reason)
    case .departed(let candidate):
      silent.remove(candidate.systemPath) == nil ? item("departed", candidate) : nil
    case .settled: Item(event: "settled")
    case .paused, .resumed: nil
    case .impaired(let impairment): Item(event: "impaired", reason: impairment.description)
    }
  }

  private mutating func ignored(_ candidate: Candidate, _ reason: IgnoreReason) -> Item? {
    if tellsIgnored { return item("ignored", candidate, reason: reason.description) }
    silent.insert(candidate.systemPath)
    return nil
  }

  private mutating func item(
    _ event: String, _ device: InputDevice, facts: DeviceFacts? = nil, reason: String? = nil
  ) -> Item {
    silent.remove(device.systemPath)
    let identity = DeviceIdentity(candidate: device.candidate, id: device.id)
    return Item(event: event, device: identity, facts: facts, reason: reason)
  }

  private mutating func item(
    _ event: String, _ candidate: Candidate, reason: String? = nil
  ) -> Item {
    silent.remove(candidate.systemPath)
    return Item(event: event, device: DeviceIdentity(candidate: candidate), reason: reason)
  }
}

extension DeviceNews.Item {
  public var json: JSONValue {
    var members: [JSONValue.Member] = [.init("event", .string(event))]
    if let facts, case .object(let details) = facts.json {
      members += details
    } else if let device {
      members += DeviceFacts.members(device.candidate)
      if let id = device.id { members.append(.init("id", .integer(Int(id.rawValue)))) }
    }
    // An opened device has the member already.
    if let reason { members.append(.init("reason", .string(reason))) }
    return .object(members)
  }

  /// One line for a person.
  public var text: String {
    if event == "settled" { return "watching; Ctrl-C ends it" }
    let label = device.map { identity in
      let candidate = identity.candidate
      let roles = candidate.roles.isEmpty ? "" : "\(candidate.roles), "
      return "\(candidate.node)  \(candidate.name) (\(roles)\(candidate.provenance.label))"
    }
    let head = [DisplayText.leftAligned(event, to: 9), label].compactMap(\.self)
      .joined(separator: "  ")
    return DisplayText.sanitized(reason.map { "\(head): \($0)" } ?? head)
  }
}
