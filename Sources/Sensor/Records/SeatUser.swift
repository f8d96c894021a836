internal import Glibc

/// Asks logind who is active on a seat.
///
/// libsystemd is used where it is installed and not needed where it isn't. It is let go after each
/// question, one a window: with what it needs itself it would keep a megabyte resident.
enum SeatUser {
  private typealias GetActive =
    @convention(c) (
      UnsafePointer<CChar>?, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?,
      UnsafeMutablePointer<uid_t>?
    ) -> CInt

  /// The login name of the user whose session is in the foreground of `seat`; `nil` where nobody is,
  /// or where nobody can tell.
  static func active(on seat: String) -> String? {
    guard let library = dlopen("libsystemd.so.0", RTLD_NOW | RTLD_LOCAL) else { return nil }
    defer { dlclose(library) }
    guard let symbol = dlsym(library, "sd_seat_get_active") else { return nil }
    var user = uid_t()
    guard unsafeBitCast(symbol, to: GetActive.self)(seat, nil, &user) >= 0 else { return nil }
    return LocalAccounts.name(of: user) ?? name(of: user)
  }

  /// By the name services, which know users of the network too.
  static func name(of user: uid_t) -> String {
    var entry = passwd()
    var found: UnsafeMutablePointer<passwd>?
    var buffer = [CChar](repeating: 0, count: 16_384)
    let status = getpwuid_r(user, &entry, &buffer, buffer.count, &found)
    guard status == 0, found != nil, let name = entry.pw_name else { return String(user) }
    return String(cString: name)
  }
}
