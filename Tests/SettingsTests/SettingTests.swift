import CommandLineKit
import Foundation
import Testing

@testable import Settings

@Suite struct SettingTests {
  private struct Options: Sendable {
    var changes = ConfigurationChanges()
  }

  private func run(_ words: String...) throws -> Configuration {
    let box = Box()
    let command = Command("run", "sense", Options(), Setting.parameters(\.changes)) { options in
      var configuration = Configuration(logDirectory: "/default")
      options.changes.apply(to: &configuration)
      box.value = configuration
      return 0
    }
    let program = Program(name: "t", version: "1", summary: "T", commands: [command])
    guard case .run(_, let action) = try program.parse(["run"] + words) else {
      throw UsageError("nothing to run")
    }
    _ = try action()
    return try #require(box.value)
  }

  private final class Box: @unchecked Sendable { var value: Configuration? }

  /// A good value of each key that isn't its default, to tell that it arrives.
  private static let samples = [
    "log_dir": "/srv/logs", "runtime_dir": "/run/t", "state_dir": "/var/t",
    "require_consent": "true", "log_level": "error", "window": "2m",
    "seat": "seat1",
    "virtual_devices": "exclude", "keyboard_read_period": "100ms", "grab_check": "1h",
    "real_time": "off", "priority": "7", "heartbeat.enabled": "false",
    "heartbeat.url": "https://example.org/beat", "heartbeat.interval": "10s",
    "heartbeat.timeout": "1s", "heartbeat.type": "5", "heartbeat.success_status": "200,204",
    "heartbeat.fields": "host,timestamp", "heartbeat.user": "someone", "heartbeat.salt": "/s",
    "heartbeat.retries": "no", "heartbeat.allow_insecure": "true",
    "heartbeat.statistics": "/run/b.json", "log_sync": "20ms", "log_rotate": "off",
    "log_rotate_size": "2M", "log_keep": "90d", "log_keep_size": "3G", "log_keep_free": "5G",
    "metrics.file": "/run/t.prom", "metrics.interval": "1m",
  ]

  private func path(_ setting: Setting) -> String {
    (setting.section.map { $0 + "." } ?? "") + setting.key
  }

  @Test func `each key has an option and each option a key, and both set the same`() throws {
    let options = (Setting.parameters(\.changes) as [Parameter<Options>]).map(\.description)
    #expect(options.map(\.name) == Setting.all.map(\.option))
    #expect(Set(Setting.all.map(path)).count == Setting.all.count)
    #expect(Set(Setting.all.map(\.option)).count == Setting.all.count)
    #expect(Set(Self.samples.keys) == Set(Setting.all.map(path)))
    for setting in Setting.all {
      let value = try #require(Self.samples[path(setting)])
      let text = (setting.section.map { "\($0): " } ?? "") + "{\(setting.key): \"\(value)\"}"
      var byFile = Configuration(logDirectory: "/default")
      try Configuration.changes(in: Array(text.utf8), file: "t").apply(to: &byFile)
      let isOn = Bool(argument: value) == true
      let word =
        setting.isSwitch ? (isOn ? "" : "no-") + setting.option : "\(setting.option)=\(value)"
      #expect(try run("--" + word) == byFile, "\(setting.key)")
      let differences = Setting.differences(byFile, Configuration(logDirectory: "/default"))
      #expect(differences.map(path) == [path(setting)])
      // What a setting says of itself reads back as the same.
      guard !setting.isSwitch else { continue }
      #expect(try run("--\(setting.option)=\(setting.text(byFile))") == byFile)
    }
  }

  @Test func `a list may be one in YAML, or words with commas`() throws {
    func heartbeat(_ text: String) throws -> HeartbeatSettings {
      var configuration = Configuration(logDirectory: "/default")
      try Configuration.changes(in: Array("heartbeat:\n  \(text)".utf8), file: "t")
        .apply(to: &configuration)
      return configuration.heartbeat
    }
    for text in ["success_status: [201, 204]", "success_status: 201,204"] {
      #expect(try heartbeat(text).successStatuses == [201, 204])
    }
    #expect(try heartbeat("fields: [host]").fields == [.host])
    #expect(try heartbeat("fields: []").fields == [])
  }

  @Test func `each stored property of the configuration has its key`() {
    let configuration = Configuration(logDirectory: "")
    let own = Mirror(reflecting: configuration).children.count - 2
    let heartbeat = Mirror(reflecting: configuration.heartbeat).children.count
    #expect(own == Setting.all.count { $0.section == nil })
    #expect(heartbeat == Setting.heartbeat.count)
    let metrics = Mirror(reflecting: configuration.metrics).children.count
    #expect(metrics == Setting.metrics.count)
  }

  @Test func `an option tells its mistakes like the file does`() {
    let error = #expect(throws: UsageError.self) { try run("--window=2h") }
    #expect(
      error?.message
        == "invalid argument '2h' for '--window': expected a duration in whole seconds, "
        + "from 1s to 1h")
  }

  @Test func `the example holds every key, with its default`() throws {
    let bytes = try Array(Data(contentsOf: Example.file))
    var configuration = Configuration(logDirectory: "/var/log/tactus")
    configuration.priority = 1
    configuration.window = .hours(1)
    configuration.heartbeat.interval = .hours(1)
    try Configuration.changes(in: bytes, file: "tactus.yaml").apply(to: &configuration)
    #expect(configuration == Configuration(logDirectory: "/var/log/tactus"))
    let root = try #require(try YAMLParser.parse(bytes))
    guard case .mapping(let entries) = root.content else {
      Issue.record("the example has no keys")
      return
    }
    let keys = entries.flatMap { entry -> [String] in
      guard case .mapping(let below) = entry.value.content else { return [entry.key] }
      return below.map { "\(entry.key).\($0.key)" }
    }
    #expect(keys.sorted() == Setting.all.map(path).sorted())
  }
}
