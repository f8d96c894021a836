import FeatureLog
import InputDevices
import Settings
import Testing

@testable import Sensor

@Suite struct StatusDocumentTests {
  /// A sensor with which all is well.
  private func document(_ change: (inout StatusDocument) -> Void = { _ in }) -> StatusDocument {
    var board = StatusBoard.Contents()
    board.priority = "SCHED_FIFO 50"
    board.hasSettled = true
    board.written = 7
    board.lost = 1
    board.lastSequence = 12
    board.counts = [
      ("events.keyboard.read", 100), ("events.keyboard.used", 90), ("events.pointer.read", 50),
      ("events.pointer.used", 50), ("gap.dropped", 0), ("gap.suspended", 2),
    ]
    board.worker.processID = 43
    let keyboard = DeviceRegistry.Entry(
      number: 3, node: "/dev/input/event3", name: "A \u{1B}[2Jkeyboard", roles: .keyboard,
      provenance: "usb", seat: "seat0")
    var document = StatusDocument(
      board: board, devices: [keyboard], windowsDropped: 2, silence: nil,
      statistics: statistics(success: 2, failure: 1),
      configuration: Configuration(logDirectory: "/var/log/tactus"),
      identity: StatusDocument.Identity(
        processID: 42, bootID: "boot", runID: "run", started: 0, kernel: "6.1"),
      uptime: 93_784_000_000, now: 100_000_000_000)
    change(&document)
    return document
  }

  private func statistics(success: Double, failure: Double) -> JSONValue? {
    JSONValue(
      parsing: Array(
        """
        {"running": true, "success_rate": 75, "latency_p50_ms": 2.5, "latency_p99_ms": 10,
         "statistics": {"beats": 4, "succeeded": 3, "failed": 1, "attempts": 6, "missed": 0,
           "withheld": 2, "unfinished": 0, "latencies": {"values": [0.001]},
           "last_success": \(success), "last_error": {"time": \(failure), "reason": "timed out"}}}
        """.utf8))
  }

  @Test func `what a document says reads back`() throws {
    let json = try #require(JSONValue(parsing: document().json.line))
    #expect(json == JSONValue(parsing: json.line))
    #expect(json["version"]?.integer == 1)
    #expect(json["healthy"]?.bool == true)
    #expect(json["windows"]?["made"]?.integer == 10, "written, lost and dropped add up")
    #expect(json["counts"]?["gap.suspended"]?.integer == 2)
    let counts = json["heartbeat"]?["statistics"]?["statistics"]
    #expect(counts?["beats"]?.integer == 4)
    #expect(counts?["latencies"] == nil)
  }

  @Test func `each trouble of now is told, and only those of now`() {
    func problems(_ change: (inout StatusDocument) -> Void) -> [String] {
      document(change).json["problems"]?.array?.compactMap(\.string) ?? []
    }
    #expect(problems { _ in }.isEmpty)
    #expect(problems { $0.silence = "the loop gives no sign" } == ["the loop gives no sign"])
    #expect(problems { $0.board.logProblem = "full" } == ["the log can't be written: full"])
    #expect(problems { $0.devices = [] } == ["no input device is read"])
    #expect(
      problems {
        $0.devices = []
        $0.board.hasSettled = false
      }.isEmpty, "it is still looking")
    #expect(problems { $0.board.worker.problem = "it is gone" } == ["it is gone"])
    #expect(
      problems {
        $0.board.worker.problem = "it is gone"
        $0.configuration.heartbeat.isEnabled = false
      }.isEmpty, "none is wanted")
    #expect(
      problems { $0.statistics = statistics(success: 1, failure: 2) }
        == ["heartbeats fail: timed out"])
    #expect(problems { $0.statistics = nil }.isEmpty, "no beat is over yet")
  }

  /// A service that was killed and not started again can't say so.
  @Test func `a heartbeat of another service that falls silent is told`() {
    func problems(overdueBy seconds: Int, _ change: (inout StatusDocument) -> Void = { _ in })
      -> [String]
    {
      let document = document {
        let next = Int($0.now) - seconds * 1_000_000
        let text =
          #"{"running": true, "boot": "boot", "interval_us": 60000000, "next_us": \#(next)}"#
        $0.statistics = JSONValue(parsing: Array(text.utf8))
        $0.configuration.heartbeat.isEnabled = false
        change(&$0)
      }
      return document.json["problems"]?.array?.compactMap(\.string) ?? []
    }
    #expect(problems(overdueBy: -60).isEmpty)
    #expect(problems(overdueBy: 59).isEmpty, "it may be about to beat")
    #expect(
      problems(overdueBy: 125)
        == ["the heartbeat's service is silent: a beat was due 2m 5s ago"])
    #expect(problems(overdueBy: 125) { $0.identity.bootID = "later" }.isEmpty)
    #expect(
      problems(overdueBy: 125) { $0.configuration.heartbeat.isEnabled = true }.isEmpty,
      "the keeper tells of its own")
    #expect(
      problems(overdueBy: 0) {
        let absurd = #"{"running": true, "boot": "boot", "interval_us": 1, "next_us": \#(Int.min)}"#
        $0.statistics = JSONValue(parsing: Array(absurd.utf8))
      }.isEmpty)
  }

  @Test func `the page says it in ten lines and a verdict`() {
    let lines = StatusPage(document().json).lines(style: TextStyle(isEnabled: false))
    #expect(
      lines == [
        "sensor      sensing, process 42, up 1d 2h, tactus \(Version.text)",
        "priority    SCHED_FIFO 50",
        "devices     A \u{FFFD}[2Jkeyboard (keyboard, usb)",
        "windows     7 written of 10 made, each of 60 s; 1 lost, 2 dropped",
        "events      150 read in those windows, 140 used, 10 set aside",
        "gaps        2 suspended",
        "log         /var/log/tactus, record 12 is the last",
        "heartbeat   http://127.0.0.1:26002/heartbeat every 30s, process 43, 0 restarts",
        "beats       4 sent, 3 succeeded, 1 failed, 2 withheld; 75.0 %, 6 attempts",
        lines[9],
        "verdict     all is well",
      ])
    #expect(lines[9].hasSuffix("latency p50 2.5 ms, p99 10.0 ms"))
  }

  @Test(arguments: [
    (0, "0s"), (59, "59s"), (60, "1m 0s"), (3_599, "59m 59s"), (3_600, "1h 0m"),
    (86_400, "1d 0h"), (200_000, "2d 7h"),
  ])
  func `a length is told in its two largest units`(seconds: Int, text: String) {
    #expect(StatusPage.length(seconds) == text)
  }

  @Test func `a document from elsewhere makes a page and no trap`() {
    let most = Int.max
    for text in [
      "{}", "[]", "3", #"{"devices": 3, "windows": [], "counts": {"gap.x": "y"}}"#,
      #"{"counts": {"events.a.read": \#(most), "events.b.read": 1, "events.b.used": -9}}"#,
      """
      {"heartbeat": {"statistics": {"success_rate": 1e300, "latency_p50_ms": -1e300,
        "latency_p99_ms": 1e300, "statistics": {"last_success": 1e300,
        "last_error": {"time": -1e300, "reason": "x"}}}}}
      """,
    ] {
      let page = JSONValue(parsing: Array(text.utf8)).map { StatusPage($0) }
      #expect(page?.lines(style: TextStyle(isEnabled: false)).count == 11)
    }
  }
}
