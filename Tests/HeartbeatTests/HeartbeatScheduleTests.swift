import CommandLineKit
import Heartbeat
import InputEventsTestKit
import Testing

@Suite struct HeartbeatScheduleTests {
  private static let second: Int64 = 1_000_000

  private func random(_ generator: inout SeededGenerator) -> HeartbeatSchedule {
    HeartbeatSchedule(
      interval: TimeSpan(microseconds: .random(in: 1...3_600 * Self.second, using: &generator)),
      phase: TimeSpan(microseconds: .random(in: 0...1 << 50, using: &generator)))
  }

  private func isOnGrid(_ time: TimeSpan, _ schedule: HeartbeatSchedule) -> Bool {
    (time.microseconds - schedule.phase.microseconds) % schedule.interval.microseconds == 0
  }

  @Test
  func `the first moment is on the grid, not before the time, and less than an interval away`() {
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<10_000 {
      let schedule = random(&generator)
      let time = TimeSpan(microseconds: .random(in: 0...1 << 51, using: &generator))
      let first = schedule.first(notBefore: time)
      #expect(isOnGrid(first, schedule))
      let wait = first.microseconds - time.microseconds
      #expect(wait >= 0 && wait < schedule.interval.microseconds)
    }
  }

  @Test
  func `after any stall there is one beat, and the next is half to one and a half intervals on`() {
    var generator = SeededGenerator(seed: 2)
    for _ in 0..<10_000 {
      let schedule = random(&generator)
      let woken = TimeSpan(microseconds: .random(in: 0...1 << 51, using: &generator))
      let next = schedule.following(beatAt: woken)
      #expect(isOnGrid(next, schedule))
      let gap = next.microseconds - woken.microseconds
      let interval = schedule.interval.microseconds
      #expect(gap * 2 >= interval && gap * 2 <= interval * 3)
    }
  }

  /// A chain of waits of 30 s each would be seconds late by the evening.
  @Test func `a day of beats that each take a while doesn't drift`() {
    var generator = SeededGenerator(seed: 3)
    let start = TimeSpan(microseconds: 123_456_789)
    let schedule = HeartbeatSchedule(interval: .seconds(30), phase: start)
    var due = start
    for beat in 0..<2_880 {
      #expect(due.microseconds == start.microseconds + Int64(beat) * 30 * Self.second)
      let wokenLate = Int64.random(in: 0...40_000, using: &generator)
      let next = schedule.following(beatAt: TimeSpan(microseconds: due.microseconds + wokenLate))
      #expect(schedule.count(between: due, and: next) == 0)
      due = next
    }
  }

  @Test func `every moment of the grid is a beat or is counted as missed`() {
    var generator = SeededGenerator(seed: 4)
    let schedule = HeartbeatSchedule(interval: .seconds(30), phase: .seconds(7))
    var due = TimeSpan.seconds(7)
    var beats = 0
    var missed = 0
    for _ in 0..<2_000 {
      let isAsleep = Int.random(in: 0..<10, using: &generator) == 0
      let late = isAsleep ? Int64.random(in: 0...86_400 * Self.second, using: &generator) : 100
      beats += 1
      let next = schedule.following(beatAt: TimeSpan(microseconds: due.microseconds + late))
      missed += schedule.count(between: due, and: next)
      due = next
    }
    #expect(Int64(beats + missed) == (due.microseconds - 7 * Self.second) / (30 * Self.second))
    #expect(missed > 0)
  }
}
