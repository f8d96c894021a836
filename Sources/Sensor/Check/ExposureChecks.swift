internal import Glibc
internal import InputDevices

/// By what others could see what is typed, beside the sensor or through it.
struct ExposureChecks {
  private let environment: CheckEnvironment

  init(_ environment: CheckEnvironment) { self.environment = environment }

  func findings() -> [Finding] { people("input") + people("tactus") + [swap].compactMap(\.self) }

  /// Who is in a group that can read keyboards, by the machine's list of groups.
  func people(_ group: String) -> [Finding] {
    let members = environment.members(group).filter { $0 != "tactus" }.sorted()
    guard !members.isEmpty else { return [] }
    return [
      Finding(
        .warning, "group \(group)",
        "has \(members.count) member\(members.count == 1 ? "" : "s"): "
          + "\(members.joined(separator: ", ")); every program that they run can read the keyboard",
        remedy: "run the sensor as its own user, and 'gpasswd -d USER \(group)'")
    ]
  }

  /// Which devices of swap aren't encrypted; `nil` where there is no swap.
  var swap: Finding? {
    let areas = (environment.text("/proc/swaps") ?? "").split(separator: "\n").dropFirst()
      .compactMap { $0.split(whereSeparator: \.isWhitespace).first.map(String.init) }
    guard !areas.isEmpty else { return nil }
    let plain = areas.filter { !isMemory($0) && !isEncrypted($0) }
    guard !plain.isEmpty else { return Finding(.ok, "swap", "encrypted, or in memory") }
    return Finding(
      .warning, "swap",
      "\(plain.joined(separator: ", ")) \(plain.count == 1 ? "isn't" : "aren't") known to be "
        + "encrypted: keys that are down and times of the last presses may get to the disk",
      remedy: "run the sensor as the service, which isn't swapped out, or encrypt the swap")
  }

  private func isMemory(_ area: String) -> Bool { area.hasPrefix("/dev/zram") }

  /// A device of the kernel's device mapper tells what made it.
  private func isEncrypted(_ area: String) -> Bool {
    guard let real = realpath(area, nil) else { return false }
    defer { free(real) }
    let name = String(cString: real).split(separator: "/").last.map(String.init) ?? ""
    return environment.text("/sys/class/block/\(name)/dm/uuid")?.hasPrefix("CRYPT-") == true
  }

  /// Who may write to the node of a device could type as its user; `nil` where only root and the node's
  /// own group may.
  static func writers(_ node: String, _ name: String, _ access: NodeAccess?) -> Finding? {
    guard let list = access?.list else { return nil }
    let named = list.entries.keys.filter { holder in
      switch holder {
      case .user, .group: list.effective(holder).contains(.write)
      case .owner, .owningGroup, .mask, .others: false
      }
    }
    let isOpen = list.effective(.others).contains(.write)
    guard isOpen || !named.isEmpty else { return nil }
    return Finding(
      isOpen ? .problem : .warning, node,
      "\(name): \(isOpen ? "everyone" : "more than its own group") may write to it, and so type as "
        + "its user",
      remedy: isOpen
        ? "run 'chmod o= \(node)' and remove the udev rule that sets such a mode"
        : "run 'getfacl \(node)', and remove what grants it; 72-tactus.rules grants reading only")
  }
}
