/// How a feature log is kept: when it reaches the disk, when a new file is begun, what is removed.
public struct LogPolicy: Sendable, Equatable {
  /// The most records that may be lost to a power cut, and that are kept in memory to be written
  /// anew where the disk refuses them.
  public static let unsyncedRecords = 64

  /// How long a record may wait for the disk, in microseconds; 0 for not at all.
  public var syncMicroseconds: Int64 = 1_000_000
  /// Whether a new file is begun at ``segmentBytes`` and with each day, and old ones are compressed
  /// and removed. Where not, somebody else moves the log away.
  public var rotates = true
  /// The size that a file of the log doesn't exceed; 0 for any.
  public var segmentBytes: Int64 = 16 << 20
  /// How old a rotated file may get, in microseconds; 0 for any age.
  public var keptMicroseconds: Int64 = 30 * 86_400 * 1_000_000
  /// How much the rotated files may take together; 0 for any amount.
  public var keptBytes: Int64 = 1 << 30
  /// How much of the file system is to stay free: the oldest rotated files go where less is; 0 for
  /// any.
  public var freeBytes: Int64 = 0

  public init() {}
}

/// What became of the windows and of the log's files, since the writer was made.
public struct LogCounters: Sendable, Equatable {
  /// Windows that are in the log.
  public var records = 0
  public var gapRecords = 0
  /// Windows that were lost, by cause.
  public var lost: [LossCause: Int] = [:]
  /// Bytes that were no whole record and were moved to ``LogFolder/tornPath``.
  public var bytesSetAside = 0
  public var rotations = 0
  /// How often the disk refused what it had taken before.
  public var failedSyncs = 0
}
