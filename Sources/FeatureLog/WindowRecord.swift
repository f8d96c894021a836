public import BehaviorFeatures

/// One line of the feature log: a window's features, where they come from and how far to trust them.
public struct WindowRecord: Sendable, Equatable {
  /// The version of the record's layout, `v` in the log.
  public static let schemaVersion = 1

  /// Counts records of one log from 1 without a hole.
  public var sequence: Int
  /// The kernel's boot id and the id of this run of the sensor.
  public var bootID: String
  public var runID: String
  public var source: Source
  /// The window's first moment: microseconds since 1970, and the local offset from UTC in seconds.
  public var startMicroseconds: Int64
  public var utcOffsetSeconds: Int
  /// Length in seconds; shorter than configured where ``isComplete`` is false.
  public var duration: Double
  /// False for a window that the sensor's stop cut short.
  public var isComplete: Bool
  public var seat: String
  /// Who was active on the seat at the window's end, where logind tells.
  public var user: String?
  public var keyboards: Int
  public var pointers: Int
  /// Provenances of the devices that were read, each once, sorted.
  public var provenance: [String]
  /// `mm`, `counts`, `mixed`; nil where no pointer moved.
  public var lengthUnit: String?
  /// Bookkeeping, in a fixed order: `events.pointer.read`, `gap.dropped`, … Nil where withheld.
  public var counts: [Count]
  /// One value a feature, in the order of ``FeatureTable/all``; nil where withheld or undefined.
  public var features: [Double?]
  /// What the features were computed from, to be merged with that of other windows.
  public var sketch: Sketch

  public struct Count: Sendable, Equatable {
    public var name: String
    public var value: Int?
    public init(_ name: String, _ value: Int?) {
      self.name = name
      self.value = value
    }
  }

  public enum Source: String, Sendable {
    case live, recording
  }

  public init(
    sequence: Int, bootID: String, runID: String, source: Source, startMicroseconds: Int64,
    utcOffsetSeconds: Int, duration: Double, isComplete: Bool, seat: String, user: String?,
    keyboards: Int, pointers: Int, provenance: [String], lengthUnit: String?, counts: [Count],
    features: [Double?], sketch: Sketch = Sketch()
  ) {
    self.sequence = sequence
    self.bootID = bootID
    self.runID = runID
    self.source = source
    self.startMicroseconds = startMicroseconds
    self.utcOffsetSeconds = utcOffsetSeconds
    self.duration = duration
    self.isComplete = isComplete
    self.seat = seat
    self.user = user
    self.keyboards = keyboards
    self.pointers = pointers
    self.provenance = provenance
    self.lengthUnit = lengthUnit
    self.counts = counts
    self.features = features
    self.sketch = sketch
  }
}
