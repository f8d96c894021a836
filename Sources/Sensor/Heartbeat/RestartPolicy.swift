internal import CommandLineKit

/// When a worker that ended is started again.
///
/// One that had come as far as asking for leave to beat is started at once, or nearly: whatever killed it
/// can do so only once a beat, and the next beat must not be missed. One that never came so far is started
/// ever more rarely.
struct RestartPolicy {
  static let shortest = TimeSpan.milliseconds(250)
  static let longest = TimeSpan.minutes(1)

  private var pause = Self.shortest

  /// The pause before the next start.
  mutating func pause(afterWorkerThatAsked hasAsked: Bool) -> TimeSpan {
    if hasAsked { pause = Self.shortest }
    defer { pause = min(TimeSpan(microseconds: pause.microseconds * 2), Self.longest) }
    return pause
  }
}
