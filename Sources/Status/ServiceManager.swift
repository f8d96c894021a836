internal import CLinux
internal import Glibc

/// The service manager that started this process, if one did: systemd's `sd_notify` protocol, by one
/// datagram a message (sd_notify(3)).
public struct ServiceManager: Sendable {
  private let socket: String?
  /// How often to say that all is well, in milliseconds: half of what systemd waits for; nil where it
  /// doesn't watch this process.
  public let watchdogPeriod: Int64?

  public init() { self.init(environment: Self.variable, process: getpid()) }

  init(environment: (String) -> String?, process: Int32) {
    let path = environment("NOTIFY_SOCKET")
    socket = path.flatMap { $0.hasPrefix("/") || $0.hasPrefix("@") ? $0 : nil }
    let isWatched = environment("WATCHDOG_PID").map { Int32($0) == process } ?? true
    let microseconds = environment("WATCHDOG_USEC").flatMap { Int64($0) }
    watchdogPeriod =
      isWatched && socket != nil
      ? microseconds.flatMap { $0 >= 2_000 ? $0 / 2_000 : nil } : nil
  }

  public func ready() { tell("READY=1") }
  public func stopping() { tell("STOPPING=1") }
  /// The configuration is being read anew, from now on until ``ready()``.
  public func reloading() {
    tell("RELOADING=1\nMONOTONIC_USEC=\(clinux_clock_ns(CLOCK_MONOTONIC) / 1_000)")
  }
  /// A line for `systemctl status`.
  public func status(_ text: String) {
    tell("STATUS=" + text.map { $0 == "\n" ? " " : String($0) }.joined())
  }
  public func feedWatchdog() { tell("WATCHDOG=1") }

  private func tell(_ message: String) {
    if let socket { _ = clinux_unix_notify(socket, message) }
  }

  private static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }
}
