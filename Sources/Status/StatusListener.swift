internal import CLinux
internal import Glibc

/// The socket that clients connect to, and the eye on it: whoever clears away the folder it lies in takes
/// it from its clients, and it is made anew.
struct StatusListener: ~Copyable {
  let path: String
  /// -1 while it couldn't be made.
  private(set) var descriptor: Int32 = -1
  /// Can be read once the socket's file was removed or replaced; -1 while that isn't watched.
  private(set) var removal: Int32 = -1
  private var identity: (device: UInt64, inode: UInt64)?

  init(path: String) { self.path = path }

  deinit {
    close(descriptor, removal)
    // Only if it is still this one: another sensor may have taken the place.
    if isInPlace { unlink(path) }
  }

  /// Makes the socket, unless it is there and in its place.
  ///
  /// - Parameter group: whose members may ask, beside the user of the process and root.
  mutating func open(for group: gid_t?) throws(StatusError) {
    if descriptor >= 0, isInPlace { return }
    close(descriptor, removal)
    (descriptor, removal, identity) = (-1, -1, nil)
    try refuseIfTaken()
    let folder = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    makeFolder(folder)
    let listener = clinux_unix_listen(path, 0o660)
    guard listener >= 0 else {
      throw StatusError(path, "can't be made: \(Self.explain(-listener))")
    }
    descriptor = listener
    if let group { _ = chown(path, uid_t.max, group) }
    identity = Self.identity(of: path)
    watch()
  }

  /// A sensor that lives is not to be cut off from who asks it.
  private func refuseIfTaken() throws(StatusError) {
    let connection = clinux_unix_connect(path)
    guard connection >= 0 || connection == -EAGAIN else { return }
    if connection >= 0 { Glibc.close(connection) }
    throw StatusError(path, "another sensor answers there; choose another folder with runtime_dir")
  }

  private var isInPlace: Bool {
    guard let identity, let there = Self.identity(of: path) else { return false }
    return identity == there
  }

  private static func identity(of path: String) -> (device: UInt64, inode: UInt64)? {
    var status = stat()
    return lstat(path, &status) == 0 ? (UInt64(status.st_dev), UInt64(status.st_ino)) : nil
  }

  private mutating func watch() {
    removal = inotify_init1(CInt(IN_CLOEXEC) | CInt(IN_NONBLOCK))
    guard removal >= 0 else { return }
    // The last name going is told as a change of attributes, for the socket itself lives on.
    inotify_add_watch(removal, path, UInt32(IN_ATTRIB) | UInt32(IN_MOVE_SELF))
  }

  private func makeFolder(_ folder: String) {
    for index in folder.indices.dropFirst() where folder[index] == "/" {
      mkdir(String(folder[..<index]), 0o750)
    }
    mkdir(folder, 0o750)
  }

  private static func explain(_ code: Int32) -> String {
    code == ENAMETOOLONG
      ? "the path is too long for a socket; choose a shorter folder with runtime_dir"
      : String(cString: strerror(code))
  }

  private func close(_ descriptors: Int32...) {
    for descriptor in descriptors where descriptor >= 0 { Glibc.close(descriptor) }
  }
}
