import CLinux
import Glibc

/// Keeps a real-time thread that never sleeps from taking a processor for ever: after a while the
/// kernel sends a signal, and its handler takes the priority away.
public enum RealtimeBrake {
  public enum State: Sendable, Equatable {
    case untouched
    /// The thread ran too long and is a normal one now.
    case demoted
    /// It ran too long, but its priority could not be taken away, for this errno.
    case failed(CInt)
  }

  /// Guards the calling thread.
  ///
  /// Lowers the soft limit of `RLIMIT_RTTIME` where it is higher, for the whole process. The hard
  /// limit, at which the kernel kills, stays as the service manager set it.
  ///
  /// - Parameter microseconds: how long the thread may run without once waiting for something.
  /// - Returns: the errno of the failure; `nil` for none.
  public static func arm(microseconds: UInt64) -> CInt? {
    // What the thread has run since it last waited counts too, all that a service manager did in it
    // before it became this program included: a moment's wait sets the count to zero.
    usleep(1_000)
    var soft: UInt64 = 0
    var hard: UInt64 = 0
    var status = clinux_demote_on_sigxcpu(clinux_thread_id())
    if status >= 0 { status = clinux_get_rttime(&soft, &hard) }
    if status >= 0, microseconds < soft { status = clinux_set_rttime(microseconds, hard) }
    return status < 0 ? -status : nil
  }

  /// What has come of it so far. Safe on any thread.
  public static var state: State {
    switch clinux_demotion() {
    case 0: .untouched
    case 1: .demoted
    case let code: .failed(-code)
    }
  }
}
