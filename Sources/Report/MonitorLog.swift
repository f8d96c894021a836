import FeatureLog

/// What `monitor_*.log` tells of the sensor's own life: when it sensed, and when its heartbeat failed.
///
/// Times are those of the clock where it was written, as the days of the report are.
public struct MonitorLog: Sendable, Equatable {
  /// In seconds since 1970-01-01 of the local clock.
  public struct Period: Sendable, Equatable {
    public var start: Double
    public var end: Double
  }

  public private(set) var sensing: [Period] = []
  public private(set) var failing: [Period] = []
  private var run: Period?
  private var failure: Period?

  public init() {}

  /// Takes the next line of a file, without its newline.
  public mutating func take(_ line: some Collection<UInt8>) {
    guard let (moment, message) = Self.parts(of: line) else { return }
    if message.has(" senses how someone types") {
      finish()
      run = Period(start: moment, end: moment)
    }
    if let begun = run { run?.end = max(moment, begun.end) }
    if message == "stopped" { return finish() }
    if Self.isFailure(message) {
      if failure == nil { failure = Period(start: moment, end: moment) }
      failure?.end = moment
    } else if message.hasPrefix("heartbeats succeed again")
      || message.hasPrefix("heartbeats are possible again")
    {
      endFailure(moment)
    }
  }

  /// The file ends: what was under way is told of up to its last line.
  public mutating func finish() {
    if let run {
      endFailure(run.end)
      sensing.append(run)
    }
    run = nil
    failure = nil
  }

  private mutating func endFailure(_ moment: Double) {
    guard var failure else { return }
    failure.end = max(moment, failure.start)
    failing.append(failure)
    self.failure = nil
  }

  private static func isFailure(_ message: Substring) -> Bool {
    message.hasPrefix("no heartbeat:")
      || (message.hasPrefix("heartbeat ") && message.has(" failed: "))
  }

  /// `2026-11-23 23:05:00.123 LEVEL message`.
  private static func parts(of line: some Collection<UInt8>) -> (Double, Substring)? {
    guard line.count > 30 else { return nil }
    let text = String(decoding: line, as: UTF8.self)
    guard let moment = CivilTime(iso8601: "\(text.prefix(23))Z")?.microsecondsSince1970 else {
      return nil
    }
    let message = text.dropFirst(24).drop { $0 != " " }.drop { $0 == " " }
    return (Double(moment) / 1e6, message)
  }
}

extension Substring {
  fileprivate func has(_ part: String) -> Bool {
    let (whole, part) = (Array(utf8), Array(part.utf8))
    return whole.indices.contains { whole[$0...].starts(with: part) }
  }
}
