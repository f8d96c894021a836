import Glibc

/// Watches `/dev/input` for nodes that come or change their permissions, and `/dev` while there is
/// no such folder. Belongs to the manager's thread.
final class NodeWatch {
  enum Notice: Equatable {
    /// This node (`event7`) came, or its attributes changed.
    case node(String)
    /// Anything may have changed.
    case anything
  }

  private static let folder = "/dev/input"
  private static let changes = IN_ATTRIB | IN_CREATE | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF

  private let inotify: FileDescriptor
  private var folderWatch: CInt = -1
  private var parentWatch: CInt = -1

  init() throws(NodeWatchError) {
    let raw = inotify_init1(CInt(IN_NONBLOCK | IN_CLOEXEC))
    guard raw >= 0 else { throw NodeWatchError(errno: errno) }
    inotify = FileDescriptor(owning: raw)
    try watch()
  }

  /// Readable when ``receive()`` has something to tell.
  var descriptor: CInt { inotify.raw }

  /// The folder where it is there, else its parent, until it comes. The parent is watched only as
  /// long, for much goes on there that is no concern of ours.
  private func watch() throws(NodeWatchError) {
    if addFolder() { return }
    guard errno == ENOENT || errno == ENOTDIR else { throw NodeWatchError(errno: errno) }
    let mask = UInt32(IN_CREATE | IN_MOVED_TO | IN_ONLYDIR)
    parentWatch = inotify_add_watch(inotify.raw, "/dev", mask)
    guard parentWatch >= 0 else { throw NodeWatchError(errno: errno) }
    // It may have come in between.
    if addFolder() { leaveParent() }
  }

  private func addFolder() -> Bool {
    folderWatch = inotify_add_watch(
      inotify.raw, Self.folder, UInt32(Self.changes | IN_ONLYDIR))
    return folderWatch >= 0
  }

  private func leaveParent() {
    inotify_rm_watch(inotify.raw, parentWatch)
    parentWatch = -1
  }

  /// What has happened, without waiting.
  func receive() throws(NodeWatchError) -> [Notice] {
    let raw = inotify.raw
    let events = withUnsafeTemporaryAllocation(byteCount: 8192, alignment: 8) { buffer in
      let count = retrying { read(raw, buffer.baseAddress, buffer.count) }
      return Self.parse(UnsafeRawBufferPointer(rebasing: buffer.prefix(max(count, 0))))
    }
    var notices: [Notice] = []
    for event in events {
      if event.mask & UInt32(IN_Q_OVERFLOW) != 0 {
        notices.append(.anything)
      } else if event.watch == parentWatch {
        guard event.name == "input" else { continue }
        // Where it has gone again, that is news of what was in it, too.
        if addFolder() { leaveParent() }
        notices.append(.anything)
      } else if event.watch == folderWatch {
        if event.mask & UInt32(IN_DELETE_SELF | IN_MOVE_SELF | CInt(IN_IGNORED)) != 0 {
          inotify_rm_watch(raw, folderWatch)
          try watch()
          notices.append(.anything)
        } else if !event.name.isEmpty {
          notices.append(.node(event.name))
        }
      }
    }
    return notices
  }

  private struct Event {
    let watch: CInt
    let mask: UInt32
    let name: String
  }

  private static func parse(_ bytes: UnsafeRawBufferPointer) -> [Event] {
    var events: [Event] = []
    var offset = 0
    let header = MemoryLayout<inotify_event>.size
    while offset + header <= bytes.count {
      let event = bytes.loadUnaligned(fromByteOffset: offset, as: inotify_event.self)
      let name = bytes[(offset + header)...].prefix(Int(event.len)).prefix { $0 != 0 }
      events.append(
        Event(watch: event.wd, mask: event.mask, name: String(decoding: name, as: UTF8.self)))
      offset += header + Int(event.len)
    }
    return events
  }
}

struct NodeWatchError: Error {
  let errno: CInt
}
