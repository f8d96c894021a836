import CommandLineKit
import InputEventsTestKit
import Testing

@testable import Heartbeat

@Suite struct RetryPolicyTests {
  private let refused = Outcome.network(.unreachable, detail: "")

  /// All retries of a beat whose attempts each take up to `longest` and end with `outcome`.
  private func retries(
    _ policy: RetryPolicy = RetryPolicy(), slot: TimeSpan = .seconds(30), longest: TimeSpan = .zero,
    outcome: Outcome, _ generator: inout SeededGenerator
  ) -> [Double] {
    var plan = policy.plan(from: .zero, until: slot, using: &generator)
    var now = TimeSpan.zero
    var times: [Double] = []
    while times.count < 100 {
      let took = Int64.random(in: 0...longest.microseconds, using: &generator)
      now = TimeSpan(microseconds: now.microseconds + took)
      guard let next = plan.next(after: outcome, at: now) else { break }
      #expect(next >= now)
      times.append(next.seconds)
      now = next
    }
    return times
  }

  @Test func `retries come at about 2, 6 and 14 seconds`() {
    var generator = SeededGenerator(seed: 1)
    var sums = [0.0, 0, 0]
    for _ in 0..<2_000 {
      let times = retries(outcome: refused, &generator)
      #expect(times.count == 3)
      for (index, span) in [1.0...3, 4...8, 10...18].enumerated() where index < times.count {
        #expect(span.contains(times[index]))
        sums[index] += times[index]
      }
    }
    for (sum, center) in zip(sums, [2.0, 6, 14]) {
      #expect(abs(sum / 2_000 - center) < center / 20)
    }
  }

  /// Clients that failed together must not come back together.
  @Test func `each retry is spread over the whole of its pause`() {
    var generator = SeededGenerator(seed: 2)
    let first = (0..<5_000).compactMap { _ in retries(outcome: refused, &generator).first }
    for tenth in 0..<10 {
      let low = 1 + Double(tenth) / 5
      let share = Double(first.count { $0 >= low && $0 < low + 0.2 }) / 5_000
      #expect(share > 0.08 && share < 0.12)
    }
  }

  @Test func `nothing begins in the last second of the slot or after it, whatever takes how long`()
  {
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<5_000 {
      let slot = TimeSpan.milliseconds(.random(in: 10...40_000, using: &generator))
      let pause = TimeSpan.seconds(.random(in: 0...40, using: &generator))
      let outcome = Outcome.refusal(status: 429, retryAfter: pause)
      for outcome in [refused, outcome] {
        let times = retries(slot: slot, longest: .seconds(10), outcome: outcome, &generator)
        #expect(times.allSatisfy { $0 <= slot.seconds - 1 })
      }
    }
  }

  @Test func `a receiver that says when to come back isn't disturbed before`() {
    var generator = SeededGenerator(seed: 4)
    func first(_ seconds: Int, status: Int = 429) -> Double? {
      let outcome = Outcome.refusal(status: status, retryAfter: .seconds(seconds))
      return retries(outcome: outcome, &generator).first
    }
    #expect(first(9) == 9)
    #expect(first(29) == 29)
    #expect(first(30) == nil)
    #expect(first(20, status: 503) == 20)
    #expect((1...3).contains(first(0) ?? 0))
  }

  @Test func `only what can heal is tried again`() {
    var generator = SeededGenerator(seed: 5)
    func isRetried(_ outcome: Outcome) -> Bool { !retries(outcome: outcome, &generator).isEmpty }
    for status in [500, 502, 503, 504] {
      #expect(isRetried(.refusal(status: status, retryAfter: nil)))
    }
    for status in [201, 204, 301, 302, 400, 401, 403, 404, 407, 413, 429] {
      #expect(!isRetried(.refusal(status: status, retryAfter: nil)))
    }
    #expect(!isRetried(.success(status: 200)))
    #expect(!isRetried(.failure("")))
    let healing: [NetworkTrouble] = [.timedOut, .unreachable, .connectionLost]
    for trouble in NetworkTrouble.allCases {
      #expect(isRetried(.network(trouble, detail: "")) == healing.contains(trouble))
    }
  }
}
