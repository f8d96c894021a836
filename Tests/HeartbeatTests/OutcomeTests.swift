import CommandLineKit
import OperationalLog
import Testing

@testable import Heartbeat

@Suite struct OutcomeTests {
  @Test func `a success is for developers, the network's trouble a warning, all else an error`() {
    #expect(Outcome.success(status: 200).level == .debug)
    #expect(Outcome.refusal(status: 500, retryAfter: nil).level == .warning)
    for trouble in NetworkTrouble.allCases {
      #expect(Outcome.network(trouble, detail: "").level == .warning)
    }
    #expect(Outcome.failure("").level == .error)
  }

  @Test func `an outcome tells what happened in a few words`() {
    #expect(
      "\(Outcome.refusal(status: 503, retryAfter: .seconds(7)))"
        == "status 503, to be retried after 7s")
    #expect("\(Outcome.network(.timedOut, detail: ""))" == "timed out")
    #expect("\(Outcome.network(.unreachable, detail: "refused"))" == "no connection: refused")
  }
}
