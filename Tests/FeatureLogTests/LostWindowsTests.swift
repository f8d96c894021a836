import Foundation
import Testing

@testable import FeatureLog

struct LostWindowsTests {
  private func lost(_ folder: LogFolder, next: Int = 7) throws -> LostWindows {
    try folder.prepare()
    var lost = LostWindows(folder: folder)
    lost.prepare(nextSequence: next)
    return lost
  }

  @Test func `Losses of one cause are one gap, from the first to the last`() throws {
    let temporary = TemporaryFolder()
    var lost = try lost(temporary.log)
    var gap = GapRecord.sample(made: 5)
    lost.add(gap, nextSequence: 7)
    gap.startMicroseconds += 60_000_000
    gap.endMicroseconds += 60_000_000
    gap.made = 6
    lost.add(gap, nextSequence: 7)
    lost.add(.sample(.deviceError, made: 7), nextSequence: 7)
    #expect(lost.gaps.map(\.windows) == [2, 1])
    #expect(lost.gaps.map(\.sequence) == [7, 8])
    #expect(lost.gaps.map(\.made) == [7, 7])
    #expect(lost.gaps[0].duration == 240)
  }

  @Test func `The next process takes up what wasn't told, and only that`() throws {
    let temporary = TemporaryFolder()
    do {
      var lost = try lost(temporary.log)
      lost.add(.sample(windows: 4, made: 9), nextSequence: 7)
      lost.add(.sample(.readOnly, windows: 2, made: 11), nextSequence: 7)
    }
    #expect(LostWindows.untold(in: temporary.log, after: 6) == 6)
    // Killed when the first had been told, and the file not cleared.
    #expect(LostWindows.untold(in: temporary.log, after: 7) == 2)
    var next = try lost(temporary.log, next: 8)
    #expect(next.gaps.map(\.windows) == [2])
    var later = GapRecord.sample(.readOnly, made: 1)
    later.runID = "later"
    next.add(later, nextSequence: 8)
    #expect(next.gaps.map(\.runID) == ["run", "later"])
    #expect(next.gaps.map(\.made) == [11, 1])
  }

  @Test func `Kept in a file whose room is taken from the start on`() throws {
    let temporary = TemporaryFolder()
    var lost = try lost(temporary.log)
    let size = contents(temporary.log.gapPath).count
    for cause in LossCause.allCases { lost.add(.sample(cause), nextSequence: 1) }
    #expect(size == LostWindows.fileSize)
    #expect(contents(temporary.log.gapPath).count == size)
    for _ in LossCause.allCases { lost.removeFirst() }
    #expect(Set(contents(temporary.log.gapPath)) == [0x0A])
  }

  @Test func `Garbage in the file is no loss`() throws {
    let temporary = TemporaryFolder()
    try temporary.log.prepare()
    try overwrite(temporary.log.gapPath, Array("{\"gap\":\n\0\u{FF}\n[]".utf8))
    #expect(try lost(temporary.log).gaps.isEmpty)
  }

  @Test func `However many kinds there are, they are bounded`() throws {
    let temporary = TemporaryFolder()
    var lost = try lost(temporary.log)
    for number in 0..<50 {
      var gap = GapRecord.sample(made: number)
      gap.cause = "new cause \(number)"
      lost.add(gap, nextSequence: 1)
    }
    #expect(lost.gaps.count == LostWindows.limit)
    #expect(lost.gaps.reduce(0) { $0 + $1.windows } == 50)
  }
}
