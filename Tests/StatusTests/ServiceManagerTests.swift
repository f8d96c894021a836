import Glibc
import Testing

@testable import Status

@Suite struct ServiceManagerTests {
  private func manager(_ variables: [String: String]) -> ServiceManager {
    ServiceManager(environment: { variables[$0] }, process: 42)
  }

  @Test func `what is told arrives as one datagram each`() throws {
    let path = "/tmp/tactus-notify-\(getpid()).sock"
    let receiver = try Datagrams(path)
    let manager = manager(["NOTIFY_SOCKET": path, "WATCHDOG_USEC": "3000000"])
    manager.ready()
    manager.status("two\nlines")
    manager.feedWatchdog()
    manager.stopping()
    #expect(receiver.take() == ["READY=1", "STATUS=two lines", "WATCHDOG=1", "STOPPING=1"])
    manager.reloading()
    let told = try #require(receiver.take().first)
    #expect(told.hasPrefix("RELOADING=1\nMONOTONIC_USEC="))
  }

  @Test func `the watchdog is fed twice in its time`() {
    let socket = ["NOTIFY_SOCKET": "@tactus-nobody"]
    func period(_ variables: [String: String]) -> Int64? {
      manager(socket.merging(variables) { $1 }).watchdogPeriod
    }
    #expect(period(["WATCHDOG_USEC": "30000000"]) == 15_000)
    #expect(period(["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "42"]) == 15_000)
    #expect(period(["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "43"]) == nil)
    #expect(period(["WATCHDOG_USEC": "nonsense"]) == nil)
    #expect(period([:]) == nil)
    #expect(manager(["WATCHDOG_USEC": "30000000"]).watchdogPeriod == nil)
  }

  @Test func `nobody to tell is no trouble`() {
    manager([:]).ready()
    manager(["NOTIFY_SOCKET": "/nonexistent/socket"]).ready()
    manager(["NOTIFY_SOCKET": "relative"]).ready()
  }
}

/// A datagram socket, as systemd has it.
private final class Datagrams {
  private let descriptor: Int32
  private let path: String

  init(_ path: String) throws {
    self.path = path
    unlink(path)
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(bound == 0)
  }

  deinit {
    close(descriptor)
    unlink(path)
  }

  /// What has come so far.
  func take() -> [String] {
    var messages: [String] = []
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while case let count = recv(descriptor, &buffer, buffer.count, 0), count >= 0 {
      messages.append(String(decoding: buffer[..<count], as: UTF8.self))
    }
    return messages
  }
}
