internal import CLinux
internal import Glibc

/// A set of devices to wait for.
struct EpollSet: ~Copyable {
  private let descriptor: CInt
  private let events: UnsafeMutableBufferPointer<epoll_event>

  /// - Parameter control: a descriptor that is waited for beside the devices.
  init(control: CInt) throws(SystemCallError) {
    descriptor = epoll_create1(CInt(EPOLL_CLOEXEC))
    events = .allocate(capacity: 64)
    guard descriptor >= 0 else { throw SystemCallError("epoll_create1", errno) }
    var event = epoll_event(events: EPOLLIN.rawValue, data: epoll_data_t(u64: 0))
    guard epoll_ctl(descriptor, EPOLL_CTL_ADD, control, &event) == 0 else {
      throw SystemCallError("epoll_ctl", errno)
    }
  }

  deinit {
    close(descriptor)
    events.deallocate()
  }

  /// What a wait found; valid until the next wait.
  struct Ready {
    fileprivate let events: UnsafeBufferPointer<epoll_event>
    /// Whether the control descriptor was among them.
    let control: Bool
    /// How many devices were.
    let devices: Int
    /// Whether there may be more than were told.
    let isFull: Bool

    /// The shortest hold of the pointers among them, in nanoseconds; `nil` where there is none.
    var shortestHold: Int64? {
      var hold: Int64?
      forEachReader { reader in
        if !reader.pointer.pointee.isKeyboard {
          hold = min(hold ?? .max, reader.pointer.pointee.hold)
        }
      }
      return hold
    }

    @inline(__always)
    func forEachReader(_ body: (ReaderHandle) -> Void) {
      for event in events {
        // The control descriptor has 0 for an address.
        if let reader = ReaderHandle(bitPattern: UInt(event.data.u64)) { body(reader) }
      }
    }
  }

  /// Waits for at most `timeout` nanoseconds (-1: for ever).
  func wait(timeout: Int64) -> Ready {
    guard let base = events.baseAddress else {
      return Ready(
        events: UnsafeBufferPointer(start: nil, count: 0), control: false, devices: 0, isFull: false
      )
    }
    let count = max(0, Int(clinux_epoll_wait(descriptor, base, CInt(events.count), timeout)))
    let found = UnsafeBufferPointer(start: base, count: count)
    let control = found.contains { $0.data.u64 == 0 }
    return Ready(
      events: found, control: control, devices: count - (control ? 1 : 0),
      isFull: count == events.count)
  }

  func add(_ reader: ReaderHandle) {
    var event = epoll_event(
      events: EPOLLIN.rawValue, data: epoll_data_t(u64: UInt64(UInt(bitPattern: reader.pointer))))
    _ = epoll_ctl(descriptor, EPOLL_CTL_ADD, reader.pointer.pointee.descriptor, &event)
  }

  func remove(_ reader: ReaderHandle) {
    _ = epoll_ctl(descriptor, EPOLL_CTL_DEL, reader.pointer.pointee.descriptor, nil)
  }
}
