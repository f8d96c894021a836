import CLinux
import Glibc

/// The calls by which a thread asks for priority; errors are errno numbers, 0 for none.
protocol Scheduler {
  /// The calling thread's real-time policy and priority, `nil` where it has none.
  func realtime() -> (policy: String, priority: Int)?
  func setFIFO(_ priority: Int) -> CInt
  func setNice(_ nice: Int) -> CInt
  /// `RLIMIT_RTPRIO`: the highest real-time priority permitted without privilege.
  var highestPriority: Int { get }
  /// The lowest nice value permitted without privilege, from `RLIMIT_NICE`.
  var lowestNice: Int { get }
}

/// The calling thread's scheduling, by the kernel.
struct ThreadScheduler: Scheduler {
  func realtime() -> (policy: String, priority: Int)? {
    var policy: CInt = 0
    var priority: CInt = 0
    guard clinux_get_policy(&policy, &priority) == 0 else { return nil }
    switch policy {
    case SCHED_FIFO: return ("SCHED_FIFO", Int(priority))
    case SCHED_RR: return ("SCHED_RR", Int(priority))
    default: return nil
    }
  }

  func setFIFO(_ priority: Int) -> CInt { -clinux_set_fifo(0, CInt(priority)) }

  func setNice(_ nice: Int) -> CInt {
    // For the flag that keeps the nice value from the threads that this one starts.
    _ = clinux_set_other(0)
    let thread = id_t(clinux_thread_id())
    return setpriority(CInt(PRIO_PROCESS.rawValue), thread, CInt(nice)) == 0 ? 0 : errno
  }

  var highestPriority: Int {
    var soft: UInt64 = 0
    var hard: UInt64 = 0
    guard clinux_get_rtprio(&soft, &hard) == 0 else { return 0 }
    return Int(clamping: soft)
  }

  var lowestNice: Int {
    var soft: UInt64 = 0
    guard clinux_get_nice_limit(&soft) == 0 else { return 20 }
    return 20 - Int(min(soft, 40))
  }
}
