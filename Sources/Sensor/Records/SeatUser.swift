internal import Glibc

/// Asks logind who is active on a seat.
///
/// libsystemd is used where it is installed and not needed where it isn't.
struct SeatUser: ~Copyable, @unchecked Sendable {
  private typealias GetActive =
    @convention(c) (
      UnsafePointer<CChar>?, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?,
      UnsafeMutablePointer<uid_t>?
    ) -> CInt

  private let library: UnsafeMutableRawPointer?
  private let getActive: GetActive?

  init() {
    library = dlopen("libsystemd.so.0", RTLD_NOW | RTLD_LOCAL)
    let symbol = library.flatMap { dlsym($0, "sd_seat_get_active") }
    getActive = symbol.map { unsafeBitCast($0, to: GetActive.self) }
  }

  deinit {
    if let library { dlclose(library) }
  }

  /// The login name of the user whose session is in the foreground of `seat`; `nil` where nobody is,
  /// or where nobody can tell.
  func active(on seat: String) -> String? {
    var user = uid_t()
    guard let getActive, getActive(seat, nil, &user) >= 0 else { return nil }
    return Self.name(of: user)
  }

  private static func name(of user: uid_t) -> String {
    var entry = passwd()
    var found: UnsafeMutablePointer<passwd>?
    var buffer = [CChar](repeating: 0, count: 16_384)
    let status = getpwuid_r(user, &entry, &buffer, buffer.count, &found)
    guard status == 0, found != nil, let name = entry.pw_name else { return String(user) }
    return String(cString: name)
  }
}
