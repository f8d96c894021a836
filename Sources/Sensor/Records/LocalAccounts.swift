internal import Glibc

/// Users and groups of `/etc/passwd` and `/etc/group`, without the name services: those load their
/// libraries for good, 400 kB where they are the usual ones.
enum LocalAccounts {
  /// The number of a group of this machine.
  static func group(named name: String, in path: String = "/etc/group") -> gid_t? {
    var entry = Glibc.group()
    return first(in: path, of: &entry, by: fgetgrent_r) { String(cString: $0.gr_name) == name }?
      .gr_gid
  }

  /// The login name of a user of this machine.
  static func name(of user: uid_t, in path: String = "/etc/passwd") -> String? {
    var entry = passwd()
    var name: String?
    _ = first(in: path, of: &entry, by: fgetpwent_r) { found in
      guard found.pw_uid == user else { return false }
      // What it points to lies in the reader's buffer.
      name = String(cString: found.pw_name)
      return true
    }
    return name
  }

  private typealias Read<Entry> = (
    UnsafeMutablePointer<FILE>, UnsafeMutablePointer<Entry>, UnsafeMutablePointer<CChar>, Int,
    UnsafeMutablePointer<UnsafeMutablePointer<Entry>?>
  ) -> CInt

  /// The first entry that fits.
  private static func first<Entry>(
    in path: String, of entry: inout Entry, by read: Read<Entry>, where fits: (Entry) -> Bool
  ) -> Entry? {
    guard let file = fopen(path, "re") else { return nil }
    defer { fclose(file) }
    // A group of many members has a long line.
    var buffer = [CChar](repeating: 0, count: 65_536)
    var found: UnsafeMutablePointer<Entry>?
    while read(file, &entry, &buffer, buffer.count, &found) == 0, found != nil {
      if fits(entry) { return entry }
    }
    return nil
  }
}
