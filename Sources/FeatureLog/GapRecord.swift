import Glibc

/// A line of the feature log that stands for windows which are not there: they could not be written,
/// sensing was paused, or they were erased.
///
///     {"v":1,"seq":12,"boot":"…","run":"…","start":"2026-11-23T23:05:00.000+01:00",
///      "duration":180.0,"gap":{"cause":"disk_full","windows":3,"made":15}}
///
/// It begins as a window's record does, so that whatever sorts records by number or time has it in
/// its place: `start` is where the first lost window began, `duration` the seconds to the end of the
/// last one. It has no feature, and windows have no key `gap`: readers that infer columns (pandas,
/// polars, DuckDB) fill up what a line lacks, while a column that is null in every window would make
/// polars refuse the file. `made` counts the windows of the run so far, lost ones included, so that
/// a log can be checked by itself: its windows and the sum of `gap.windows` are the windows made.
public struct GapRecord: Sendable, Equatable {
  /// Counts on with the records of windows.
  public var sequence: Int
  public var bootID: String
  public var runID: String
  /// Microseconds since 1970, and the local offset from UTC in seconds.
  public var startMicroseconds: Int64
  public var utcOffsetSeconds: Int
  public var endMicroseconds: Int64
  /// The name of a ``LossCause``, or of one that a newer program knows.
  public var cause: String
  /// How many windows were lost.
  public var windows: Int
  /// How many windows the run had made by then; 0 where records were erased, and nobody knows.
  public var made: Int
  /// How many numbers it stands for, its own the last of them: more than one where records were erased.
  public var records: Int

  /// The first number that it stands for.
  public var firstSequence: Int { sequence - (records - 1) }

  /// Seconds from the start of the first lost window to the end of the last.
  public var duration: Double { Double(endMicroseconds - startMicroseconds) / 1_000_000 }

  public init(
    sequence: Int, bootID: String, runID: String, startMicroseconds: Int64, utcOffsetSeconds: Int,
    endMicroseconds: Int64, cause: String, windows: Int, made: Int, records: Int = 1
  ) {
    self.sequence = sequence
    self.bootID = bootID
    self.runID = runID
    self.startMicroseconds = startMicroseconds
    self.utcOffsetSeconds = utcOffsetSeconds
    self.endMicroseconds = endMicroseconds
    self.cause = cause
    self.windows = windows
    self.made = made
    self.records = records
  }

  /// What becomes of the windows that are not there.
  public enum Kind: Sendable {
    /// They could not be written.
    case loss
    /// There were none: sensing was paused.
    case pause
    /// They were there, and somebody erased them.
    case erasure
  }

  public var kind: Kind {
    switch LossCause(rawValue: cause) {
    case .paused: .pause
    case .erased: .erasure
    default: .loss
    }
  }

  var isErasure: Bool { kind == .erasure }
}

/// Why a window did not reach the log, or is not there any more.
public enum LossCause: String, Sendable, CaseIterable {
  /// No room on the file system, or no more by quota.
  case diskFull = "disk_full"
  /// The device failed.
  case deviceError = "io_error"
  case readOnly = "read_only"
  /// The folder or the file may no longer be written by this user.
  case noPermission = "no_permission"
  /// The file or process may not grow further.
  case sizeLimit = "size_limit"
  /// The writer was so far behind that the sensing loop had nowhere to put the window.
  case behind = "writer_behind"
  /// Nothing was sensed, for somebody had paused the sensor: no window was lost.
  case paused
  /// Somebody erased what was there.
  case erased
  case other

  public init(_ error: FeatureLogError) {
    self = error.reason.map(Self.init) ?? .other
  }

  init(_ reason: SystemError) {
    switch reason.code {
    case ENOSPC, EDQUOT: self = .diskFull
    case EIO, ENXIO, ENODEV: self = .deviceError
    case EROFS: self = .readOnly
    case EACCES, EPERM: self = .noPermission
    case EFBIG: self = .sizeLimit
    default: self = .other
    }
  }
}

extension GapRecord: CustomStringConvertible {
  /// `3 windows are missing from 2026-11-23T23:05:00.000+01:00 on, for 180 s: disk_full`.
  public var description: String {
    let start = CivilTime(microseconds: startMicroseconds, utcOffset: utcOffsetSeconds / 60 * 60)
    let seconds = Int(duration.rounded())
    let isOne = windows == 1
    switch kind {
    case .erasure:
      return "\(windows) \(isOne ? "window was" : "windows were") erased at \(start.iso8601)"
    case .pause: return "paused from \(start.iso8601) on, for \(seconds) s"
    case .loss:
      return
        "\(windows) \(isOne ? "window is" : "windows are") missing from \(start.iso8601) on, for "
        + "\(seconds) s: \(cause)"
    }
  }
}

extension GapRecord {
  /// The record as a line, newline included.
  var line: [UInt8] {
    var text = JSONText()
    text.append("{\"v\":")
    text.append(integer: WindowRecord.schemaVersion)
    text.append(",\"seq\":")
    text.append(integer: sequence)
    text.append(",\"boot\":")
    text.append(string: bootID)
    text.append(",\"run\":")
    text.append(string: runID)
    text.append(",\"start\":")
    let start = CivilTime(
      microseconds: startMicroseconds, utcOffset: utcOffsetSeconds / 60 * 60)
    text.append(string: start.iso8601)
    text.append(",\"duration\":")
    text.append(number: duration)
    text.append(",\"gap\":{\"cause\":")
    text.append(string: cause)
    text.append(",\"windows\":")
    text.append(integer: windows)
    text.append(",\"made\":")
    text.append(integer: made)
    if isErasure {
      text.append(",\"records\":")
      text.append(integer: records)
    }
    text.append("}}\n")
    return text.bytes
  }

  /// A window a millisecond, for 34 years: what is more is a mistake, and sums stay in range.
  private static let mostWindows: UInt = 1 << 40

  /// Nil for a line that is a window's record or something else.
  init?(_ object: JSONObject) {
    guard let gap = object.object("gap"), let cause = gap.string("cause"),
      let windows = gap.integer("windows"), let made = gap.integer("made"),
      let sequence = object.integer("seq"), let duration = object.number("duration"),
      let start = object.string("start").flatMap({ CivilTime(iso8601: $0) }),
      let moment = start.microsecondsSince1970, duration.magnitude < 1e10,
      max(windows.magnitude, made.magnitude) < Self.mostWindows,
      // Numbers begin with 1, so none stands for more than come up to its own.
      case let records = gap.integer("records") ?? 1, (1...max(1, sequence)).contains(records)
    else { return nil }
    self.init(
      sequence: sequence, bootID: object.string("boot") ?? "", runID: object.string("run") ?? "",
      startMicroseconds: moment, utcOffsetSeconds: start.utcOffset ?? 0,
      endMicroseconds: moment + Int64((duration * 1_000_000).rounded()), cause: cause,
      windows: windows, made: made, records: records)
  }
}
