public import CommandLineKit

/// Who begins new files of the feature log, and compresses and removes old ones.
public enum LogRotationChoice: String, ArgumentChoice {
  /// The sensor.
  case auto
  /// Somebody else, such as logrotate, or nobody.
  case off
}
