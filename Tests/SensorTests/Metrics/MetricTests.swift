import FeatureLog
import Foundation
import Testing

@testable import Sensor

@Suite struct MetricTests {
  /// A sensor's document, `hours` after its start.
  private func status(hours: Double, counted: Int) throws -> JSONValue {
    try #require(
      JSONValue(
        parsing: Array(
          """
          {"program": "1\\"2\\\\3\\n4", "sensing": true, "healthy": false, "started_s": 1.5,
           "uptime_s": \(Int(hours * 3_600)), "realtime_priority": 50, "memory_bytes": 4096,
           "devices": [{"roles": "keyboard"}, {"roles": "keyboard and pointer"}],
           "windows": {"written": \(counted), "losses": {"disk_full": \(counted)}},
           "counts": {"events.keyboard.used": \(counted), "events.keyboard.read": 7,
             "set_aside.pointer.repeat": \(counted), "gap.dropped": \(counted)},
           "log": {"problem": "full", "refusals": {"ENOSPC": \(counted)}},
           "heartbeat": {"statistics": {"latency_p50_ms": 2.5,
             "statistics": {"beats": 4, "last_success": 12.25}}}}
          """.utf8)))
  }

  private func lines(_ text: [UInt8]) -> [String] {
    String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  @Test func `values stand under their names and labels`() throws {
    var file = MetricsFile(path: "")
    let lines = lines(file.text(of: try status(hours: 0, counted: 3)))
    #expect(lines.contains(#"tactus_build_info{version="1\"2\\3\n4"} 1"#))
    #expect(lines.contains("tactus_healthy 0"))
    #expect(lines.contains("tactus_start_time_seconds 1.5"))
    #expect(lines.contains(#"tactus_devices{kind="keyboard"} 2"#))
    #expect(lines.contains(#"tactus_devices{kind="pointer"} 1"#))
    #expect(lines.contains(#"tactus_windows_lost_total{cause="disk_full"} 3"#))
    #expect(lines.contains(#"tactus_log_write_errors_total{errno="ENOSPC"} 3"#))
    #expect(lines.contains("tactus_log_writable 0"))
    #expect(lines.contains(#"tactus_gaps_total{cause="dropped"} 3"#))
    #expect(lines.contains("tactus_heartbeat_last_success_timestamp_seconds 12.25"))
    #expect(lines.contains("tactus_heartbeat_latency_median_seconds 0.0025"))
    #expect(!lines.contains { $0.contains("latency_p99") }, "what isn't known is left out")
  }

  @Test func `what grows with work is told once an hour, however often one looks`() throws {
    let grown = [
      "tactus_windows_written_total", #"tactus_events_used_total{side="keyboard"}"#,
      #"tactus_events_set_aside_total{side="pointer",cause="repeat"}"#,
    ]
    var file = MetricsFile(path: "")
    // Hours of the run, what was counted by then, and what may be told of it.
    for (hours, counted, told) in [
      (0.0, 0, 0), (0.01, 5, 0), (0.99, 60, 0), (1.0, 61, 61), (1.01, 70, 61), (1.9, 90, 61),
      (3.2, 200, 200), (3.3, 201, 200),
    ] {
      let lines = lines(file.text(of: try status(hours: hours, counted: counted)))
      for name in grown { #expect(lines.contains("\(name) \(told)"), "after \(hours) h") }
      #expect(lines.contains(#"tactus_gaps_total{cause="dropped"} \#(counted)"#))
    }
  }

  @Test func `names are by the book, and documented`() throws {
    let root = URL(filePath: #filePath).pathComponents.dropLast(4).joined(separator: "/")
    let page = try String(contentsOfFile: "\(root)/docs/monitoring.md", encoding: .utf8)
    let table = Metric.markdown.joined(separator: "\n")
    #expect(page.contains(table), "docs/monitoring.md needs this table:\n\(table)")
    #expect(Set(Metric.all.map(\.name)).count == Metric.all.count)
    for metric in Metric.all {
      #expect(metric.name.wholeMatch(of: /tactus(_[a-z0-9]+)+/) != nil)
      #expect((metric.kind == .counter) == metric.name.hasSuffix("_total"), "\(metric.name)")
      #expect(metric.help.last != ".")
    }
  }

  @Test func `a file is replaced as a whole, readable for all`() throws {
    let folder = try TemporaryFolder()
    let file = MetricsFile(path: folder.path + "/tactus.prom")
    let old = umask(0o077)
    defer { umask(old) }
    for text in ["first\n", "second\n"] {
      try file.replace(with: Array(text.utf8))
      #expect(try String(contentsOfFile: file.path, encoding: .utf8) == text)
    }
    let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions]
    #expect(mode as? Int == 0o644)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["tactus.prom"])
    let nowhere = MetricsFile(path: folder.path + "/missing/tactus.prom")
    #expect(throws: SystemCallError.self) { try nowhere.replace(with: []) }
    file.remove()
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }
}
