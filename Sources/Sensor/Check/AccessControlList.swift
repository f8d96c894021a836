internal import CLinux
internal import Glibc

/// A POSIX access control list, as the kernel keeps it in a file's extended attribute.
struct AccessControlList: Sendable, Equatable {
  enum Holder: Sendable, Hashable {
    case owner
    case user(uid_t)
    case owningGroup
    case group(gid_t)
    /// The most that any entry but the owner's and the others' grants.
    case mask
    case others
  }

  struct Permissions: OptionSet, Sendable {
    let rawValue: UInt16
    static let execute = Permissions(rawValue: 1)
    static let write = Permissions(rawValue: 2)
    static let read = Permissions(rawValue: 4)
  }

  let entries: [Holder: Permissions]

  /// The list of a file without one of its own: what its mode says.
  init(mode: mode_t) {
    func bits(_ shift: mode_t) -> Permissions {
      Permissions(rawValue: UInt16(truncatingIfNeeded: mode >> shift) & 7)
    }
    entries = [.owner: bits(6), .owningGroup: bits(3), .others: bits(0)]
  }

  /// Reads the attribute: a version, and then eight bytes an entry (tag, permissions, id), all
  /// little-endian. `nil` for what is none of the kind.
  init?(attribute: [UInt8]) {
    func number(_ offset: Int, _ size: Int) -> UInt32 {
      (0..<size).reduce(0) { $0 | UInt32(attribute[offset + $1]) << UInt32(8 * $1) }
    }
    guard attribute.count >= 4, (attribute.count - 4) % 8 == 0, number(0, 4) == 2 else {
      return nil
    }
    var entries: [Holder: Permissions] = [:]
    for offset in stride(from: 4, to: attribute.count, by: 8) {
      guard let holder = Holder(tag: number(offset, 2), id: number(offset + 4, 4)) else {
        return nil
      }
      entries[holder] = Permissions(rawValue: UInt16(number(offset + 2, 2)) & 7)
    }
    self.entries = entries
  }

  /// The list of the file at `path`; `nil` where it can't be looked at.
  init?(path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    var bytes = [UInt8](repeating: 0, count: 4 + 8 * 512)
    let count = getxattr(path, "system.posix_acl_access", &bytes, bytes.count)
    if count > 0, let list = AccessControlList(attribute: Array(bytes[..<count])) {
      self = list
    } else {
      self.init(mode: status.st_mode)
    }
  }

  /// What an entry is worth: the mask bounds all but the owner's and the others'.
  func effective(_ holder: Holder) -> Permissions {
    let granted = entries[holder] ?? []
    switch holder {
    case .owner, .others, .mask: return granted
    case .user, .owningGroup, .group:
      guard let mask = entries[.mask] else { return granted }
      return granted.intersection(mask)
    }
  }
}

extension AccessControlList.Holder {
  /// `ACL_*` tags of the kernel's `posix_acl.h`.
  fileprivate init?(tag: UInt32, id: UInt32) {
    switch tag {
    case 0x01: self = .owner
    case 0x02: self = .user(id)
    case 0x04: self = .owningGroup
    case 0x08: self = .group(id)
    case 0x10: self = .mask
    case 0x20: self = .others
    default: return nil
    }
  }
}
