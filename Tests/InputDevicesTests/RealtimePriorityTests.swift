import CLinux
import Glibc
import Testing

@testable import InputDevices

/// A kernel that grants what a test says.
private struct Grants: Scheduler {
  var inherited: (policy: String, priority: Int)?
  var fifo = 0
  var refusal: CInt = EPERM
  var highestPriority = 0
  var nice = 20
  var lowestNice = 20

  func realtime() -> (policy: String, priority: Int)? { inherited }
  func setFIFO(_ priority: Int) -> CInt { priority <= fifo ? 0 : refusal }
  func setNice(_ value: Int) -> CInt { value >= nice ? 0 : EACCES }
}

struct RealtimePriorityTests {
  private func climb(_ grants: Grants) -> RealtimePriority {
    RealtimePriority.climb(to: 50, orNice: -11, grants)
  }

  @Test func whatTheServiceManagerSetIsKept() {
    let result = climb(Grants(inherited: ("SCHED_RR", 20), fifo: 99))
    #expect(result.grant == .inherited(policy: "SCHED_RR", priority: 20))
    #expect(result.description == "SCHED_RR 20, set by the service manager")
  }

  @Test func privilegeGetsWhatItAsksFor() {
    let result = climb(Grants(fifo: 99))
    #expect(result == RealtimePriority(grant: .fifo(50), shortfall: nil))
    #expect(result.description == "SCHED_FIFO 50")
  }

  @Test func theLimitGivesAsMuchAsItPermits() {
    let result = climb(Grants(fifo: 20, highestPriority: 20))
    #expect(result.grant == .fifo(20))
    #expect(result.description.contains("LimitRTPRIO=50"))
  }

  @Test func niceIsTheNextBest() {
    let result = climb(Grants(nice: -20))
    #expect(result.grant == .nice(-11))
    #expect(result.description.hasPrefix("nice -11: SCHED_FIFO 50 refused (EPERM): "))
    #expect(climb(Grants(nice: -5, lowestNice: -5)).grant == .nice(-5))
  }

  @Test func nothingIsSurvivable() {
    let result = climb(Grants())
    #expect(result.grant == .normal)
    #expect(result.description.hasPrefix("normal priority: SCHED_FIFO 50 refused (EPERM): "))
    #expect(climb(Grants(nice: 0, lowestNice: 0)).grant == .normal)
  }

  @Test func theReasonIsTheRightOne() {
    let confined = climb(Grants(highestPriority: 99))
    #expect(confined.description.contains("RestrictRealtime="))
    #expect(climb(Grants(refusal: EINVAL)).description.contains("Invalid argument"))
  }

  /// What the result says is what the kernel says, with privilege and without, and a thread that is
  /// started afterwards has none of it.
  @Test func theKernelAgrees() async {
    await #expect(processExitsWith: .success) {
      let granted = RealtimePriority.acquire(10)
      checkAgreement(granted)
    }
    await #expect(processExitsWith: .success) {
      if geteuid() == 0 { precondition(setgid(65534) == 0 && setuid(65534) == 0) }
      let granted = RealtimePriority.acquire(10)
      checkAgreement(granted)
    }
  }
}

private func checkAgreement(_ result: RealtimePriority) {
  var policy: CInt = -1
  var priority: CInt = -1
  precondition(clinux_get_policy(&policy, &priority) == 0)
  let nice = getpriority(CInt(PRIO_PROCESS.rawValue), id_t(clinux_thread_id()))
  switch result.grant {
  case .inherited: precondition(policy != SCHED_OTHER)
  case .fifo(let granted):
    precondition(policy == SCHED_FIFO && Int(priority) == granted)
  case .nice(let granted): precondition(policy == SCHED_OTHER && Int(nice) == granted)
  case .normal: precondition(policy == SCHED_OTHER && result.shortfall != nil)
  }
  var thread = pthread_t()
  let body: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { _ in
    var policy: CInt = -1
    var priority: CInt = -1
    precondition(clinux_get_policy(&policy, &priority) == 0 && policy == SCHED_OTHER)
    precondition(getpriority(CInt(PRIO_PROCESS.rawValue), id_t(clinux_thread_id())) >= 0)
    return nil
  }
  precondition(pthread_create(&thread, nil, body, nil) == 0)
  pthread_join(thread, nil)
}

/// Whether this machine grants real time to a test.
private let mayHaveRealtime: Bool = {
  var soft: UInt64 = 0
  var hard: UInt64 = 0
  return geteuid() == 0 || (clinux_get_rtprio(&soft, &hard) == 0 && soft > 0)
}()

struct RealtimeBrakeTests {
  @Test(.enabled(if: mayHaveRealtime, "needs root or RLIMIT_RTPRIO"))
  func aThreadThatNeverSleepsLosesItsPriority() async {
    await #expect(processExitsWith: .success) {
      guard case .fifo = RealtimePriority.acquire(1).grant else { return }
      precondition(RealtimeBrake.state == .untouched)
      precondition(RealtimeBrake.arm(microseconds: 50_000) == nil)
      let start = clinux_clock_ns(CLOCK_MONOTONIC)
      while RealtimeBrake.state == .untouched {
        precondition(clinux_clock_ns(CLOCK_MONOTONIC) - start < 10_000_000_000)
      }
      precondition(RealtimeBrake.state == .demoted)
      var policy: CInt = -1
      var priority: CInt = -1
      precondition(clinux_get_policy(&policy, &priority) == 0 && policy == SCHED_OTHER)
    }
  }

  /// Taking the priority away needs no privilege, though the flag of its children may not be lost.
  @Test(.enabled(if: geteuid() == 0, "needs root, to give it up"))
  func demotionNeedsNoPrivilege() async {
    await #expect(processExitsWith: .success) {
      guard case .fifo = RealtimePriority.acquire(1).grant else { return }
      precondition(setgid(65534) == 0 && setuid(65534) == 0)
      precondition(clinux_set_other(0) == 0)
    }
  }

  @Test func theLimitIsOnlyEverLowered() async {
    await #expect(processExitsWith: .success) {
      var soft: UInt64 = 0
      var hard: UInt64 = 0
      precondition(RealtimeBrake.arm(microseconds: 100_000) == nil)
      precondition(RealtimeBrake.arm(microseconds: 200_000) == nil)
      precondition(clinux_get_rttime(&soft, &hard) == 0 && soft == 100_000 && hard > soft)
    }
  }
}
