/// The version of both programs, by semantic versioning: the log's columns, the status document, the
/// configuration and the command lines are the interface.
public enum Version {
  public static let text = "0.1.0"
}
