internal import CommandLineKit

extension Setting {
  /// What the person who is sensed has a say in.
  static let privacy: [Setting] = [
    Setting(
      "state_dir", \.stateDirectory, under: "Privacy", "DIR",
      "folder of what a person says: to pause, and that sensing is agreed to (default: the service's "
        + "StateDirectory=, else the log folder)",
      Limits("a folder's path that doesn't begin with '~'") {
        !$0.hasPrefix("~") && !$0.utf8.contains(0)
      }),
    Setting(
      "require_consent", \.requireConsent, under: "Privacy", "BOOL",
      "sense only while somebody has agreed to it by 'tactus consent'"),
  ]
}
