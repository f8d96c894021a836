public import CommandLineKit

/// When a beat that failed is tried again: within its slot, at growing pauses, and never all clients of
/// a receiver at once.
///
/// With the default pauses of 2, 4 and 8 s the retries come at about 2, 6 and 14 s after the beat. Each
/// is drawn from the whole span of its pause, half before and half after that time, so that what failed
/// together doesn't come back together.
public struct RetryPolicy: Sendable, Equatable {
  /// The pauses between an attempt and the next, as they are on average.
  public var pauses: [TimeSpan]
  /// An attempt that has less time than this before the slot ends isn't worth beginning.
  public var shortestAttempt: TimeSpan

  public init(
    pauses: [TimeSpan] = [.seconds(2), .seconds(4), .seconds(8)],
    shortestAttempt: TimeSpan = .seconds(1)
  ) {
    self.pauses = pauses
    self.shortestAttempt = shortestAttempt
  }

  /// The retries of a beat that began at `begin` and must be over at `slotEnd`.
  public func plan(
    from begin: TimeSpan, until slotEnd: TimeSpan, using generator: inout some RandomNumberGenerator
  ) -> RetryPlan {
    var center = begin.microseconds
    let moments = pauses.map { pause in
      center += pause.microseconds
      let half = pause.microseconds / 2
      return TimeSpan(
        microseconds: Int64.random(in: center - half...center + half, using: &generator))
    }
    let latest = TimeSpan(microseconds: slotEnd.microseconds - shortestAttempt.microseconds)
    return RetryPlan(moments: moments[...], latest: latest)
  }
}

/// The retries that are left of one beat.
public struct RetryPlan: Sendable {
  fileprivate var moments: ArraySlice<TimeSpan>
  fileprivate let latest: TimeSpan

  /// When to try again after `outcome` came at `now`; nil for not in this slot.
  ///
  /// Retries whose time went by while an attempt hung are used up. Where the receiver said when to come
  /// back, nothing is sent before.
  public mutating func next(after outcome: Outcome, at now: TimeSpan) -> TimeSpan? {
    guard outcome.mayHeal else { return nil }
    moments = moments.drop { $0 < now }
    guard var moment = moments.popFirst() else { return nil }
    if let pause = outcome.retryAfter {
      moment = max(moment, TimeSpan(microseconds: now.microseconds + pause.microseconds))
    }
    return moment <= latest ? moment : nil
  }
}
