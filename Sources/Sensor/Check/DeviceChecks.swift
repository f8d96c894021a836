internal import Glibc
internal import InputDevices

/// The devices, and by what right this process reads them.
struct DeviceChecks {
  private let environment: CheckEnvironment

  init(_ environment: CheckEnvironment) { self.environment = environment }

  func findings() -> [Finding] { [udev] + devices }

  var udev: Finding {
    guard CheckEnvironment.exists(environment.udevControl) else {
      return Finding(
        .warning, "udev", "its daemon isn't running: devices that come later aren't noticed",
        remedy: "start systemd-udevd; in a container, sense on the host instead")
    }
    return Finding(.ok, "udev", "running: devices that come later are noticed")
  }

  private var devices: [Finding] {
    guard CheckEnvironment.exists(environment.inputFolder) else {
      return [
        Finding(
          .warning, "devices", "there is no \(environment.inputFolder), and so no input device",
          remedy: "plug one in; a container must be given the folder")
      ]
    }
    do {
      let found = try DeviceSurvey.take()
      return summary(found) + found.flatMap { [finding($0), writers($0)].compactMap(\.self) } + [
        grabs
      ]
    } catch {
      return [Finding(.problem, "devices", "\(error)")]
    }
  }

  private func summary(_ found: [DeviceFacts]) -> [Finding] {
    let isAnyTaken = found.contains { facts in
      if case .ignored = facts.access { false } else { true }
    }
    guard !isAnyTaken else { return [] }
    return [
      Finding(
        .warning, "devices", "no keyboard and no pointer is there", remedy: "plug one in")
    ]
  }

  /// `nil` for a device that is none of the sensor's business.
  private func finding(_ facts: DeviceFacts) -> Finding? {
    let candidate = facts.candidate
    let name = "\(candidate.name) (\(candidate.roles))"
    let access = NodeAccess(path: candidate.node)
    switch facts.access {
    case .ignored: return nil
    case .readable: return readable(candidate.node, name, access)
    case .refused(let reason):
      return refused(candidate.node, name, access, reason)
    }
  }

  private func writers(_ facts: DeviceFacts) -> Finding? {
    if case .ignored = facts.access { return nil }
    let candidate = facts.candidate
    return ExposureChecks.writers(candidate.node, candidate.name, NodeAccess(path: candidate.node))
  }

  func readable(_ node: String, _ name: String, _ access: NodeAccess?) -> Finding {
    if access?.isOpenToAll == true { return openToAll(node, name) }
    let grant = access?.readGrant(for: environment.credentials)
    return Finding(.ok, node, "\(name): readable\(grant.map(explain) ?? "")")
  }

  func refused(_ node: String, _ name: String, _ access: NodeAccess?, _ reason: String) -> Finding {
    // Where the node may be read and opening it failed, the reason is another one.
    guard let access, access.readGrant(for: environment.credentials) == nil else {
      return Finding(.problem, node, "\(name): \(reason)")
    }
    let groups = access.readingGroups.map(environment.groupName).filter { $0 != "root" }
    let preferred = groups.contains("tactus") ? ["tactus"] : groups
    let joining = preferred.map { "join group '\($0)' (usermod -aG \($0) USER) and log in again" }
    let remedy =
      preferred == ["tactus"]
      ? joining[0]
      : (["install 72-tactus.rules and join group 'tactus'"] + joining).joined(separator: "; or ")
    return Finding(.problem, node, "\(name): permission denied", remedy: remedy)
  }

  private func openToAll(_ node: String, _ name: String) -> Finding {
    Finding(
      .problem, node, "\(name): everyone on this machine may read it, and so what is typed",
      remedy: "run 'chmod o= \(node)' and remove the udev rule that sets such a mode")
  }

  private func explain(_ grant: NodeAccess.Grant) -> String {
    switch grant {
    case .root: " by root"
    case .owner: " by its owner"
    case .user: " by an access control entry for this user"
    case .group(let id): " by group '\(environment.groupName(id))'"
    case .others: " by everyone"
    }
  }

  private var grabs: Finding {
    Finding(
      .ok, "grabs",
      "whether another program has taken a device for itself shows only when it is used: "
        + "'tactus devices --watch' tells")
  }
}
