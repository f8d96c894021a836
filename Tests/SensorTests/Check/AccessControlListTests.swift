import Foundation
import Testing

@testable import Sensor

/// Lists that `setfacl` makes, on real files.
struct AccessControlListTests {
  private static let setfacl = "/usr/bin/setfacl"
  static let canSet = FileManager.default.isExecutableFile(atPath: setfacl)

  private func file(_ folder: TemporaryFolder, mode: Int, entries: String?) throws -> String {
    let path = folder.path + "/node"
    #expect(
      FileManager.default.createFile(
        atPath: path, contents: nil, attributes: [.posixPermissions: mode]))
    guard let entries else { return path }
    let process = try Process.run(
      URL(fileURLWithPath: Self.setfacl), arguments: ["-m", entries, path])
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return path
  }

  @Test func withoutAListTheModeIsTheList() throws {
    let folder = try TemporaryFolder()
    let list = try #require(
      AccessControlList(path: try file(folder, mode: 0o640, entries: nil)))
    #expect(list.entries == [.owner: [.read, .write], .owningGroup: .read, .others: []])
  }

  @Test(.enabled(if: canSet, "setfacl isn't installed: apt-get install acl"))
  func theRulesEntryIsRead() throws {
    let folder = try TemporaryFolder()
    let list = try #require(
      AccessControlList(path: try file(folder, mode: 0o660, entries: "g:4321:r,u:1234:rwx")))
    #expect(list.entries[.group(4321)] == .read)
    #expect(list.entries[.user(1234)] == [.read, .write, .execute])
    #expect(list.entries[.owningGroup] == [.read, .write])
    #expect(list.entries[.others] == [])
    #expect(list.effective(.group(4321)) == .read)
  }

  @Test(.enabled(if: canSet, "setfacl isn't installed: apt-get install acl"))
  func theMaskBoundsAnEntry() throws {
    let folder = try TemporaryFolder()
    let path = try file(folder, mode: 0o660, entries: "g:4321:rw,m::w")
    let list = try #require(AccessControlList(path: path))
    #expect(list.entries[.group(4321)] == [.read, .write])
    #expect(list.effective(.group(4321)) == .write)
    #expect(list.effective(.owningGroup) == .write)
    #expect(list.effective(.owner) == [.read, .write])
  }

  @Test(arguments: [
    [], [2, 0, 0], [1, 0, 0, 0], [2, 0, 0, 0, 1], [2, 0, 0, 0, 0x40, 0, 7, 0, 0, 0, 0, 0],
  ])
  func whatIsNoListIsRefused(bytes: [UInt8]) {
    #expect(AccessControlList(attribute: bytes) == nil)
  }
}
