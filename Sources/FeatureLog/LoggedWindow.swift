public import BehaviorFeatures

/// A window as read back from a feature log, whichever version of Tactus wrote it.
///
/// Columns go by name, so logs with more or fewer features than this program knows can be read.
public struct LoggedWindow: Sendable, Equatable {
  public var sequence: Int
  public var bootID: String
  public var runID: String
  /// `live`, `recording`.
  public var source: String
  /// Microseconds since 1970, and the local offset from UTC in seconds.
  public var startMicroseconds: Int64
  public var utcOffsetSeconds: Int
  /// Seconds.
  public var duration: Double
  public var isComplete: Bool
  public var seat: String
  public var user: String?
  public var keyboards: Int
  public var pointers: Int
  public var provenance: [String]
  /// `mm`, `counts`, `mixed`; nil where no pointer moved.
  public var lengthUnit: String?
  /// Counts and features by name. What is withheld, undefined or not in the log is not in here.
  public var values: [String: Double]
  /// The record as the log has it, without its newline.
  public var line: [UInt8] = []
  /// How many windows of a log it sums up.
  public var windows = 1

  /// A count's or feature's value; nil where it is withheld, undefined or not in the log.
  public subscript(name: String) -> Double? { values[name] }
}

extension LoggedWindow {
  /// The record's sketch and its bookkeeping; nil where it has no sketch. Throws where it is wrong.
  func contents() throws(JSONObject.Fault) -> (sketch: Sketch, counts: [WindowRecord.Count])? {
    let object = try JSONObject(parsing: line)
    guard (0...Self.longestDuration).contains(duration) else {
      throw .init(column: 1, message: "its duration is not what it should be")
    }
    return try object.sketch().map { ($0, Self.counts(in: object)) }
  }

  /// The statistics behind the features; nil where the record has none, or none that can be read.
  public var sketch: Sketch? { try? contents()?.sketch }

  /// Microseconds.
  var length: Int64 { Int64(exactly: (duration * 1e6).rounded()) ?? .max }

  private static let featureNames = Set(FeatureTable.all.map(\.name))

  /// The whole numbers that are neither head nor features, and those that are withheld.
  private static func counts(in object: JSONObject) -> [WindowRecord.Count] {
    let head = Set(RecordField.all.map(\.name))
    return object.entries().filter { key, kind in
      (kind == .integer || kind == .null) && !head.contains(key) && !featureNames.contains(key)
    }.map { WindowRecord.Count($0.key, object.integer($0.key)) }
  }

  /// A thousand years, in seconds: what is longer is a mistake, and sums stay exact.
  private static let longestDuration = 3.2e10

  /// The keys of a record's numbers that are neither counts nor features.
  private static let headerNumbers = ["v", "seq", "duration", "keyboards", "pointers"]

  /// Reads one line of a log. Only what no window can be without must be there.
  init(line: some Collection<UInt8>) throws(JSONObject.Fault) {
    self = try Self(JSONObject(parsing: line), line: line)
  }

  /// - Parameter line: what `object` was read from.
  init(_ object: JSONObject, line: some Collection<UInt8>) throws(JSONObject.Fault) {
    guard let version = object.integer("v"), version >= 1 else {
      throw .init(column: 1, message: "not a window record: no version in \"v\"")
    }
    guard version <= WindowRecord.schemaVersion else {
      throw .init(
        column: 1,
        message: "record version \(version) is newer than this program, which reads up to "
          + "\(WindowRecord.schemaVersion); use a newer one")
    }
    guard let sequence = object.integer("seq") else {
      throw .init(column: 1, message: "not a window record: no number in \"seq\"")
    }
    guard let start = object.string("start").flatMap({ CivilTime(iso8601: $0) }),
      let offset = start.utcOffset, let moment = start.microsecondsSince1970
    else {
      throw .init(column: 1, message: "not a window record: no date and time in \"start\"")
    }
    self.sequence = sequence
    startMicroseconds = moment
    utcOffsetSeconds = offset
    bootID = object.string("boot") ?? ""
    runID = object.string("run") ?? ""
    source = object.string("source") ?? ""
    duration = object.number("duration") ?? 0
    isComplete = object.bool("complete") ?? true
    seat = object.string("seat") ?? ""
    user = object.string("user")
    keyboards = object.integer("keyboards") ?? 0
    pointers = object.integer("pointers") ?? 0
    provenance = object.strings("provenance") ?? []
    lengthUnit = object.string("length_unit")
    values = object.numbers()
    for key in Self.headerNumbers { values[key] = nil }
    self.line = Array(line)
  }
}
