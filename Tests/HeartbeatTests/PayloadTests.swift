import Foundation
import Settings
import Testing

@testable import Heartbeat

@Suite struct PayloadTests {
  private func text(_ payload: Payload, at time: Double = 0) -> String {
    String(decoding: payload.json(at: time, HeartbeatStatistics()), as: UTF8.self)
  }

  @Test func `a beat carries its type and nothing else`() {
    #expect(text(Payload()) == #"{"type":4}"#)
    #expect(text(Payload(type: -7, userID: "someone", host: "somewhere")) == #"{"type":-7}"#)
  }

  @Test func `what is asked for by name is added`() throws {
    let payload = Payload(
      type: 4, fields: [.timestamp, .userID, .host, .statistics], userID: "x/y", host: "a\"b\n")
    #expect(
      text(payload, at: 1_795_480_805.0625) == """
        {"host":"a\\"b\\n","statistics":{"attempts":0,"beats":0,"failed":0,"succeeded":0,\
        "success_rate":0},"timestamp":"2026-11-24T00:40:05.062Z","type":4,"user_id":"x/y"}
        """)
  }
}
