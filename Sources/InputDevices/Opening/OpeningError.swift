import Glibc

/// Why a device that should be read can't be.
public enum OpeningError: Error, Equatable, Sendable, CustomStringConvertible {
  /// No permission, with the group that the node belongs to and whether that group may read it.
  case permissionDenied(node: String, group: String?, groupMayRead: Bool)
  /// The service's own confinement forbids the device (`EPERM`).
  case forbidden(node: String)
  case busy(node: String)
  /// Went away before it could be opened.
  case gone(node: String)
  /// The node belongs to another device by now.
  case otherDevice(node: String)
  /// A node that doesn't answer as an event device.
  case notAnEventDevice(node: String, errno: CInt)
  case failed(node: String, errno: CInt)

  public var description: String {
    switch self {
    case .permissionDenied(let node, let group, let groupMayRead):
      "\(node): permission denied; \(Self.remedy(group, groupMayRead))"
    case .forbidden(let node):
      """
      \(node): not permitted, even to root; allow the device to the service or container \
      (DeviceAllow=char-input r)
      """
    case .busy(let node): "\(node): in use by another program that shares it with nobody"
    case .gone(let node): "\(node): went away while it was opened"
    case .otherDevice(let node): "\(node): was given to another device while it was opened"
    case .notAnEventDevice(let node, let code):
      "\(node): does not answer as an input device: \(reason(code))"
    case .failed(let node, let code): "\(node): can't be opened: \(reason(code))"
    }
  }

  /// Whether a person who was told of the one need not be told of the other.
  func hasSameCause(as other: OpeningError) -> Bool {
    if case .permissionDenied(let node, _, _) = self,
      case .permissionDenied(node, _, _) = other
    {
      return true
    }
    return self == other
  }

  private static func remedy(_ group: String?, _ groupMayRead: Bool) -> String {
    guard let group, groupMayRead, group != "root" else {
      return """
        install the udev rule 72-tactus.rules, join group "tactus" and plug the device in again \
        or run: udevadm trigger --subsystem-match=input
        """
    }
    return """
      install the udev rule 72-tactus.rules and join group "tactus" (read access only), or join \
      group "\(group)", which may read it
      """
  }

  /// - Parameter code: the errno of opening `node`.
  init(opening node: String, errno code: CInt) {
    switch code {
    case EACCES:
      let (group, mayRead) = Self.groupAccess(to: node)
      self = .permissionDenied(node: node, group: group, groupMayRead: mayRead)
    case EPERM: self = .forbidden(node: node)
    case EBUSY: self = .busy(node: node)
    case ENOENT, ENODEV, ENXIO: self = .gone(node: node)
    default: self = .failed(node: node, errno: code)
    }
  }

  private static func groupAccess(to node: String) -> (name: String?, mayRead: Bool) {
    var status = stat()
    guard stat(node, &status) == 0 else { return (nil, false) }
    return (groupName(status.st_gid), status.st_mode & mode_t(S_IRGRP) != 0)
  }

  private static func groupName(_ id: gid_t) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4096) { buffer in
      var entry = group()
      var found: UnsafeMutablePointer<group>?
      guard getgrgid_r(id, &entry, buffer.baseAddress, buffer.count, &found) == 0, found != nil,
        let name = text(entry.gr_name)
      else { return String(id) }
      return name
    }
  }
}
