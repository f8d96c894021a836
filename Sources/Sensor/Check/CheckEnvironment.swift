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
  /// What stands before the paths of /proc and /sys.
  var root = ""
  var clockSource = "/sys/devices/system/clocksource/clocksource0/current_clocksource"
  var kernelRelease = Self.runningKernel
  var credentials = Credentials.current
  var group: @Sendable (String) -> gid_t? = Self.groupID
  var groupName: @Sendable (gid_t) -> String = Self.name
  var members: @Sendable (String) -> [String] = Self.members

  /// The first of `folders` that has `name`.
  static func find(_ name: String, in folders: [String]) -> String? {
    folders.map { "\($0)/\(name)" }.first(where: exists)
  }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  func path(_ path: String) -> String { root + path }

  /// What stands in a file of /proc or /sys; nil where it can't be read.
  func text(_ path: String) -> String? {
    let descriptor = open(root + path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var (bytes, block) = ([UInt8](), [UInt8](repeating: 0, count: 1 << 14))
    while case let count = read(descriptor, &block, block.count), count > 0 {
      bytes += block[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The kind of the file system that `folder` lies on, as the kernel calls it.
  func fileSystem(of folder: String) -> String? {
    guard let real = realpath(folder, nil) else { return nil }
    defer { free(real) }
    let path = String(cString: real)
    var found: (mount: Substring, type: Substring)?
    for line in (text("/proc/self/mountinfo") ?? "").split(separator: "\n") {
      // `36 35 98:0 /root /mount/point options … - type source …`
      let fields = line.split(separator: " ")
      guard fields.count > 4, let dash = fields.firstIndex(of: "-"), dash + 1 < fields.count else {
        continue
      }
      let mount = fields[4]
      let isAbove = mount == "/" || path == mount || path.hasPrefix(mount + "/")
      // Of those at one place, the last one is on top.
      if isAbove, mount.count >= found?.mount.count ?? 0 { found = (mount, fields[dash + 1]) }
    }
    return found.map { String($0.type) }
  }

  private static func members(_ name: String) -> [String] {
    lookUp { entry, buffer, size, found in getgrnam_r(name, entry, buffer, size, found) }?.members
      ?? []
  }

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
  ) -> (id: gid_t, name: String, members: [String])? {
    var entry = Glibc.group()
    var found: UnsafeMutablePointer<group>?
    // A group of many members takes much room.
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1 << 16) { buffer in
      guard call(&entry, buffer.baseAddress, buffer.count, &found) == 0, found != nil,
        let name = entry.gr_name
      else { return nil }
      var members: [String] = []
      var next = entry.gr_mem
      while let member = next?.pointee {
        members.append(String(cString: member))
        next = next?.successor()
      }
      return (entry.gr_gid, String(cString: name), members)
    }
  }
}
