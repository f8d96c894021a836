import Testing

@testable import Sensor

@Suite struct SignsOfLifeTests {
  @Test func `each part owes a sign for each question`() throws {
    let signs = try SignsOfLife()
    #expect(signs.silent.isEmpty, "nobody has asked")
    signs.ask()
    #expect(signs.silent == [.loop, .writer])
    signs.show(.writer)
    #expect(signs.silent == [.loop])
    signs.show(.loop)
    #expect(signs.silent.isEmpty)
    signs.ask()
    #expect(signs.silent == [.loop, .writer], "an old sign is no answer to a new question")
  }

  @Test func `whoever waits is told of an answer, once`() throws {
    let signs = try SignsOfLife()
    signs.show(.loop)
    #expect(!signs.answered.wait(timeout: 0), "no question, no answer")
    signs.ask()
    signs.show(.loop)
    #expect(signs.answered.wait(timeout: 1_000))
    signs.show(.loop)
    #expect(!signs.answered.wait(timeout: 0))
  }

  @Test func `every question that threads answer at once is answered`() throws {
    let signs = try SignsOfLife()
    let loop = try Thread(named: "t") { for _ in 0..<200_000 { signs.show(.loop) } }
    let writer = try Thread(named: "t") { for _ in 0..<200_000 { signs.show(.writer) } }
    for _ in 0..<1_000 { signs.ask() }
    loop.join()
    writer.join()
    for part in SignsOfLife.Part.allCases { signs.show(part) }
    #expect(signs.silent.isEmpty)
  }
}
