import Foundation
import Testing

@testable import FeatureLog
@testable import Sensor
@testable import Settings

/// The checks on a machine made of a temporary folder.
struct MachineChecksTests {
  private let folder: TemporaryFolder
  private var environment: CheckEnvironment

  init() throws {
    folder = try TemporaryFolder()
    environment = CheckEnvironment()
    environment.inputFolder = folder.path + "/input"
    environment.udevControl = folder.path + "/control"
    environment.ruleFolders = [folder.path + "/rules", folder.path + "/more"]
    environment.setfacl = folder.path + "/setfacl"
    environment.unitFolders = [folder.path + "/units"]
    environment.clockSource = folder.path + "/clock"
    environment.kernelRelease = "6.1.0-21-amd64"
    environment.credentials = Credentials(user: 1000, groups: [1000])
    environment.group = { ["input": 104, "tactus": 900][$0] }
    environment.groupName = { [104: "input", 900: "tactus"][$0] ?? String($0) }
  }

  private func put(_ name: String, _ text: String = "") throws {
    let url = URL(fileURLWithPath: folder.path + "/" + name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  @Test func theRuleNeedsItsGroupAndItsTool() throws {
    #expect(AccessChecks(environment).rule.level == .warning)
    try put("more/72-tactus.rules")
    let lacking = AccessChecks(environment).rule
    #expect(lacking.level == .problem && lacking.remedy?.contains("'acl'") == true)
    try put("setfacl")
    #expect(AccessChecks(environment).rule.level == .ok)
    var without = environment
    without.group = { _ in nil }
    #expect(AccessChecks(without).rule.remedy?.contains("groupadd") == true)
  }

  @Test(
    arguments: [
      (0, [], nil), (1000, [1000], .warning), (1000, [900], .ok),
      (1000, [104], .warning), (1000, [104, 900], .warning),
    ] as [(UInt32, Set<UInt32>, Finding.Level?)])
  func membership(user: UInt32, groups: Set<UInt32>, level: Finding.Level?) {
    var environment = environment
    environment.credentials = Credentials(user: user, groups: groups)
    let finding = AccessChecks(environment).membership
    #expect(finding?.level == level)
    #expect((finding?.message.contains("every program") ?? false) == groups.contains(104))
  }

  @Test func theServiceIsOptional() throws {
    #expect(AccessChecks(environment).service.message.contains("optional"))
    try put("units/tactus.service", "WatchdogSec=30s")
    #expect(AccessChecks(environment).service.message.contains("not enabled"))
    try put("units/multi-user.target.wants/tactus.service")
    #expect(AccessChecks(environment).service.message.contains("starts at boot"))
  }

  @Test(arguments: [
    ("6.1.0-21-amd64", Finding.Level.ok), ("5.11.0", .ok), ("5.10.0-28", .warning),
    ("4.4.302+", .warning), ("4.3", .warning), ("10.0-rc1", .ok), ("", .warning),
  ])
  func kernel(release: String, level: Finding.Level) {
    var environment = environment
    environment.kernelRelease = release
    #expect(SystemChecks(environment).kernel.level == level)
  }

  @Test func aSlowClockIsTold() throws {
    #expect(SystemChecks(environment).clock.level == .ok)
    try put("clock", "hpet\n")
    #expect(SystemChecks(environment).clock.level == .warning)
    try put("clock", "tsc\n")
    #expect(SystemChecks(environment).clock == Finding(.ok, "clock", "source tsc"))
  }

  @Test func priorityIsTriedOnAThreadOfItsOwn() {
    let before = sched_getscheduler(0)
    let findings = SystemChecks(environment).findings(Configuration(logDirectory: "/"))
    #expect(findings.contains { $0.subject == "priority" })
    #expect(sched_getscheduler(0) == before)
  }

  @Test func withoutAnInputFolderItSaysSo() throws {
    let findings = DeviceChecks(environment).findings()
    #expect(findings.map(\.level) == [.warning, .warning])
    try put("control")
    #expect(DeviceChecks(environment).udev.level == .ok)
  }

  @Test func aReadableNodeSaysByWhat() {
    var environment = environment
    environment.credentials.groups = [104]
    let node = NodeAccess(owner: 0, group: 104, list: AccessControlList(mode: 0o660))
    let finding = DeviceChecks(environment).readable("/dev/input/event3", "Keys", node)
    #expect(finding.message == "Keys: readable by group 'input'")
  }

  @Test func aNodeThatEveryoneReadsIsAProblem() {
    let node = NodeAccess(owner: 0, group: 104, list: AccessControlList(mode: 0o666))
    let finding = DeviceChecks(environment).readable("/dev/input/event3", "Keys", node)
    #expect(finding.level == .problem && finding.message.contains("everyone"))
  }

  @Test func aRefusalNamesTheGroupThatWouldHelp() {
    let node = NodeAccess(owner: 0, group: 104, list: AccessControlList(mode: 0o660))
    let checks = DeviceChecks(environment)
    let finding = checks.refused("/dev/input/event3", "Keys", node, "why")
    #expect(finding.remedy?.contains("72-tactus.rules") == true)
    #expect(finding.remedy?.contains("'input'") == true)
    let ruled = NodeAccess(owner: 0, group: 900, list: AccessControlList(mode: 0o640))
    let other = checks.refused("/dev/input/event3", "Keys", ruled, "why")
    #expect(other.remedy?.hasPrefix("join group 'tactus'") == true)
    #expect(checks.refused("/dev/input/event3", "Keys", nil, "why").message == "Keys: why")
  }
}

struct LogChecksTests {
  private let folder: TemporaryFolder
  private var log: String { folder.path + "/log" }

  init() throws { folder = try TemporaryFolder() }

  private func make(mode: Int) throws {
    try FileManager.default.createDirectory(
      atPath: log, withIntermediateDirectories: false, attributes: nil)
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: log)
  }

  @Test(arguments: [
    (0o750, Finding.Level.ok), (0o700, .ok), (0o755, .warning), (0o777, .problem),
  ])
  func modes(mode: Int, level: Finding.Level) throws {
    try make(mode: mode)
    #expect(LogChecks(log).place.level == level)
  }

  @Test func whatIsMissingCanBeMade() {
    #expect(LogChecks(log + "/a/b").place.level == .ok)
    #expect(LogChecks(log + "/a/b").space.level != .problem)
    #expect(!FileManager.default.fileExists(atPath: log))
  }

  @Test func aFileIsNoFolder() throws {
    try Data().write(to: URL(fileURLWithPath: log))
    #expect(LogChecks(log).place.level == .problem)
    #expect(LogChecks(log + "/below").place.level == .problem)
  }

  @Test(arguments: [
    (UInt64(0), Finding.Level.problem), (1 << 24, .warning), (1 << 40, .ok),
  ])
  func space(bytes: UInt64, level: Finding.Level) {
    #expect(LogChecks.space(bytes, on: "/").level == level)
  }

  @Test func aRunningSensorIsSeen() throws {
    #expect(LogChecks(log).writer.message == "none is writing this log")
    let writer = try FeatureLogWriter(folder: LogFolder(path: log))
    #expect(LogChecks(log).writer.message.contains("process \(getpid())"))
    #expect(writer.nextSequence == 1)
  }
}
