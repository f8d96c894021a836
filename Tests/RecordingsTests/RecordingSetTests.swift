import InputEvents
import InputEventsTestKit
import Testing

@testable import Recordings

@Suite struct RecordingSetTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func recording(_ name: String, pairs: String, times: [Int]) throws -> String {
    let events = times.map { time in
      let rest = String(time % 1_000_000)
      let digits = String(repeating: "0", count: 6 - rest.count) + rest
      return "E: \(time / 1_000_000).\(digits) 0002 0000 0001\n"
    }
    let head = """
      # tactus: \(pairs)
      N: m
      I: 0003 0001 0001 0001
      B: 02 01 00 00 00 00 00 00 00

      """
    return try folder.file(head + events.joined(), name: name)
  }

  private func merged(_ paths: [String]) throws -> [[Int]] {
    var set = try RecordingSet(paths: paths)
    var result: [[Int]] = []
    while let (recording, item) = try set.next() { result.append([recording, Int(item.time)]) }
    return result
  }

  @Test func mergesByTimeThenOrderThenFile() throws {
    let paths = [
      try recording("c", pairs: "start=10", times: [1, 5]),
      try recording("b", pairs: "start=10 order=1", times: [0, 5, 5, 9]),
      try recording("a", pairs: "start=10 order=0", times: [5]),
    ]
    #expect(
      try merged(paths)
        == [[1, 10], [0, 11], [2, 15], [1, 15], [1, 15], [0, 15], [1, 19]])
  }

  @Test(arguments: 1...10 as ClosedRange<UInt64>)
  func mergingIsAStableSort(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let times = (0..<4).map { _ in
      (0..<200).map { _ in Int.random(in: 0..<3_000_000, using: &generator) / 1000 * 1000 }.sorted()
    }
    let paths = try times.indices.map {
      try recording("\($0)", pairs: "start=0 order=\($0)", times: times[$0])
    }
    let all = times.enumerated().flatMap { index, times in times.map { [index, $0] } }
    #expect(try merged(paths) == all.sorted { ($0[1], $0[0]) < ($1[1], $1[0]) })
  }

  @Test func filesOfOtherProgramsBeginTogether() throws {
    let paths = [
      try recording("a", pairs: "seat=s", times: [1, 3]),
      try recording("b", pairs: "seat=s", times: [1, 2]),
    ]
    #expect(try merged(paths) == [[0, 1], [1, 1], [1, 2], [0, 3]])
  }

  @Test func differentSessionsAreRefused() throws {
    let first = try recording("a", pairs: "start=1", times: [1])
    for pairs in ["start=2", "order=1"] {
      let second = try recording("b", pairs: pairs, times: [1])
      #expect(
        throws: RecordingError(file: second, line: nil, problem: .differentSession(than: first))
      ) { try RecordingSet(paths: [first, second]) }
    }
    #expect(throws: RecordingError(file: first, line: nil, problem: .sameFileTwice)) {
      try RecordingSet(paths: [first, first])
    }
  }

  @Test func noFilesHaveNoItems() throws { #expect(try merged([]) == []) }
}
