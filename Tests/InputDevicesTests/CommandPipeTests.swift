import Testing

@testable import InputDevices

struct CommandPipeTests {
  @Test func commandsComeInTheirOrder() throws {
    let pipe = try CommandPipe()
    #expect(pipe.receive() == [])
    let sent: [CommandPipe.Command] =
      [
        .pause, .checkGrabs, .resume, .release(DeviceID(rawValue: 0)),
        .release(DeviceID(rawValue: .max)), .stop,
      ]
    for command in sent { pipe.send(command) }
    #expect(pipe.receive() == sent)
    #expect(pipe.receive() == [])
  }

  @Test func moreThanOneReadTakesStayForTheNext() throws {
    let pipe = try CommandPipe()
    for number in UInt32(0)..<100 { pipe.send(.release(DeviceID(rawValue: number))) }
    let received = pipe.receive() + pipe.receive()
    #expect(received == (UInt32(0)..<100).map { .release(DeviceID(rawValue: $0)) })
  }

  /// Nobody takes them, and the sender does not wait.
  @Test func aFullPipeHoldsNobodyUp() throws {
    let pipe = try CommandPipe()
    for _ in 0..<20_000 { pipe.send(.checkGrabs) }
    #expect(pipe.receive().count == 64)
  }
}
