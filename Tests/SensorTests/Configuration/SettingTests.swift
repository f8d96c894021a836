import CommandLineKit
import Foundation
import Testing

@testable import Sensor

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
    "log_dir": "/srv/logs", "log_level": "error", "window": "2m", "seat": "seat1",
    "virtual_devices": "exclude", "keyboard_read_period": "100ms", "grab_check": "1h",
    "real_time": "off", "priority": "7", "log_sync": "20ms", "log_rotate": "off",
    "log_rotate_size": "2M", "log_keep": "90d", "log_keep_size": "3G", "log_keep_free": "5G",
  ]

  @Test func `each key has an option and each option a key, and both set the same`() throws {
    let options = (Setting.parameters(\.changes) as [Parameter<Options>]).map(\.description)
    #expect(options.map(\.name) == Setting.all.map(\.option))
    #expect(Set(Setting.all.map(\.key)).count == Setting.all.count)
    #expect(Set(Self.samples.keys) == Set(Setting.all.map(\.key)))
    for (key, value) in Self.samples {
      var byFile = Configuration(logDirectory: "/default")
      try Configuration.changes(in: Array("\(key): \(value)".utf8), file: "t")
        .apply(to: &byFile)
      let option = key.replacingOccurrences(of: "_", with: "-")
      #expect(try run("--\(option)=\(value)") == byFile, "\(key)")
      #expect(byFile != Configuration(logDirectory: "/default"), "\(key)")
    }
  }

  @Test func `each stored property of the configuration has its key`() {
    let properties = Mirror(reflecting: Configuration(logDirectory: "")).children.count
    #expect(properties == Setting.all.count)
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
    try Configuration.changes(in: bytes, file: "tactus.yaml").apply(to: &configuration)
    #expect(configuration == Configuration(logDirectory: "/var/log/tactus"))
    let root = try #require(try YAMLParser.parse(bytes))
    guard case .mapping(let entries) = root.content else {
      Issue.record("the example has no keys")
      return
    }
    #expect(Set(entries.map(\.key)) == Set(Setting.all.map(\.key)))
  }
}
