import Testing

@testable import InputDevices

struct GrabDetectorTests {
  private let states = (UInt8(0)..<4).map { byte in
    withUnsafeBytes(of: byte) { KeyState(bits: $0) }
  }

  @Test func twoSilentChangesTellAGrab() {
    var detector = GrabDetector()
    #expect(detector.look(at: states[0], delivered: 5) == nil)
    #expect(detector.look(at: states[1], delivered: 5) == nil)
    #expect(detector.look(at: states[2], delivered: 5) == .captured)
    #expect(detector.isCaptured)
  }

  @Test func itIsToldOnce() {
    var detector = GrabDetector()
    let verdicts = (0..<10).map { detector.look(at: states[$0 % 4], delivered: 0) }
    #expect(verdicts.compactMap { $0 } == [.captured])
  }

  @Test func eventsEndIt() {
    var detector = GrabDetector()
    for index in 0..<3 { _ = detector.look(at: states[index], delivered: 5) }
    #expect(detector.look(at: states[3], delivered: 6) == .freed)
    #expect(!detector.isCaptured)
    #expect(detector.look(at: states[3], delivered: 6) == nil)
  }

  @Test func changesWithEventsAreNormal() {
    var detector = GrabDetector()
    for index in 0..<100 {
      #expect(detector.look(at: states[index % 4], delivered: UInt64(index)) == nil)
    }
  }

  /// An event may be queued and unread at the moment of a look; it has arrived by the next.
  @Test func oneChangeAheadOfItsEventIsNoGrab() {
    var detector = GrabDetector()
    var delivered: UInt64 = 0
    for index in 0..<100 {
      #expect(detector.look(at: states[index % 4], delivered: delivered) == nil)
      if index % 2 == 1 { delivered += 2 }
    }
  }

  @Test func silenceWithoutChangesIsPeace() {
    var detector = GrabDetector()
    for _ in 0..<100 { #expect(detector.look(at: states[1], delivered: 7) == nil) }
  }

  @Test func statesAreEqualOnlyByTheirBits() {
    #expect(Set((0..<4).map { states[$0] == states[0] }.filter { $0 }).count == 1)
    #expect(states[0] == withUnsafeBytes(of: UInt8(0)) { KeyState(bits: $0) })
    #expect(states[0] != states[1])
  }
}
