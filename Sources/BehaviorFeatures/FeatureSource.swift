/// Whose definition a feature follows: a paper, a kernel document, or nobody's but ours.
public enum FeatureSource: String, CaseIterable, Sendable {
  case tactus
  case killourhyMaxion2009
  case kernelInput

  /// As a reader would look it up.
  public var citation: String {
    switch self {
    case .tactus: "Defined here."
    case .killourhyMaxion2009:
      "K. S. Killourhy, R. A. Maxion: Comparing Anomaly-Detection Algorithms for Keystroke Dynamics. "
        + "DSN 2009."
    case .kernelInput: "Linux kernel documentation: Documentation/input/event-codes.rst."
    }
  }
}
