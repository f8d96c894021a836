public import FeatureLog
public import InputDevices
internal import InputEvents

/// What there is to tell of one input device: who it is, and whether the sensor reads it.
public struct DeviceFacts: Sendable, Equatable {
  public enum Access: Sendable, Equatable {
    case readable(Opening)
    /// It should be read and can't be; the text has the remedy.
    case refused(String)
    /// It is none of the sensor's business.
    case ignored(String)
  }

  /// What is known of a device only by opening it.
  public struct Opening: Sendable, Equatable {
    var id: UInt32
    /// The name that the device gives itself.
    var identity: String
    /// Events that the kernel queues before it drops all of them.
    var queueLength: Int
    /// Microseconds after the first event of a burst within which the queue can't overflow.
    var readWithin: Int64
    /// `monotonic`, or why it isn't.
    var clock: String
    /// Whether the kernel keeps what isn't needed from being delivered.
    var isMasked: Bool
    /// Whether a grab by another program can be noticed.
    var showsGrabs: Bool
    /// Units a millimetre of an absolute pointer, where it says so.
    var unitsPerMillimeter: Int?
  }

  public let candidate: Candidate
  public let access: Access

  public init(_ candidate: Candidate, refused error: OpeningError) {
    self.candidate = candidate
    access = .refused(error.description)
  }

  public init(_ candidate: Candidate, ignored reason: IgnoreReason) {
    self.candidate = candidate
    access = .ignored(reason.description)
  }

  public init(_ device: InputDevice) {
    candidate = device.candidate
    access = .readable(Opening(device))
  }
}

extension DeviceFacts.Opening {
  fileprivate init(_ device: InputDevice) {
    id = device.id.rawValue
    identity = device.description.name
    queueLength = device.queueLength
    readWithin =
      LateReading.hold(
        queueLength: device.queueLength, reportPeriod: device.minimumReportPeriod) / 1_000
    clock =
      switch device.clock {
      case .monotonic: "monotonic"
      case .refused(let code): "refused: \(SystemError(code: code))"
      }
    isMasked = device.maskRefusal == nil
    showsGrabs = device.keyState() != nil
    let resolution = device.description.axes[EventCode.absX]?.resolution ?? 0
    unitsPerMillimeter = resolution > 0 ? Int(resolution) : nil
  }
}

// MARK: - For programs

extension DeviceFacts {
  /// Every device has the same members; what is not known is null.
  public var json: JSONValue { .object(Self.members(candidate) + accessMembers) }

  /// Who a device is, as far as that is known without opening it.
  static func members(_ candidate: Candidate) -> [JSONValue.Member] {
    [
      .init("node", .string(candidate.node)), .init("path", .string(candidate.systemPath)),
      .init("name", .string(candidate.name)), .init("roles", .string(candidate.roles.description)),
      .init("provenance", .string(candidate.provenance.label)),
      .init("seat", .string(candidate.seat)), .init("group", .string(candidate.group)),
      .init("report_period_us", .integer(Int(candidate.minimumReportPeriod))),
      .init("dpi", .optional(candidate.dotsPerInch)),
    ]
  }

  private var accessMembers: [JSONValue.Member] {
    var opening: Opening?
    var reason: String?
    let word: String
    switch access {
    case .readable(let facts): (word, opening) = ("readable", facts)
    case .refused(let text): (word, reason) = ("refused", text)
    case .ignored(let text): (word, reason) = ("ignored", text)
    }
    return [
      .init("access", .string(word)), .init("reason", .optional(reason)),
      .init("id", .optional(opening.map { Int($0.id) })),
      .init("identity", .optional(opening?.identity)),
      .init("queue_events", .optional(opening?.queueLength)),
      .init("read_within_us", .optional(opening.map { Int($0.readWithin) })),
      .init("units_per_mm", .optional(opening?.unitsPerMillimeter)),
      .init("clock", .optional(opening?.clock)),
      .init("masked", opening.map { .bool($0.isMasked) } ?? .null),
      .init("shows_grabs", opening.map { .bool($0.showsGrabs) } ?? .null),
    ]
  }
}

// MARK: - For people

extension [DeviceFacts] {
  /// The devices as a table; nodes of one piece of hardware have the same letters in `HARDWARE`.
  public func table(style: TextStyle) -> [String] {
    var table = TextTable(titles: [
      "NODE", "NAME", "ROLES", "FROM", "SEAT", "HARDWARE", "QUEUE", "READ WITHIN", "RESOLUTION",
      "ACCESS",
    ])
    let labels = groupLabels
    for facts in self {
      let candidate = facts.candidate
      table.append(
        [
          candidate.node, candidate.name, candidate.roles.description,
          candidate.provenance.label, candidate.seat, labels[candidate.group] ?? "",
        ] + facts.openingCells)
    }
    return table.lines(style: style)
  }

  /// `A`, `B`, … `Z`, `AA`, in the order of the devices.
  private var groupLabels: [String: String] {
    var labels: [String: String] = [:]
    for facts in self where labels[facts.candidate.group] == nil {
      labels[facts.candidate.group] = Self.letters(labels.count)
    }
    return labels
  }

  private static func letters(_ index: Int) -> String {
    let last = String(UnicodeScalar(UInt8(ascii: "A") + UInt8(index % 26)))
    return index < 26 ? last : letters(index / 26 - 1) + last
  }
}

extension DeviceFacts {
  /// Queue, lateness, resolution and access.
  fileprivate var openingCells: [String] {
    switch access {
    case .readable(let opening):
      [
        "\(opening.queueLength) events", milliseconds(opening.readWithin),
        resolution(opening), "readable",
      ]
    case .refused(let reason): ["", "", resolution(nil), reason]
    case .ignored(let reason): ["", "", "", "not taken: \(reason)"]
    }
  }

  private func resolution(_ opening: Opening?) -> String {
    if let dotsPerInch = candidate.dotsPerInch { return "\(dotsPerInch) DPI" }
    return opening?.unitsPerMillimeter.map { "\($0)/mm" } ?? ""
  }

  private func milliseconds(_ microseconds: Int64) -> String {
    let tenths = microseconds / 100
    return "\(tenths / 10).\(tenths % 10) ms"
  }
}
