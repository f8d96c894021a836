internal import CommandLineKit
internal import FeatureLog
internal import Settings

extension LogPolicy {
  /// What the settings mean to the feature log.
  init(_ configuration: Configuration) {
    self.init()
    syncMicroseconds = configuration.logSync.microseconds
    rotates = configuration.logRotate == .auto
    segmentBytes = configuration.logRotateSize.bytes
    keptMicroseconds = configuration.logKeep.microseconds
    keptBytes = configuration.logKeepSize.bytes
    freeBytes = configuration.logKeepFree.bytes
  }
}
