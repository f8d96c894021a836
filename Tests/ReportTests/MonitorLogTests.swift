import Testing

@testable import Report

struct MonitorLogTests {
  private func read(_ text: String) -> MonitorLog {
    var log = MonitorLog()
    for line in text.split(separator: "\n") { log.take(Array(line.utf8)) }
    log.finish()
    return log
  }

  @Test func `Runs and failures are found, and what is cut off ends with the last line`() {
    let log = read(
      """
      1970-01-02 00:00:00.000 INFO  tactus 0.1.0 senses how someone types and moves, never what
      1970-01-02 00:00:10.000 WARN  heartbeat 1 failed: no connection
      1970-01-02 00:00:40.000 WARN  heartbeat 2 failed: no connection (2 times)
      1970-01-02 00:01:10.500 INFO  heartbeats succeed again
      1970-01-02 00:02:00.000 INFO  stopped
      1970-01-02 00:03:00.000 INFO  tactus 0.1.0 senses how someone types and moves, never what
      no line of a log
      1970-01-02 00:04:00.000 ERROR no heartbeat: the sensing loop hangs
      1970-01-02 00:05:00.000 INFO  something else
      """)
    let day = 86_400.0
    #expect(
      log.sensing == [.init(start: day, end: day + 120), .init(start: day + 180, end: day + 300)])
    #expect(
      log.failing == [
        .init(start: day + 10, end: day + 70.5), .init(start: day + 240, end: day + 300),
      ])
  }

  @Test func `Where a run was killed the next one begins`() {
    let start = "senses how someone types and moves"
    let log = read(
      """
      1970-01-02 00:00:00.000 INFO  tactus 0.1.0 \(start)
      1970-01-02 00:00:30.000 INFO  a window
      1970-01-02 00:09:00.000 INFO  tactus 0.1.0 \(start)
      1970-01-02 00:09:01.000 INFO  stopped
      """)
    #expect(log.sensing.map { $0.end - $0.start } == [30, 1])
    #expect(log.failing.isEmpty)
    #expect(read("nothing").sensing.isEmpty)
  }
}
