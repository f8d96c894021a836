internal import Settings

/// Where beats go. The sensor's program has no network, not even to look: it reads what the kernel tells.
struct HeartbeatChecks {
  private let settings: HeartbeatSettings
  private let environment: CheckEnvironment

  init(_ settings: HeartbeatSettings, _ environment: CheckEnvironment) {
    self.settings = settings
    self.environment = environment
  }

  func findings() -> [Finding] {
    guard settings.isEnabled, let target = try? settings.target() else {
      return [Finding(.ok, "heartbeat", "off, as configured")]
    }
    if !target.isEncrypted, !target.isLoopback {
      return [
        Finding(
          .warning, "heartbeat",
          "\(target) is another machine and http: who works here when is told to all on the way",
          remedy: "use https, and set allow_insecure to false")
      ]
    }
    return [receiver(target)]
  }

  private func receiver(_ target: HeartbeatTarget) -> Finding {
    guard target.isLoopback, let listening = listeningPorts else {
      return Finding(.ok, "heartbeat", "goes to \(target); 'tactus heartbeat' tries it")
    }
    let port = target.port ?? (target.isEncrypted ? 443 : 80)
    guard listening.contains(port) else {
      return Finding(
        .warning, "heartbeat",
        "nothing listens on port \(port), where \(target) is: beats will fail",
        remedy: "start the receiver, or set heartbeat: {enabled: false}")
    }
    return Finding(.ok, "heartbeat", "something listens where \(target) is")
  }

  /// The TCP ports on which a process of this network namespace listens; nil where that isn't told.
  private var listeningPorts: Set<Int>? {
    let tables = ["tcp", "tcp6"].compactMap { environment.text("/proc/net/\($0)") }
    guard !tables.isEmpty else { return nil }
    // `0: 0100007F:6592 00000000:0000 0A …`: number, local address, remote one, state.
    return Set(
      tables.flatMap { $0.split(separator: "\n").dropFirst() }.compactMap { line in
        let fields = line.split(separator: " ")
        guard fields.count > 3, fields[3] == "0A", let port = fields[1].split(separator: ":").last
        else { return nil }
        return Int(port, radix: 16)
      })
  }
}
