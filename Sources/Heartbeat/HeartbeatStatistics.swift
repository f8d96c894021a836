/// What became of all beats since the statistics began.
///
/// Every beat is in one place: `beats == succeeded + failed + unfinished`, plus the one in flight.
public struct HeartbeatStatistics: Sendable, Equatable, Codable {
  /// Beats that were begun.
  public private(set) var beats = 0
  public private(set) var succeeded = 0
  public private(set) var failed = 0
  /// Beats that a stop or a crash cut short.
  public private(set) var unfinished = 0
  /// Moments at which no beat went out because the sensor wasn't sensing.
  public private(set) var withheld = 0
  /// Moments that went by without a beat: the machine slept, or the worker wasn't there.
  public private(set) var missed = 0
  /// Requests; a beat may need several.
  public private(set) var attempts = 0
  /// How often the worker ended without saying so.
  public private(set) var crashes = 0
  /// How often the worker began anew to give back what the network library keeps.
  public private(set) var renewals = 0
  /// Seconds since 1970.
  public private(set) var lastSuccess: Double?
  public private(set) var lastError: Failure?
  public private(set) var latencies = LatencyRing()
  public private(set) var isInFlight = false

  enum CodingKeys: String, CodingKey {
    case beats, succeeded, failed, unfinished, withheld, missed, attempts, crashes, renewals,
      latencies
    case lastSuccess = "last_success"
    case lastError = "last_error"
    case isInFlight = "in_flight"
  }

  public struct Failure: Sendable, Equatable, Codable {
    /// Seconds since 1970.
    public var time: Double
    public var reason: String
  }

  public init() {}

  /// In percent of the beats that ended; 0 before any did.
  public var successRate: Double {
    let ended = succeeded + failed
    return ended == 0 ? 0 : Double(succeeded) / Double(ended) * 100
  }

  mutating func begin() {
    beats += 1
    isInFlight = true
  }

  mutating func attempt() { attempts += 1 }

  /// Ends the beat in flight.
  ///
  /// - Parameter latency: seconds from the request to the end of the answer.
  mutating func end(_ outcome: Outcome, latency: Double, at time: Double) {
    isInFlight = false
    if outcome.isSuccess {
      succeeded += 1
      lastSuccess = time
      latencies.record(latency)
    } else {
      failed += 1
      lastError = Failure(time: time, reason: outcome.description)
    }
  }

  /// Ends the beat in flight, if there is one, without knowing how it went.
  mutating func abandon() {
    if isInFlight { unfinished += 1 }
    isInFlight = false
  }

  mutating func withhold(_ reason: String, at time: Double) {
    withheld += 1
    lastError = Failure(time: time, reason: reason)
  }

  mutating func miss(_ count: Int) { missed += count }
  mutating func renew() { renewals += 1 }

  /// To be called by the next worker on what the last one left.
  mutating func crash() {
    crashes += 1
    abandon()
  }
}

extension HeartbeatStatistics {
  /// More of anything, beats or microseconds, is damage; and every reader of JSON knows this number.
  static let most: Int64 = 1 << 53

  /// Whether they can be gone on with.
  var isSound: Bool {
    [beats, succeeded, failed, unfinished, withheld, missed, attempts, crashes, renewals]
      .allSatisfy { (0...Int(Self.most)).contains($0) } && latencies.isSound
  }
}

extension HeartbeatStatistics {
  /// What a beat may carry of them.
  struct Summary: Encodable {
    var beats: Int
    var succeeded: Int
    var failed: Int
    var attempts: Int
    var successRate: Double

    enum CodingKeys: String, CodingKey {
      case beats, succeeded, failed, attempts
      case successRate = "success_rate"
    }
  }

  var summary: Summary {
    Summary(
      beats: beats, succeeded: succeeded, failed: failed, attempts: attempts,
      successRate: (successRate * 10).rounded() / 10)
  }
}

extension HeartbeatStatistics: CustomStringConvertible {
  /// One line for the log.
  public var description: String {
    var text = "\(beats) beats: \(succeeded) succeeded, \(failed) failed"
    if unfinished > 0 { text += ", \(unfinished) unfinished" }
    if withheld > 0 { text += ", \(withheld) withheld" }
    if missed > 0 { text += ", \(missed) missed" }
    let tenths = Int((successRate * 10).rounded())
    return text + "; success rate \(tenths / 10).\(tenths % 10) %, \(attempts) attempts"
  }
}

/// The latencies of the last successes, and their exact quantiles.
public struct LatencyRing: Sendable, Equatable, Codable {
  static let capacity = 256

  /// In seconds.
  private var values: [Double] = []
  private var next = 0

  fileprivate var isSound: Bool {
    values.count <= Self.capacity && (0..<Self.capacity).contains(next)
      && values.allSatisfy { (0...86_400).contains($0) }
  }

  mutating func record(_ latency: Double) {
    if values.count < Self.capacity {
      values.append(latency)
    } else {
      values[next % Self.capacity] = latency
    }
    next = (next + 1) % Self.capacity
  }

  /// The least latency, in seconds, that at least `share` of them don't exceed; nil while there is none.
  public func quantile(_ share: Double) -> Double? {
    guard !values.isEmpty else { return nil }
    let rank = Int((share * Double(values.count)).rounded(.up))
    return values.sorted()[min(max(rank, 1), values.count) - 1]
  }
}
