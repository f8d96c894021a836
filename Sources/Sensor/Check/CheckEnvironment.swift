internal import Glibc

/// What the checks look at: this machine's own, or what a test puts in its place.
struct CheckEnvironment: Sendable {
  var inputFolder = "/dev/input"
  /// There while udev's daemon runs.
  var udevControl = "/run/udev/control"
  var ruleFolders = [
    "/etc/udev/rules.d", "/run/udev/rules.d", "/usr/local/lib/udev/rules.d",
    "/usr/lib/udev/rules.d",
    "/lib/udev/rules.d",
  ]
  /// What the rule calls.
  var setfacl = "/usr/bin/setfacl"
  var unitFolders = [
    "/etc/systemd/system", "/run/systemd/system", "/usr/local/lib/systemd/system",
    "/usr/lib/systemd/system", "/lib/systemd/system",
  ]
  var clockSource = "/sys/devices/system/clocksource/clocksource0/current_clocksource"
  var kernelRelease = Self.runningKernel
  var credentials = Credentials.current
  var group: @Sendable (String) -> gid_t? = Self.groupID
  var groupName: @Sendable (gid_t) -> String = Self.name

  /// The first of `folders` that has `name`.
  static func find(_ name: String, in folders: [String]) -> String? {
    folders.map { "\($0)/\(name)" }.first(where: exists)
  }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  private static var runningKernel: String {
    var names = utsname()
    guard uname(&names) == 0 else { return "" }
    return withUnsafeBytes(of: &names.release) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  private static func groupID(_ name: String) -> gid_t? {
    lookUp { entry, buffer, size, found in getgrnam_r(name, entry, buffer, size, found) }?.id
  }

  private static func name(_ id: gid_t) -> String {
    lookUp { entry, buffer, size, found in getgrgid_r(id, entry, buffer, size, found) }?.name
      ?? String(id)
  }

  private static func lookUp(
    _ call: (
      UnsafeMutablePointer<group>, UnsafeMutablePointer<CChar>?, Int,
      UnsafeMutablePointer<UnsafeMutablePointer<group>?>
    ) -> CInt
  ) -> (id: gid_t, name: String)? {
    var entry = Glibc.group()
    var found: UnsafeMutablePointer<group>?
    // A group of many members takes much room.
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1 << 16) { buffer in
      guard call(&entry, buffer.baseAddress, buffer.count, &found) == 0, found != nil,
        let name = entry.gr_name
      else { return nil }
      return (entry.gr_gid, String(cString: name))
    }
  }
}
