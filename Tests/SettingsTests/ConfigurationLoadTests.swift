import CommandLineKit
import Foundation
import Testing

@testable import Settings

@Suite final class ConfigurationLoadTests {
  private let folder: URL
  private var file: String { folder.appending(path: "t.yaml").path }

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "tactus-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private func write(_ text: String, mode: mode_t = 0o644) throws {
    try text.write(toFile: file, atomically: false, encoding: .utf8)
    #expect(chmod(file, mode) == 0)
  }

  private func load(
    named: Bool = true, options: [String: String] = [:], environment: [String: String] = [:],
    user: uid_t = geteuid()
  ) throws -> Configuration {
    var changes = ConfigurationChanges()
    for setting in Setting.all {
      guard let text = options[setting.key] else { continue }
      let isSet = changes.set(setting, to: text)
      #expect(isSet)
    }
    return try Configuration.load(
      file: named ? file : nil, options: changes, defaultFile: file,
      environment: { environment[$0] }, user: user)
  }

  private func message(_ body: () throws -> Configuration) -> String? {
    #expect(throws: ConfigurationError.self) { try body() }?.message
  }

  @Test func `options come before the file, and the file before the defaults`() throws {
    try write("window: 10s\npriority: 10\nlog_dir: /file\n")
    let configuration = try load(
      options: ["window": "20s"], environment: ["LOGS_DIRECTORY": "/service"])
    #expect(configuration.window == .seconds(20))
    #expect(configuration.priority == 10)
    #expect(configuration.logDirectory == "/file")
    #expect(configuration.grabCheck == .seconds(30))
  }

  @Test func `a file that was named must be there, the default one need not`() throws {
    let home = ["HOME": "/home/a"]
    #expect(
      message { try load(environment: home) }
        == "\(file): cannot be read: No such file or directory")
    #expect(try load(named: false, environment: home).window == .seconds(60))
    #expect(ConfigurationError.exitStatus == 78)
  }

  @Test(
    arguments: [
      (0o664, "can be changed by its group, so it isn't used: run 'chmod go-w "),
      (0o646, "can be changed by everyone, so it isn't used: run 'chmod go-w "),
      (0o666, "can be changed by everyone, so it isn't used: run 'chmod go-w "),
    ] as [(mode_t, String)])
  func `a file that others can change is refused`(mode: mode_t, expected: String) throws {
    try write("window: 10s\n", mode: mode)
    for named in [true, false] {
      #expect(message { try load(named: named) } == "\(file): \(expected)\(file)'")
    }
  }

  @Test func `a file of another user is refused, of root's not`() {
    func mistrust(_ mode: mode_t, _ owner: uid_t, _ user: uid_t) -> String? {
      Configuration.mistrust(mode: mode, owner: owner, user: user, path: "f")
    }
    let file = mode_t(S_IFREG)
    #expect(mistrust(file | 0o644, 0, 1000) == nil)
    #expect(mistrust(file | 0o600, 1000, 1000) == nil)
    #expect(mistrust(mode_t(S_IFIFO) | 0o666, 1001, 1000) == nil)
    #expect(
      mistrust(file | 0o644, 1001, 1000)
        == "belongs to another user (1001), so it isn't used: run 'chown root f'")
    #expect(mistrust(file | 0o644, 1000, 0) != nil)
  }

  @Test func `what is no configuration file is refused`() throws {
    #expect(
      message {
        try Configuration.load(
          file: folder.path, options: ConfigurationChanges(),
          environment: { $0 == "HOME" ? "/x" : nil })
      } == "\(folder.path): cannot be read: Is a directory")
    try write(String(repeating: "#", count: 1 << 20 + 1))
    #expect(message { try load() } == "\(file): larger than 1 MiB: this is no configuration file")
    let empty = try Configuration.load(
      file: "/dev/null", options: ConfigurationChanges(), environment: { $0 == "HOME" ? "/x" : nil }
    )
    #expect(empty.window == .seconds(60))
  }

  @Test(
    arguments: [
      (["LOGS_DIRECTORY": "/var/log/a:/var/log/b"], 1000, "/var/log/a"),
      (["LOGS_DIRECTORY": "/var/log/a"], 0, "/var/log/a"),
      (["LOGS_DIRECTORY": "", "HOME": "/root"], 0, "/var/log/tactus"),
      (["XDG_STATE_HOME": "/state", "HOME": "/home/a"], 1000, "/state/tactus"),
      (["XDG_STATE_HOME": "state", "HOME": "/home/a"], 1000, "/home/a/.local/state/tactus"),
      (["HOME": "/home/a"], 1000, "/home/a/.local/state/tactus"),
      ([:], 1000, nil),
    ] as [([String: String], uid_t, String?)])
  func `logs have their usual place`(environment: [String: String], user: uid_t, folder: String?) {
    #expect(
      Configuration.defaultLogDirectory(environment: { environment[$0] }, user: user) == folder)
  }

  @Test func `where no home is known a folder must be named`() throws {
    #expect(message { try load(named: false, user: 1000) }?.contains("--log-dir") == true)
    #expect(try load(named: false, options: ["log_dir": "x"], user: 1000).logDirectory == "x")
  }

  @Test func `the runtime folder is the service's, or lies in the log folder`() throws {
    func folder(_ variables: [String: String]) throws -> String {
      try Configuration.load(
        file: "/dev/null", options: ConfigurationChanges(), environment: { variables[$0] },
        user: 1000
      ).runtimeDirectory
    }
    #expect(try folder(["HOME": "/h"]) == "/h/.local/state/tactus/run")
    #expect(try folder(["HOME": "/h", "RUNTIME_DIRECTORY": "/run/tactus:/x"]) == "/run/tactus")
  }

  @Test func `the URL may come by the environment, and options come before it`() throws {
    func url(_ changes: ConfigurationChanges) throws -> String {
      try Configuration.loadHeartbeat(
        file: "/dev/null", options: changes,
        environment: { $0 == "TACTUS_HEARTBEAT_URL" ? "https://a.example/" : nil }
      ).url
    }
    #expect(try url(ConfigurationChanges()) == "https://a.example/")
    var changes = ConfigurationChanges()
    let setting = try #require(Setting.heartbeat.first { $0.key == "url" })
    let isTaken = changes.set(setting, to: "https://b.example/")
    #expect(isTaken)
    #expect(try url(changes) == "https://b.example/")
  }

  @Test func `settings that are wrong together are refused`() throws {
    try write("heartbeat: {url: http://example.org/}")
    #expect(message { try load() }?.contains("allow_insecure") == true)
    try write("heartbeat: {url: http://example.org/, allow_insecure: true}")
    #expect(try load().heartbeat.allowsInsecure)
    try write("heartbeat: {fields: [user_id]}")
    #expect(message { try load() }?.contains("salt") == true)
  }
}
