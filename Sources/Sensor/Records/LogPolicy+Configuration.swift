internal import CommandLineKit
internal import FeatureLog
internal import Settings

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
