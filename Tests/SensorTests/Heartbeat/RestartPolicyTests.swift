import CommandLineKit
import Testing

@testable import Sensor

@Suite struct RestartPolicyTests {
  @Test func `who never came so far as to ask is started ever more rarely`() {
    var policy = RestartPolicy()
    let pauses = (0..<10).map { _ in policy.pause(afterWorkerThatAsked: false) }
    #expect(pauses.first == .milliseconds(250))
    for (pause, next) in zip(pauses, pauses.dropFirst()) {
      #expect(next == min(TimeSpan(microseconds: pause.microseconds * 2), .minutes(1)))
    }
    #expect(pauses.last == .minutes(1))
  }

  @Test func `who asked is started at once, again and again`() {
    var policy = RestartPolicy()
    for _ in 0..<5 { _ = policy.pause(afterWorkerThatAsked: false) }
    for _ in 0..<100 { #expect(policy.pause(afterWorkerThatAsked: true) == .milliseconds(250)) }
  }
}
