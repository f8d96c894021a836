public import CommandLineKit

/// When beats are due: at `phase + k * interval`, for ever, however long each took.
///
/// Times are those of `CLOCK_BOOTTIME`. It can't be set, so no step of the wall clock moves a beat; and
/// unlike `CLOCK_MONOTONIC` it goes on while the machine sleeps, so that a beat that came due meanwhile
/// goes out on waking and not after the rest of a wait that began before.
public struct HeartbeatSchedule: Sendable, Equatable {
  public let interval: TimeSpan
  /// A moment that lies on the grid.
  public let phase: TimeSpan

  /// - Precondition: `interval` is positive.
  public init(interval: TimeSpan, phase: TimeSpan) {
    precondition(interval > .zero, "a heartbeat needs an interval")
    self.interval = interval
    self.phase = phase
  }

  /// The first moment of the grid that is not before `time`.
  public func first(notBefore time: TimeSpan) -> TimeSpan {
    let past = time.microseconds - phase.microseconds
    let sinceLast = ((past % length) + length) % length
    return sinceLast == 0 ? time : TimeSpan(microseconds: time.microseconds - sinceLast + length)
  }

  /// The moment of the grid that comes after a beat that began at `time`.
  ///
  /// A beat that is late, after a stall or a suspend, stands for all that were missed, and for the next
  /// one too where that is less than half an interval away: one beat and no burst, then the grid again.
  public func following(beatAt time: TimeSpan) -> TimeSpan {
    first(notBefore: TimeSpan(microseconds: time.microseconds + (length + 1) / 2))
  }

  /// How many moments of the grid lie strictly between two that are on it.
  public func count(between first: TimeSpan, and last: TimeSpan) -> Int {
    max(0, Int((last.microseconds - first.microseconds) / length) - 1)
  }

  private var length: Int64 { interval.microseconds }
}
