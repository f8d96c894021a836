internal import CLinux
internal import Glibc

/// The wall clock, by which records are named and old files removed, and the scheduler's budget.
struct TimeChecks {
  private let environment: CheckEnvironment

  init(_ environment: CheckEnvironment) { self.environment = environment }

  func findings() -> [Finding] {
    [clockIsSet(clinux_clock_synchronized()), hardwareClock, realTimeBudget].compactMap(\.self)
  }

  /// - Parameter state: 1 for a clock that the kernel takes for synchronized, 0 for another.
  func clockIsSet(_ state: CInt) -> Finding {
    switch state {
    case 1: Finding(.ok, "time", "synchronized")
    case 0:
      Finding(
        .warning, "time",
        "the clock isn't synchronized: records may be dated wrongly, and old files removed early or "
          + "late; what is measured of keys and pointers has a clock of its own and stays exact",
        remedy: "run systemd-timesyncd or chrony")
    default: Finding(.ok, "time", "whether the clock is synchronized isn't told here")
    }
  }

  /// `nil` where there is one.
  var hardwareClock: Finding? {
    guard !CheckEnvironment.exists(environment.path("/sys/class/rtc/rtc0")) else { return nil }
    return Finding(
      .warning, "hardware clock",
      "there is none: after a start without network, records are dated wrongly",
      remedy: "let the sensor start After=time-sync.target (systemctl edit tactus)")
  }

  /// What the kernel allows real-time threads at all; `nil` where that isn't told.
  var realTimeBudget: Finding? {
    func number(_ path: String) -> Int? {
      environment.text(path).flatMap { Int($0.filter { !$0.isWhitespace }) }
    }
    guard let runtime = number("/proc/sys/kernel/sched_rt_runtime_us"),
      let period = number("/proc/sys/kernel/sched_rt_period_us")
    else { return nil }
    if runtime == 0 {
      return Finding(
        .warning, "real time", "the kernel gives real-time threads no time at all",
        remedy: "run 'sysctl kernel.sched_rt_runtime_us=950000'")
    }
    if let group = controlGroup, number(group + "/cpu.rt_runtime_us") == 0 {
      return Finding(
        .warning, "real time", "the control group \(group) gives real-time threads no time",
        remedy: "write a budget to \(group)/cpu.rt_runtime_us, or boot with control groups v2")
    }
    let share = runtime < 0 ? "without limit" : "\(runtime) of \(period) µs"
    return Finding(.ok, "real time", "the kernel gives real-time threads \(share)")
  }

  /// Where the first version of control groups has this process's share of the processor.
  private var controlGroup: String? {
    for line in (environment.text("/proc/self/cgroup") ?? "").split(separator: "\n") {
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3, fields[1].split(separator: ",").contains("cpu") else { continue }
      return fields[2] == "/" ? "/sys/fs/cgroup/cpu" : "/sys/fs/cgroup/cpu\(fields[2])"
    }
    return nil
  }
}
