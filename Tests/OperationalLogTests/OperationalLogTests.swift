import CommandLineKit
import Foundation
import Synchronization
import Testing

@testable import OperationalLog

@Suite final class OperationalLogTests {
  /// A clock that a test moves.
  private final class Clock: Sendable {
    private let seconds = Mutex(0)
    func advance(_ count: Int) { seconds.withLock { $0 += count } }
    @Sendable func now() -> OperationalLog.Moment {
      let seconds = seconds.withLock { $0 }
      return OperationalLog.Moment(
        wall: timespec(tv_sec: 1_795_388_700 + seconds, tv_nsec: 123_000_000),
        sinceBoot: .seconds(seconds))
    }
  }

  private let folder: TemporaryFolder
  private let clock = Clock()
  private let output: Int32
  private var lines: [String] {
    get throws {
      try folder.text(of: "stderr").split(separator: "\n").map(String.init)
    }
  }

  init() throws {
    folder = try TemporaryFolder()
    output = open(folder.path + "/stderr", O_RDWR | O_CREAT | O_APPEND, 0o600)
  }

  deinit { close(output) }

  private func log(
    _ level: LogLevel = .info, folder: String? = nil, style: LogLine.Style = .journal,
    standardError: Int32? = nil
  ) -> OperationalLog {
    OperationalLog(
      level: level, folder: folder, standardError: standardError ?? output, style: style,
      now: clock.now)
  }

  @Test func `messages below the level are neither told nor made`() throws {
    let log = log(.warning)
    log.info(unwanted())
    log.debug(unwanted())
    log.report(.info, "x", unwanted())
    log.warning("careful")
    log.error("broken")
    #expect(try lines == ["<4>careful", "<3>broken"])
  }

  private func unwanted() -> String {
    Issue.record("made a message that nobody wants")
    return ""
  }

  @Test func `the file holds the same lines for people`() throws {
    let log = log(.debug, folder: folder.path + "/logs")
    log.debug("one")
    log.error("two\u{1B}")
    let name = LogLine.fileName(clock.now().wall)
    let stamp = LogLine.stamp(clock.now().wall)
    #expect(stamp.hasSuffix(".123"))
    #expect(
      try folder.text(of: "logs/" + name) == "\(stamp) DEBUG one\n\(stamp) ERROR two\\u{1b}\n")
    #expect(try lines == ["<7>one", "<3>two\\u{1b}"])
    #expect(log.unwrittenLines == 0)
  }

  @Test func `trouble is told at a falling rate, and its end once`() throws {
    let log = log(.warning)
    log.healed("disk", "writing again")
    for _ in 0..<90 {
      log.report(.error, "disk", "cannot write")
      clock.advance(1)
    }
    log.healed("disk", "writing again")
    log.healed("disk", "writing again")
    #expect(
      try lines == [
        "<3>cannot write", "<3>cannot write (and 59 times more before)",
        "<6>writing again (after 1m30s, 90 times, 29 not told)",
      ])
  }

  @Test func `lines that could not be written are counted, and the rest goes on`() throws {
    let full = open("/dev/full", O_WRONLY)
    defer { close(full) }
    let log = log(folder: folder.path + "/logs", standardError: full)
    log.info("one")
    #expect(log.unwrittenLines == 1)
    #expect(
      try folder.text(of: "logs/" + LogLine.fileName(clock.now().wall)).hasSuffix("INFO  one\n"))
    let nowhere = self.log(folder: "/proc/nowhere")
    nowhere.info("two")
    #expect(nowhere.unwrittenLines == 1)
    #expect(try lines == ["<6>two"])
  }

  @Test func `threads don't mix their lines`() throws {
    let log = log(folder: folder.path + "/logs", style: .plain)
    DispatchQueue.concurrentPerform(iterations: 8) { thread in
      for index in 0..<250 {
        log.info("\(thread)-\(index)-\(String(repeating: "x", count: index))")
      }
    }
    let stamp = LogLine.stamp(clock.now().wall)
    let expected = Set(
      (0..<8).flatMap { thread in
        (0..<250).map {
          "\(stamp) INFO  \(thread)-\($0)-\(String(repeating: "x", count: $0))"
        }
      })
    let told = try lines
    #expect(told.count == 2_000 && Set(told) == expected)
    let file = try folder.text(of: "logs/" + LogLine.fileName(clock.now().wall))
    #expect(file == told.joined(separator: "\n") + "\n")
  }

  @Test func `a reader that went away is no reason to die`() async {
    await #expect(processExitsWith: .success) {
      signal(SIGPIPE, SIG_IGN)
      var ends: [Int32] = [0, 0]
      #expect(pipe(&ends) == 0)
      close(ends[0])
      let log = OperationalLog(
        level: .info, folder: nil, standardError: ends[1], style: .plain,
        now: OperationalLog.Moment.current)
      log.info("anyone?")
      #expect(log.unwrittenLines == 1)
    }
  }
}
