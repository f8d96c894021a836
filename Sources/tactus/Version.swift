enum Version {
  /// By semantic versioning: the log's columns and the command line are the interface.
  static let text = "0.1.0"
}
