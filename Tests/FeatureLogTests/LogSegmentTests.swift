import Testing

@testable import FeatureLog

struct LogSegmentTests {
  @Test func `A name tells when the first window began, the boot and the number`() {
    let segment = LogSegment(
      startMicroseconds: 1_795_471_500_250_000, bootID: "1a2b3c4d-5e6f", firstSequence: 1001,
      isSuspect: false)
    #expect(segment.name == "tactus-20261123T220500Z-1a2b3c4d-1001.jsonl")
    #expect(LogSegment(name: segment.name) == segment)
  }

  @Test func `Hostile boot ids make no paths`() {
    let segment = LogSegment(
      startMicroseconds: 0, bootID: "../é/a", firstSequence: 1, isSuspect: true)
    #expect(segment.name == "tactus-19700101T000000Z-a0000000-1.suspect.jsonl")
  }

  @Test(arguments: [
    "tactus.jsonl", "tactus-20261123T220500Z-1a2b3c4d-1001.jsonl.gz.tmp",
    "tactus-20261123T220500Z-1a2b3c4d-007.jsonl", "tactus-20261123T220500Z-1a2b3c4d-+7.jsonl",
    "tactus-20261123T220500Z-1a2b3c4d-0.jsonl", "tactus-2026-1a2b3c4d-1.jsonl",
    "tactus-20261123T220500Z-1a2b3c4d-1.txt", "tactus-20261123T220500Z-1a2b3c4d-1.gz",
    "other-20261123T220500Z-1a2b3c4d-1.jsonl", "monitor_20261123_220500.log",
  ])
  func `Other files are no segments`(name: String) {
    #expect(LogSegment(name: name) == nil)
  }

  @Test func `Segments come by number, and half a compression is passed over`() throws {
    let temporary = TemporaryFolder()
    let names = [
      "tactus-20261123T220500Z-1a2b3c4d-90.jsonl.gz",
      "tactus-20261123T220500Z-1a2b3c4d-1001.jsonl",
      "tactus-20261123T220500Z-1a2b3c4d-1001.jsonl.gz",
      "tactus-20261123T220500Z-1a2b3c4d-200.suspect.jsonl", "tactus.jsonl",
    ]
    for name in names { try overwrite(temporary.path + "/" + name, []) }
    let segments = try LogFolder(path: temporary.path).segments()
    #expect(segments.map(\.name) == [names[0], names[3], names[1]])
    #expect(segments.map(\.isCompressed) == [true, false, false])
  }
}
