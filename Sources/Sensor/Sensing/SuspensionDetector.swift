internal import CLinux
internal import Glibc

/// Notices that the machine slept: `CLOCK_BOOTTIME` goes on then, `CLOCK_MONOTONIC` stands still.
struct SuspensionDetector: BitwiseCopyable {
  private var slept = SuspensionDetector.timeAsleep(at: clinux_clock_ns(CLOCK_MONOTONIC))

  /// Shorter sleeps than these nanoseconds can't be told from the time between reading two clocks.
  private static let shortest: Int64 = 50_000_000

  /// Whether the machine slept since the last call. `time` is the monotonic clock, just read.
  mutating func hasSuspended(at time: Int64) -> Bool {
    guard Self.timeAsleep(at: time) - slept > Self.shortest else { return false }
    // Or the thread was held up between reading one clock and the other: then the least of a few
    // more readings is near the truth.
    var least = Int64.max
    for _ in 0..<5 { least = min(least, Self.timeAsleep(at: clinux_clock_ns(CLOCK_MONOTONIC))) }
    guard least - slept > Self.shortest else { return false }
    slept = least
    return true
  }

  private static func timeAsleep(at monotonic: Int64) -> Int64 {
    clinux_clock_ns(CLOCK_BOOTTIME) - monotonic
  }
}
