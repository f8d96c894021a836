import Glibc

/// The priority that the reading thread got, and why it isn't more. Real time is asked for and never
/// required: the rungs of the ladder are what the service manager set already, `SCHED_FIFO`, a
/// negative nice value, and none.
public struct RealtimePriority: Sendable, Equatable, CustomStringConvertible {
  public enum Grant: Sendable, Equatable {
    /// Real time, set by whoever started the process.
    case inherited(policy: String, priority: Int)
    case fifo(Int)
    case nice(Int)
    case normal
  }

  public let grant: Grant
  /// Why it isn't what was asked for, with the remedy; `nil` where it is.
  public let shortfall: String?

  /// The real-time priority, 1 to 99; 0 for none.
  public var realtime: Int {
    switch grant {
    case .inherited(_, let priority), .fifo(let priority): priority
    case .nice, .normal: 0
    }
  }

  /// One line for a person: `SCHED_FIFO 50`, `nice -11: SCHED_FIFO 50 refused (EPERM): …`.
  public var description: String {
    let name =
      switch grant {
      case .inherited(let policy, let priority): "\(policy) \(priority), set by the service manager"
      case .fifo(let priority): "SCHED_FIFO \(priority)"
      case .nice(let nice): "nice \(nice)"
      case .normal: "normal priority"
      }
    return shortfall.map { "\(name): \($0)" } ?? name
  }

  /// Gives the calling thread the best priority that it may have, but not the threads it starts.
  ///
  /// - Parameters:
  ///   - priority: the `SCHED_FIFO` priority to ask for, brought into the range 1 to 99.
  ///   - nice: the nice value to ask for where real time is refused.
  public static func acquire(_ priority: Int, orNice nice: Int = -11) -> RealtimePriority {
    climb(to: min(max(priority, 1), 99), orNice: nice, ThreadScheduler())
  }

  static func climb(
    to priority: Int, orNice nice: Int, _ scheduler: some Scheduler
  ) -> RealtimePriority {
    if let (policy, priority) = scheduler.realtime() {
      return RealtimePriority(
        grant: .inherited(policy: policy, priority: priority), shortfall: nil)
    }
    let refusal = scheduler.setFIFO(priority)
    guard refusal != 0 else { return RealtimePriority(grant: .fifo(priority), shortfall: nil) }
    let limit = scheduler.highestPriority
    if (1..<priority).contains(limit), scheduler.setFIFO(limit) == 0 {
      return RealtimePriority(
        grant: .fifo(limit),
        shortfall: "RLIMIT_RTPRIO permits no more; for \(priority), set LimitRTPRIO=\(priority)")
    }
    let shortfall = explain(refusal, priority, limit)
    for value in [nice, max(nice, scheduler.lowestNice)] where value < 0 {
      if scheduler.setNice(value) == 0 {
        return RealtimePriority(grant: .nice(value), shortfall: shortfall)
      }
    }
    return RealtimePriority(grant: .normal, shortfall: shortfall)
  }

  private static func explain(_ code: CInt, _ priority: Int, _ limit: Int) -> String {
    let refused = "SCHED_FIFO \(priority) refused"
    guard code == EPERM else { return "\(refused): \(reason(code))" }
    if limit >= priority {
      return """
        \(refused) (EPERM) although RLIMIT_RTPRIO permits it: a system call filter \
        (RestrictRealtime=) or a control group without real-time budget forbids it
        """
    }
    return """
      \(refused) (EPERM): start it with CPUSchedulingPolicy=fifo, or with \
      LimitRTPRIO=\(priority), or as root outside a container
      """
  }
}
