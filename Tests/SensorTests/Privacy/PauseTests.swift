import CommandLineKit
import Foundation
import Glibc
import Testing

@testable import Sensor

struct PauseFileTests {
  private let folder: TemporaryFolder
  private let file: PauseFile

  init() throws {
    folder = try TemporaryFolder()
    file = PauseFile(folder: folder.path)
  }

  private func put(_ text: String) throws {
    try text.write(toFile: file.path, atomically: true, encoding: .utf8)
  }

  @Test func `what is written is what is read`() throws {
    #expect(file.read() == nil)
    for length in [nil, TimeSpan.minutes(30)] {
      let written = try file.write(for: length)
      let read = try #require(file.read())
      #expect(read.reason == .asked && read.untilUptime == written.untilUptime)
      #expect((read.until == nil) == (length == nil))
    }
    var status = stat()
    #expect(stat(file.path, &status) == 0 && status.st_mode & 0o777 == 0o644)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [PauseFile.name])
    #expect(try file.remove())
    #expect(try !file.remove())
    #expect(file.read() == nil)
  }

  @Test func `time goes on while the machine sleeps, whatever the clock on the wall says`() throws {
    let written = try file.write(for: .minutes(1))
    let end = try #require(written.untilUptime)
    let boot = Identifiers.boot()
    #expect(file.read(boot: boot, uptime: end - 1, now: .max / 4) != nil)
    #expect(file.read(boot: boot, uptime: end, now: 0) == nil)
  }

  @Test func `after a restart of the machine the clock on the wall decides`() throws {
    let written = try file.write(for: .minutes(1))
    // As the file has it: to the millisecond.
    let until = try #require(written.until) / 1_000 * 1_000
    let left = file.read(boot: "another", uptime: 5, now: until - 1_000)
    #expect(left?.untilUptime == 1_005)
    #expect(file.read(boot: "another", uptime: 5, now: until) == nil)
    #expect(file.read(boot: "", uptime: 5, now: until) == nil)
  }

  @Test(arguments: ["", "{", "[]", "3", "{\"until\": 5}", String(repeating: "x", count: 9_000)])
  func `what can't be understood pauses until it is removed`(text: String) throws {
    try put(text)
    let pause = try #require(file.read())
    #expect(pause.until == nil && pause.untilUptime == nil)
  }

  @Test func `something else in its place pauses, and holds nobody up`() throws {
    symlink("/dev/zero", file.path)
    #expect(file.read() != nil)
    unlink(file.path)
    mkfifo(file.path, 0o600)
    #expect(file.read() != nil)
  }

  @Test func `a folder that isn't there is named`() {
    let file = PauseFile(folder: folder.path + "/none")
    #expect(file.read() == nil)
    #expect(throws: StateFileError(file.path, ENOENT)) { try file.write(for: nil) }
  }
}

struct PauseKeeperTests {
  private let folder: TemporaryFolder
  private let keeper: PauseKeeper
  private let file: PauseFile

  init() throws {
    folder = try TemporaryFolder()
    keeper = try PauseKeeper(folder: folder.path, requiresConsent: false)
    file = PauseFile(folder: folder.path)
  }

  /// Whether one of the descriptors can be read within a second.
  private func isTold(_ keeper: PauseKeeper) -> Bool {
    var set = [keeper.changes, keeper.end].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    return poll(&set, 2, 1_000) > 0
  }

  @Test func `a pause and its end are told, and told once`() throws {
    #expect(keeper.look() == nil && keeper.pause == nil)
    _ = try file.write(for: nil)
    #expect(isTold(keeper))
    guard case .paused(let pause) = keeper.look() else { throw Failure() }
    #expect(keeper.pause == pause && keeper.look() == nil)
    #expect(!keeper.isInEffect)
    keeper.tookEffect()
    #expect(keeper.isInEffect)
    _ = try file.write(for: .hours(1))
    #expect(isTold(keeper))
    guard case .altered(let altered) = keeper.look() else { throw Failure() }
    #expect(altered.until != nil && keeper.isInEffect)
    _ = try file.remove()
    #expect(isTold(keeper))
    guard case .resumed(let span) = keeper.look() else { throw Failure() }
    #expect(!keeper.isInEffect && span.start <= span.end)
    #expect(keeper.takeFinished() == [span])
    #expect(keeper.takeFinished() == [] && keeper.finish() == [])
  }

  @Test func `the end of its time is told`() throws {
    _ = try file.write(for: .milliseconds(200))
    guard case .paused = keeper.look() else { throw Failure() }
    #expect(isTold(keeper))
    guard case .resumed = keeper.look() else { throw Failure() }
  }

  @Test func `a run that ends in a pause tells of it`() throws {
    _ = try file.write(for: nil)
    _ = keeper.look()
    #expect(keeper.finish().count == 1)
  }

  @Test func `consent that is required and withdrawn pauses`() throws {
    let keeper = try PauseKeeper(folder: folder.path, requiresConsent: true)
    let consent = ConsentFile(folder: folder.path)
    guard case .paused(let pause) = keeper.look() else { throw Failure() }
    #expect(pause.reason == .noConsent)
    try consent.give()
    #expect(isTold(keeper))
    guard case .resumed = keeper.look() else { throw Failure() }
    _ = try consent.withdraw()
    #expect(isTold(keeper))
    guard case .paused = keeper.look() else { throw Failure() }
  }

  private struct Failure: Error {}
}

struct ConsentTests {
  @Test func `consent says when, to what and who, and counts for that notice alone`() throws {
    let folder = try TemporaryFolder()
    let file = ConsentFile(folder: folder.path)
    #expect(!file.isGiven && file.read() == nil)
    try file.give()
    let consent = try #require(file.read())
    #expect(file.isGiven && consent.noticeVersion == Consent.noticeVersion)
    #expect(consent.userID == Int(getuid()) && !consent.given.isEmpty)
    let text = try folder.text(of: Consent.name)
      .replacing(#/"notice": ?\d+/#, with: "\"notice\": 0")
    try text.write(toFile: file.path, atomically: true, encoding: .utf8)
    #expect(file.read()?.noticeVersion == 0 && !file.isGiven)
    #expect(try file.withdraw() && !file.isGiven)
  }
}
