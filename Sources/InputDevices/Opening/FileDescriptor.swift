import Glibc

/// A descriptor with one owner, closed when that lets go of it.
struct FileDescriptor: ~Copyable, Sendable {
  let raw: CInt

  init(owning raw: CInt) { self.raw = raw }

  deinit { close(raw) }
}

/// Repeats a call that a signal interrupted. Returns its result, or the negative errno.
@inline(never)
func retrying(_ call: () -> Int) -> Int {
  while true {
    let result = call()
    if result >= 0 { return result }
    let code = errno
    if code != EINTR { return -Int(code) }
  }
}
