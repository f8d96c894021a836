internal import CLinux
internal import Glibc
internal import InputDevices
internal import Settings
internal import Synchronization

/// Kernel, clock and what this process may ask of the scheduler.
struct SystemChecks {
  private let environment: CheckEnvironment

  init(_ environment: CheckEnvironment) { self.environment = environment }

  func findings(_ configuration: Configuration?) -> [Finding] {
    [kernel, clock] + [configuration.flatMap(priority), limits].compactMap(\.self)
  }

  var kernel: Finding {
    let release = environment.kernelRelease
    let numbers = release.split { !$0.isNumber }.prefix(2).compactMap { Int($0) }
    guard numbers.count == 2 else {
      return Finding(.warning, "kernel", "'\(release)' is no version that is understood here")
    }
    let version = (numbers[0], numbers[1])
    if version < (4, 4) {
      return Finding(
        .warning, "kernel", "\(release) wakes the sensor for events that it doesn't use",
        remedy: "a kernel from 4.4 on leaves them out")
    }
    if version < (5, 11) {
      return Finding(
        .warning, "kernel",
        "\(release) waits in whole milliseconds only, so devices are read less late",
        remedy: "a kernel from 5.11 on waits more finely")
    }
    return Finding(.ok, "kernel", release)
  }

  var clock: Finding {
    var line = [UInt8](repeating: 0, count: 64)
    let descriptor = open(environment.clockSource, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return Finding(.ok, "clock", "its source isn't told here") }
    defer { close(descriptor) }
    let count = max(0, read(descriptor, &line, line.count))
    let source = String(decoding: line[..<count].prefix { $0 > 0x20 }, as: UTF8.self)
    guard ["hpet", "acpi_pm", "pit", "jiffies", "refined-jiffies"].contains(source) else {
      return Finding(.ok, "clock", "source \(source)")
    }
    return Finding(
      .warning, "clock", "source \(source): each look at it is slow, or its steps are coarse",
      remedy: "find out with 'journalctl -k' why the kernel doesn't trust the processor's own")
  }

  private func priority(_ configuration: Configuration) -> Finding {
    guard configuration.realTime == .auto else {
      return Finding(.ok, "priority", "normal, as configured")
    }
    let trial = PriorityTrial()
    let wanted = configuration.priority
    do {
      // On a thread of its own, which takes its priority with it when it ends.
      try Thread(named: "tactus-check") {
        let granted = RealtimePriority.acquire(wanted)
        trial.result.withLock { $0 = granted }
      }.join()
    } catch {
      return Finding(.warning, "priority", "\(error)")
    }
    return trial.result.withLock { $0 }.map(Self.finding)
      ?? Finding(.warning, "priority", "unknown")
  }

  static func finding(_ priority: RealtimePriority) -> Finding {
    Finding(priority.shortfall == nil ? .ok : .warning, "priority", "\(priority)")
  }

  private var limits: Finding {
    var (soft, hard): (UInt64, UInt64) = (0, 0)
    var memory = rlimit()
    let priority = clinux_get_rtprio(&soft, &hard) == 0 ? Self.text(soft) : "unknown"
    let time = clinux_get_rttime(&soft, &hard) == 0 ? Self.text(soft, unit: " µs") : "unknown"
    let locked =
      getrlimit(__rlimit_resource_t(__RLIMIT_MEMLOCK.rawValue), &memory) == 0
      ? Self.text(UInt64(memory.rlim_cur), unit: " bytes") : "unknown"
    return Finding(
      .ok, "limits", "RLIMIT_RTPRIO \(priority), RLIMIT_RTTIME \(time), RLIMIT_MEMLOCK \(locked)")
  }

  private static func text(_ limit: UInt64, unit: String = "") -> String {
    limit == UInt64.max ? "unlimited" : "\(limit)\(unit)"
  }
}

/// What a thread was granted, for the one that started it.
private final class PriorityTrial: Sendable {
  let result = Mutex<RealtimePriority?>(nil)
}
