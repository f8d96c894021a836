import Testing

@testable import Sensor

struct NodeAccessTests {
  /// A node as udev makes it (root:input, 0660) with the entry of 72-tactus.rules for group 900.
  private func node(mode: UInt32 = 0o660, group: UInt16 = 4, mask: UInt16 = 6) -> NodeAccess {
    func entry(_ tag: UInt16, _ permissions: UInt16, _ id: UInt32 = .max) -> [UInt8] {
      [UInt8(tag), 0, UInt8(permissions), 0]
        + (0..<4).map { UInt8(truncatingIfNeeded: id >> (8 * $0)) }
    }
    let others = UInt16(mode & 7)
    let bytes =
      [2, 0, 0, 0] + entry(1, 6) + entry(4, UInt16(mode >> 3 & 7)) + entry(8, group, 900)
      + entry(2, 0, 70) + entry(16, mask) + entry(32, others)
    return NodeAccess(
      owner: 0, group: 104, list: AccessControlList(attribute: bytes) ?? AccessControlList(mode: 0))
  }

  @Test(arguments: [
    (Credentials(user: 0, groups: []), NodeAccess.Grant.root),
    (Credentials(user: 7, groups: [7, 900]), .group(900)),
    (Credentials(user: 7, groups: [104]), .group(104)),
    (Credentials(user: 7, groups: [7]), nil),
    // The user's own entry decides, whatever groups it is in.
    (Credentials(user: 70, groups: [900, 104]), nil),
  ])
  func whoReadsByWhat(who: Credentials, grant: NodeAccess.Grant?) {
    #expect(node().readGrant(for: who) == grant)
  }

  @Test func theMaskTakesTheEntryAway() {
    let who = Credentials(user: 7, groups: [900])
    #expect(node(mask: 2).readGrant(for: who) == nil)
    #expect(node(mask: 2).readingGroups.isEmpty)
    #expect(node().readingGroups == [104, 900])
  }

  @Test func anyGroupThatReadsIsEnoughButNoneFallsBackToOthers() {
    let both = Credentials(user: 7, groups: [900, 104])
    #expect(node(mode: 0o604).readGrant(for: both) == .group(900))
    #expect(node(mode: 0o604, group: 0).readGrant(for: both) == nil)
    #expect(node(mode: 0o664).readGrant(for: Credentials(user: 7, groups: [])) == .others)
    #expect(node(mode: 0o664).isOpenToAll && !node().isOpenToAll)
  }
}
