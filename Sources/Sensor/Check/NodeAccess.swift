internal import Glibc

/// Who asks for access: a process's user and groups.
struct Credentials: Sendable, Equatable {
  var user: uid_t
  var groups: Set<gid_t>

  /// This process's.
  static var current: Credentials {
    var groups = [gid_t](repeating: 0, count: max(0, Int(getgroups(0, nil))))
    let count = getgroups(CInt(groups.count), &groups)
    let supplementary = groups.prefix(max(0, Int(count)))
    return Credentials(user: geteuid(), groups: Set(supplementary).union([getegid()]))
  }
}

/// Owner, group and access control list of a node: who may read it, and by what.
struct NodeAccess: Sendable, Equatable {
  var owner: uid_t
  var group: gid_t
  var list: AccessControlList

  enum Grant: Sendable, Hashable {
    case root
    case owner
    case user(uid_t)
    case group(gid_t)
    /// Anyone at all.
    case others
  }

  init(owner: uid_t, group: gid_t, list: AccessControlList) {
    self.owner = owner
    self.group = group
    self.list = list
  }

  /// `nil` where the node can't be looked at.
  init?(path: String) {
    var status = stat()
    guard stat(path, &status) == 0, let list = AccessControlList(path: path) else { return nil }
    self.init(owner: status.st_uid, group: status.st_gid, list: list)
  }

  /// By what `who` may read the node; `nil` where it may not. The kernel's rule: the owner's entry,
  /// or else the user's, or else any of the groups', decides alone.
  func readGrant(for who: Credentials) -> Grant? {
    if who.user == 0 { return .root }
    func reads(_ holder: AccessControlList.Holder) -> Bool {
      list.effective(holder).contains(.read)
    }
    if who.user == owner { return reads(.owner) ? .owner : nil }
    if list.entries[.user(who.user)] != nil {
      return reads(.user(who.user)) ? .user(who.user) : nil
    }
    let groups = groupEntries.filter { who.groups.contains($0.id) }
    guard groups.isEmpty else { return groups.first { reads($0.holder) }.map { .group($0.id) } }
    return reads(.others) ? .others : nil
  }

  /// The groups whose members may read.
  var readingGroups: [gid_t] {
    groupEntries.filter { list.effective($0.holder).contains(.read) }.map(\.id)
  }

  var isOpenToAll: Bool { list.effective(.others).contains(.read) }

  private var groupEntries: [(id: gid_t, holder: AccessControlList.Holder)] {
    let named = list.entries.keys.compactMap { holder -> gid_t? in
      if case .group(let id) = holder { id } else { nil }
    }
    return [(group, .owningGroup)] + named.sorted().map { ($0, .group($0)) }
  }
}
