import Testing

@testable import Sensor

@Suite struct RingTests {
  @Test func keepsOrderAndRefusesWhatDoesNotFit() {
    var ring = Ring<Int>(capacity: 4)
    #expect((0..<4).allSatisfy { ring.producer.push($0) })
    let fits = ring.producer.push(4)
    #expect(!fits)
    #expect(ring.consumer.pop() == 0)
    let fitsNow = ring.producer.push(5)
    #expect(fitsNow)
    var rest: [Int] = []
    while let element = ring.consumer.pop() { rest.append(element) }
    #expect(rest == [1, 2, 3, 5])
  }

  /// Two threads at full speed: every element arrives once, in order.
  @Test func handsOverBetweenThreads() throws {
    let ring = Ring<Int>(capacity: 64)
    let count = 200_000
    let producing = try Thread(named: "producer", owning: ring.producer) { producer in
      for element in 0..<count { while !producer.push(element) {} }
    }
    var consumer = ring.consumer
    var expected = 0
    while expected < count {
      if let element = consumer.pop() {
        guard element == expected else {
          Issue.record("\(element) came instead of \(expected)")
          break
        }
        expected += 1
      }
    }
    producing.join()
    #expect(consumer.pop() == nil)
  }
}
