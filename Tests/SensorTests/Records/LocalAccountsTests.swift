import Foundation
import Testing

@testable import Sensor

struct LocalAccountsTests {
  @Test func knowsWhomTheNameServicesKnow() throws {
    #expect(LocalAccounts.name(of: 0) == "root")
    let group = try #require(getgrnam("daemon")).pointee.gr_gid
    #expect(LocalAccounts.group(named: "daemon") == group)
  }

  @Test func whoIsNotThereIsNobody() {
    #expect(LocalAccounts.name(of: 4_000_000_000) == nil)
    #expect(LocalAccounts.group(named: "no-such-group") == nil)
    #expect(LocalAccounts.group(named: "daemon", in: "/no/such/file") == nil)
  }

  @Test func passesOverOthersAndLinesThatAreNone() throws {
    let folder = try TemporaryFolder()
    let members = (0..<1_000).map { "person\($0)" }.joined(separator: ",")
    let path = folder.path + "/group"
    try "crowd:x:10:\(members)\n\n# a remark\nbroken\ntactus-status:x:977:\n"
      .write(toFile: path, atomically: true, encoding: .utf8)
    #expect(LocalAccounts.group(named: "tactus-status", in: path) == 977)
    #expect(LocalAccounts.group(named: "crowd", in: path) == 10)
    #expect(LocalAccounts.group(named: "broken", in: path) == nil)
  }
}
