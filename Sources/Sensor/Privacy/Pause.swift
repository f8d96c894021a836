public import CommandLineKit
internal import FeatureLog

/// That nothing is to be sensed, since when, and until when.
public struct Pause: Sendable, Equatable {
  public enum Reason: Sendable, Equatable {
    /// Somebody wants it so.
    case asked
    /// Consent is required, and there is none.
    case noConsent
  }

  public var reason: Reason
  /// Microseconds since 1970; nil where nobody knows.
  public var since: Int64?
  /// Microseconds since 1970; nil for until it is taken back.
  public var until: Int64?
  /// The same by the clock that counts since the machine started, sleep included: what decides, for the
  /// other one can be set.
  var untilUptime: Int64?

  /// Who pauses doesn't care for the clock.
  public static func == (a: Pause, b: Pause) -> Bool {
    (a.reason, a.since, a.until) == (b.reason, b.since, b.until)
  }

  /// `paused until 14:05:00`, for people.
  public var text: String {
    switch (reason, until) {
    case (.noConsent, _): "paused, for there is no consent to sensing: 'tactus consent' gives it"
    case (.asked, let until?): "paused until \(WallClock.iso8601(until))"
    case (.asked, nil): "paused until 'tactus resume'"
    }
  }
}

/// The file that makes a sensor pause as long as it is there and its time isn't over. It outlives the
/// sensor and the machine's restart; one that can't be understood pauses until it is removed.
public struct PauseFile: Sendable {
  /// Of the file, in the state folder.
  public static let name = "tactus.pause"
  private let file: StateFile

  public init(folder: String) { file = StateFile(Self.name, in: folder) }

  public var path: String { file.path }

  /// - Parameter length: nil for until ``remove()``.
  /// - Returns: what a sensor reads of it.
  public func write(for length: TimeSpan?) throws(StateFileError) -> Pause {
    let pause = Pause(
      reason: .asked, since: WallClock.now, until: length.map { WallClock.now + $0.microseconds },
      untilUptime: length.map { WallClock.sinceBoot + $0.microseconds })
    try file.write([
      "version": .integer(1),
      "since": .optional(pause.since.map(WallClock.iso8601)),
      "until": .optional(pause.until.map(WallClock.iso8601)),
      "boot": .string(Identifiers.boot()),
      "until_uptime_us": .optional(pause.untilUptime.map { Int($0) }),
    ])
    return pause
  }

  /// - Returns: whether there was a pause.
  public func remove() throws(StateFileError) -> Bool { try file.remove() }

  /// The pause that holds now.
  public func read() -> Pause? { read(boot: Identifiers.boot(), uptime: WallClock.sinceBoot) }

  func read(boot: String, uptime: Int64, now: Int64 = WallClock.now) -> Pause? {
    guard case .present(let content) = file.read() else { return nil }
    var pause = Pause(reason: .asked, since: content?["since"]?.string.flatMap(Self.moment))
    guard let until = content?["until"]?.string.flatMap(Self.moment) else { return pause }
    pause.until = until
    // After a restart of the machine only the clock on the wall knows.
    let isSameBoot = content?["boot"]?.string == boot && !boot.isEmpty
    let end = content?["until_uptime_us"]?.integer.map { Int64($0) }
    pause.untilUptime = isSameBoot ? end ?? uptime + (until - now) : uptime + (until - now)
    return (pause.untilUptime ?? .max) > uptime ? pause : nil
  }

  private static func moment(_ text: String) -> Int64? {
    try? TimeExpression.microseconds(text, now: 0)
  }
}
