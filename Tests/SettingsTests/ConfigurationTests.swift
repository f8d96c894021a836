import CommandLineKit
import Foundation
import OperationalLog
import Testing

@testable import Settings

@Suite struct ConfigurationTests {
  private let defaults = Configuration(logDirectory: "/var/log/tactus")

  private func configuration(_ text: String) throws -> Configuration {
    var configuration = defaults
    try Configuration.changes(in: Array(text.utf8), file: "t.yaml").apply(to: &configuration)
    return configuration
  }

  @Test(arguments: ["", "\n", "# nothing\n", "---\n", "--- # nothing\n", "{}", "\u{FEFF}"])
  func `a file that says nothing leaves the defaults`(text: String) throws {
    #expect(try configuration(text) == defaults)
  }

  @Test func `every key is read`() throws {
    let read = try configuration(
      """
      log_dir: "/srv/a folder"
      log_level: debug
      window: 1m30s
      seat: seat-1
      virtual_devices: exclude
      keyboard_read_period: 1ms
      grab_check: 0
      real_time: off
      priority: 99
      log_sync: 0
      log_rotate: off
      log_rotate_size: 64K
      log_keep: 1d
      log_keep_size: 0
      log_keep_free: 1G
      """)
    var expected = Configuration(logDirectory: "/srv/a folder")
    expected.logLevel = .debug
    expected.window = .seconds(90)
    expected.seat = .named("seat-1")
    expected.virtualDevices = .exclude
    expected.keyboardReadPeriod = .milliseconds(1)
    expected.grabCheck = .zero
    expected.realTime = .off
    expected.priority = 99
    expected.logSync = .zero
    expected.logRotate = .off
    expected.logRotateSize = ByteCount(bytes: 64 << 10)
    expected.logKeep = .days(1)
    expected.logKeepSize = ByteCount(bytes: 0)
    expected.logKeepFree = ByteCount(bytes: 1 << 30)
    #expect(read == expected)
  }

  @Test(arguments: [
    // Syntax.
    (
      "window: 60s\n\tpriority: 3\n",
      "2:1: not valid YAML: found a tab character that violates indentation; indent with spaces, not with tabs"
    ),
    ("window: [60s\n", "2:1: not valid YAML: did not find expected ',' or ']'"),
    (
      "window: 60s\nseat\npriority: 3\n",
      "3:1: not valid YAML: could not find expected ':'; write 'key: value', with a space after the colon"
    ),
    ("a: \"b\nc: d\n", "3:1: not valid YAML: found unexpected end of stream"),
    ("window: 60s: 3\n", "1:12: not valid YAML: mapping values are not allowed in this context"),
    // Shape.
    (
      "window:60s\n",
      "1:1: expected lines of the form 'key: value', with a space after the colon, found 'window:60s'"
    ),
    (
      "- window\n",
      "1:1: expected lines of the form 'key: value', with a space after the colon, found a list"
    ),
    (
      "window: &a 60s\n",
      "1:9: anchors (&name) aren't supported: write the value out; quote text with a '&'"
    ),
    (
      "window: *a\n",
      "1:9: aliases (*name) aren't supported: write the value out; quote text with a '*'"
    ),
    (
      "priority: !!int 3\n",
      "1:11: tags (!name) aren't supported: write the bare value; quote text with a '!'"
    ),
    (
      "window: 60s\n---\nwindow: 61s\n",
      "2:1: a second document begins here; a configuration is a single one: remove '---'"
    ),
    ("? [a]\n: b\n", "1:3: a key must be plain text"),
    // Keys.
    ("# a comment\nwindwo: 60s\n", "2:1: unknown key 'windwo'; did you mean 'window'?"),
    ("log-dir: /tmp\n", "1:1: unknown key 'log-dir'; did you mean 'log_dir'?"),
    (
      "colors: 3\n",
      "1:1: unknown key 'colors'; known keys are grab_check, heartbeat, keyboard_read_period, log_dir, log_keep, log_keep_free, log_keep_size, log_level, log_rotate, log_rotate_size, log_sync, metrics, priority, real_time, require_consent, runtime_dir, seat, state_dir, virtual_devices, window"
    ),
    (
      "window: 60s\nseat: all\nwindow: 60s\n",
      "3:1: duplicate key 'window', given before in line 1: remove one of the two"
    ),
    // Values.
    (
      "window:\n", "1:8: window: expected a duration in whole seconds, from 1s to 1h, found nothing"
    ),
    (
      "window: 60\n", "1:9: window: expected a duration in whole seconds, from 1s to 1h, found '60'"
    ),
    (
      "window: 2h\n", "1:9: window: expected a duration in whole seconds, from 1s to 1h, found '2h'"
    ),
    (
      "window: 999ms\n",
      "1:9: window: expected a duration in whole seconds, from 1s to 1h, found '999ms'"
    ),
    (
      "window: 1500ms\n",
      "1:9: window: expected a duration in whole seconds, from 1s to 1h, found '1500ms'"
    ),
    (
      "window: -1s\n",
      "1:9: window: expected a duration in whole seconds, from 1s to 1h, found '-1s'"
    ),
    ("window: [60s]\n", "1:9: window: expected text, found a list"),
    ("window: {a: 1}\n", "1:9: window: expected text, found keys and values"),
    (
      "keyboard_read_period: 201ms",
      "1:23: keyboard_read_period: expected a duration with its unit, from 1ms to 200ms, found '201ms'"
    ),
    (
      "grab_check: 1ms",
      "1:13: grab_check: expected 0, or a duration with its unit, from 1s to 1d, found '1ms'"
    ),
    ("priority: 0\n", "1:11: priority: expected a whole number from 1 to 99, found '0'"),
    ("priority: 100\n", "1:11: priority: expected a whole number from 1 to 99, found '100'"),
    ("priority: high\n", "1:11: priority: expected a whole number from 1 to 99, found 'high'"),
    ("real_time: on\n", "1:12: real_time: expected auto or off, found 'on'"),
    (
      "log_level: wraning\n",
      "1:12: log_level: expected debug, info, warning or error, found 'wraning'; did you mean 'warning'?"
    ),
    ("virtual_devices: no\n", "1:18: virtual_devices: expected include or exclude, found 'no'"),
    ("seat: seat\n", "1:7: seat: expected 'all' or a seat's name such as seat0, found 'seat'"),
    ("seat: seat/0\n", "1:7: seat: expected 'all' or a seat's name such as seat0, found 'seat/0'"),
    (
      "heartbeat:\n  uri: x\n",
      "2:3: unknown key 'uri'; did you mean 'url'?"
    ),
    (
      "heartbeat: on\n",
      "1:12: heartbeat: expected lines of the form 'key: value', with a space after the colon, found 'on'"
    ),
    (
      "heartbeat:\n  url: http://[::1]:26002/\n",
      "2:8: heartbeat.url: the heartbeat's URL holds an IPv6 address, which the network library can't reach; use a name, such as localhost or one of /etc/hosts"
    ),
    (
      "heartbeat:\n  interval: 1ms\n",
      "2:13: heartbeat.interval: expected a duration with its unit, from 10ms to 1d, found '1ms'"
    ),
    (
      "heartbeat:\n  success_status: [200, 99]\n",
      "2:19: heartbeat.success_status: expected statuses from 200 to 599, separated by commas, found '200,99'"
    ),
    (
      "heartbeat:\n  retries: maybe\n",
      "2:12: heartbeat.retries: expected true or false, found 'maybe'"
    ),
    (
      "log_dir: ~/logs\n",
      "1:10: log_dir: expected a folder's path that doesn't begin with '~', found '~/logs'"
    ),
    (
      "log_dir: ''\n",
      "1:10: log_dir: expected a folder's path that doesn't begin with '~', found nothing"
    ),
    (
      "seat: \"a\\nb\\e\"\n",
      "1:7: seat: expected 'all' or a seat's name such as seat0, found 'a\\nb\\u{1b}'"
    ),
    (
      "# \u{E9}\u{E9}\nseat: \"\u{E9}\"\n",
      "2:7: seat: expected 'all' or a seat's name such as seat0, found 'é'"
    ),
  ])
  func `a mistake is told with its place and remedy`(text: String, message: String) {
    #expect(throws: ConfigurationError(message: "t.yaml:" + message)) { try configuration(text) }
  }

  @Test func `a long mistake makes no long message`() {
    for text in ["seat: #", "#: 1"] {
      let long = text.replacingOccurrences(of: "#", with: String(repeating: "x", count: 900))
      let error = #expect(throws: ConfigurationError.self) { try configuration(long) }
      #expect(error.map { $0.message.count < 500 } == true)
    }
  }

  @Test func `bytes that are no text are placed too`() {
    let bytes = Array("seat: all\nlog_dir: /é".utf8) + [0xFF, 0x0A]
    let error = #expect(throws: ConfigurationError.self) {
      try Configuration.changes(in: bytes, file: "t.yaml")
    }
    #expect(error?.message == "t.yaml:2:12: not UTF-8 text: invalid leading UTF-8 octet")
  }

  @Test func `random bytes and damaged configurations never trap`() throws {
    var random = SystemRandomNumberGenerator()
    let example = try Array(Data(contentsOf: Example.file))
    let alphabet =
      Array("{}[]:,-&*!?|>'\"%@`#~\n\t\r \\ax0\u{85}é".utf8) + [0, 0xFF, 0xEF, 0xBB, 0xBF]
    var refused = 0
    for round in 0..<4_000 {
      var bytes: [UInt8]
      if round % 2 == 0 {
        let count = Int.random(in: 0..<60, using: &random)
        bytes = (0..<count).map { _ in alphabet.randomElement(using: &random) ?? 0 }
      } else {
        let cut = Int.random(in: 0..<example.count, using: &random)
        bytes = Array(example[cut...].prefix(400))
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(
          in: 0...255, using: &random)
      }
      do { _ = try Configuration.changes(in: bytes, file: "t") } catch {
        refused += 1
        #expect(error.message.wholeMatch(of: /t:\d+:\d+: .+/) != nil)
      }
    }
    #expect(refused > 1_000)
  }

  @Test(arguments: ["[", "{a: ", "- ", "? "])
  func `deep nesting is refused`(opening: String) {
    let bytes = Array(String(repeating: opening, count: 100_000).utf8)
    #expect(throws: ConfigurationError.self) { try Configuration.changes(in: bytes, file: "t") }
  }
}

/// The commented example of the documentation.
enum Example {
  static let file = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../docs/tactus.yaml").standardized
}
