import BehaviorFeatures
import Glibc

@testable import FeatureLog

/// What lies in the log's folder when the sensor starts: some good records, then bytes that a power cut
/// or anybody else left behind them, and another such file of lost windows.
///
/// - The good records are still there, byte by byte, and so is every good line behind the last bad one.
/// - What was cut off is moved aside whole and counted, and it ends no good line.
/// - The log is whole lines, and the next record goes on by the number.
/// - A second start finds nothing to do.
func fuzzRepair(_ input: [UInt8]) {
  var bytes = Bytes(input)
  let mode = bytes.byte()
  let damage = bytes.all()
  Scratch.clear()
  let good = Array(goodLines.prefix(Int(mode & 3)).joined())
  Scratch.write("tactus.jsonl", good + (mode & 4 == 0 ? damage : []))
  if mode & 4 != 0 { Scratch.write("tactus.gap", damage) }
  let before = good + (mode & 4 == 0 ? damage : [])
  let (added, setAside) = start(adding: record(number: 9))
  let log = Scratch.read("tactus.jsonl") ?? []
  let aside = Scratch.read("tactus.jsonl.torn") ?? []
  require(setAside == 0 ? aside.isEmpty : aside.count == setAside + 1, "what is aside is counted")
  let kept = Array(before.dropLast(setAside))
  require(log.starts(with: kept) && kept.starts(with: good), "what was good stays as it was")
  require(aside.dropLast() == before.suffix(setAside), "what was cut off is aside as it was")
  require(kept.last ?? 10 == 10 && log.last == 10, "whole lines")
  checkCut(aside.dropLast())
  let lines = log.dropFirst(kept.count).split(separator: 10)
  require(
    !lines.isEmpty && lines.allSatisfy { JSONValue(parsing: $0) != nil }, "lines of JSON are added")
  require(
    lines.last.map { Array($0).suffix(40) } == added.dropLast().suffix(40),
    "the record is the last line")
  let last = kept.split(separator: 10).last.flatMap { JSONValue(parsing: $0) }
  require(kept.isEmpty || last?.members != nil, "the last line that stays is good")
  let numbers = lines.map { JSONValue(parsing: $0)?["seq"]?.integer ?? 0 }
  require(
    numbers == Array((numbers.first ?? 0)..<(numbers.first ?? 0) + numbers.count),
    "numbered on: \(numbers)")
  if good.count == before.count {
    require(numbers.first == Int(mode & 3) + 1, "numbered on from the last: \(numbers)")
  }
  require(start(adding: nil).setAside == 0, "a second start finds nothing to do")
  require(Scratch.read("tactus.jsonl") == log, "a second start changes nothing")
}

/// Starts a writer, and returns the line that it wrote and how much it set aside.
private func start(adding record: WindowRecord?) -> (line: [UInt8], setAside: Int) {
  var line: [UInt8] = []
  do throws(FeatureLogError) {
    var policy = LogPolicy()
    policy.rotates = false
    var writer = try FeatureLogWriter(folder: LogFolder(path: Scratch.path), policy: policy)
    if var record {
      record.sequence = writer.nextSequence
      try writer.append(record)
      var encoder = RecordEncoder()
      line = encoder.encode(record)
    }
    try writer.finish()
    require(writer.untoldWindows == 0 && writer.troubles.isEmpty, "nothing is left untold")
    return (line, writer.counters.bytesSetAside)
  } catch {
    fatalError("property broken: the sensor can't start or write: \(error)")
  }
}

/// Of what was cut off, the first line is bad, or it is the line without an end.
private func checkCut(_ cut: some Collection<UInt8>) {
  let lines = Array(cut).split(separator: 10, omittingEmptySubsequences: false)
  guard lines.count > 1 else { return }
  for line in lines.dropLast() {
    require(
      line.count > 1 << 20 || JSONValue(parsing: line)?.members == nil, "no good line is cut off")
  }
}

private let goodLines: [[UInt8]] = (1...3).map { number in
  var encoder = RecordEncoder()
  var record = record(number: number)
  record.sequence = number
  return encoder.encode(record)
}

private func record(number: Int) -> WindowRecord {
  WindowRecord(
    sequence: 0, bootID: "0f1e2d3c", runID: "a", source: .live,
    startMicroseconds: 1_795_392_000_000_000 + Int64(number) * 60_000_000, utcOffsetSeconds: 0,
    duration: 60, isComplete: true, seat: "seat0", user: nil, keyboards: 1, pointers: 1,
    provenance: ["usb"], lengthUnit: "mm", counts: [],
    features: FeatureTable.all.map { _ in 0.5 + Double(number) })
}
