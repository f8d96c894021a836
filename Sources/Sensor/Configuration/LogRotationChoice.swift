public import CommandLineKit
internal import FeatureLog

/// Who begins new files of the feature log, and compresses and removes old ones.
public enum LogRotationChoice: String, ArgumentChoice {
  /// The sensor.
  case auto
  /// Somebody else, such as logrotate, or nobody.
  case off
}

extension Configuration {
  /// What the settings mean to the feature log.
  var logPolicy: LogPolicy {
    var policy = LogPolicy()
    policy.syncMicroseconds = logSync.microseconds
    policy.rotates = logRotate == .auto
    policy.segmentBytes = logRotateSize.bytes
    policy.keptMicroseconds = logKeep.microseconds
    policy.keptBytes = logKeepSize.bytes
    policy.freeBytes = logKeepFree.bytes
    return policy
  }
}
