internal import Glibc

/// The udev rule, the groups, and whether they keep other programs out.
struct AccessChecks {
  private static let rule = "72-tactus.rules"
  private static let group = "tactus"
  private let environment: CheckEnvironment

  init(_ environment: CheckEnvironment) { self.environment = environment }

  func findings() -> [Finding] { [rule] + [membership].compactMap(\.self) + [service] }

  var rule: Finding {
    guard let path = CheckEnvironment.find(Self.rule, in: environment.ruleFolders) else {
      return Finding(
        .warning, "udev rule", "\(Self.rule) isn't installed",
        remedy: "copy it to \(environment.ruleFolders[0]), then run 'udevadm control --reload' and "
          + "'udevadm trigger --subsystem-match=input'")
    }
    guard environment.group(Self.group) != nil else {
      return Finding(
        .problem, "udev rule", "\(path) names the group '\(Self.group)', which isn't there",
        remedy: "run 'groupadd --system \(Self.group)' and "
          + "'udevadm trigger --subsystem-match=input'")
    }
    guard CheckEnvironment.exists(environment.setfacl) else {
      return Finding(
        .problem, "udev rule", "\(path) calls \(environment.setfacl), which isn't there",
        remedy: "install the package 'acl', then run 'udevadm trigger --subsystem-match=input'")
    }
    return Finding(.ok, "udev rule", "\(path) lets group '\(Self.group)' read")
  }

  /// `nil` for root, to whom groups mean nothing.
  var membership: Finding? {
    let credentials = environment.credentials
    if credentials.user == 0 { return nil }
    if let input = environment.group("input"), credentials.groups.contains(input) {
      return Finding(
        .warning, "groups",
        "this user is in group 'input': every program that it runs can read the keyboard",
        remedy: "run the sensor as its own user with \(Self.rule), and leave the group "
          + "(gpasswd -d USER input)")
    }
    guard let group = environment.group(Self.group), !credentials.groups.contains(group) else {
      return Finding(.ok, "groups", "no more than is needed")
    }
    return Finding(
      .warning, "groups", "this process isn't in group '\(Self.group)'",
      remedy: "run 'usermod -aG \(Self.group) USER' and log in again, or use the system service")
  }

  var service: Finding {
    let unit = "tactus.service"
    guard let path = CheckEnvironment.find(unit, in: environment.unitFolders) else {
      return Finding(.ok, "service", "no system service is installed; it is optional")
    }
    let lines = (environment.text(path) ?? "").split(separator: "\n")
    if !lines.contains(where: { $0.hasPrefix("WatchdogSec=") }) {
      return Finding(
        .warning, "service", "\(path) has no watchdog: a sensor that hangs isn't started anew",
        remedy: "set WatchdogSec=30s (systemctl edit tactus)")
    }
    let wants = environment.unitFolders.map { $0 + "/multi-user.target.wants" }
    let isEnabled = CheckEnvironment.find(unit, in: wants) != nil
    return Finding(
      .ok, "service", "\(path) is installed\(isEnabled ? " and starts at boot" : ", not enabled")")
  }
}
