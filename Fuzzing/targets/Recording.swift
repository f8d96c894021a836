import BehaviorFeatures
import CommandLineKit
import FeatureLog
import Glibc
import InputEvents

@testable import Recordings
@testable import Sensor

/// A recording: an evemu file with our own lines or without.
///
/// - A refusal names the file, and the line but where the file as a whole is meant.
/// - What is read can be written, reads back as the same items, and is written the same again.
/// - An obfuscated copy plays as the original does: as many windows, each with the very features.
func fuzzRecording(_ input: [UInt8]) {
  Scratch.clear()
  let path = Scratch.write("a.events", input)
  guard let (header, items) = read(path) else { return }
  var plain = header
  plain.isObfuscated = false
  let copy = Scratch.path + "/b.events"
  guard write(items, plain, to: copy) else { return }
  guard let (headerOfCopy, itemsOfCopy) = read(copy) else {
    fatalError("property broken: what was written can't be read")
  }
  require(itemsOfCopy == items, "the same items, \(items.count) and \(itemsOfCopy.count)")
  let second = Scratch.path + "/c.events"
  require(write(itemsOfCopy, headerOfCopy, to: second), "it can be written again")
  require(Scratch.read("b.events") == Scratch.read("c.events"), "written the same again")
  checkPlaying(items, plain, copy)
}

private func read(_ path: String) -> (RecordingHeader, [RecordedItem])? {
  do throws(RecordingError) {
    let reader = try RecordingReader(path: path)
    var items: [RecordedItem] = []
    while let item = try reader.next() { items.append(item) }
    return (reader.header, items)
  } catch {
    require(error.file == path && (error.line ?? 1) > 0, "a place: \(error)")
    require(!error.description.isEmpty, "a message")
    return nil
  }
}

private func write(_ items: [RecordedItem], _ header: RecordingHeader, to path: String) -> Bool {
  do throws(RecordingError) {
    let writer = try RecordingWriter(path: path, header: header)
    for item in items { try writer.append(item) }
    try writer.close()
    return true
  } catch {
    fatalError("property broken: what was read can't be written: \(error)")
  }
}

private func checkPlaying(_ items: [RecordedItem], _ header: RecordingHeader, _ plain: String) {
  // Windows that nothing happens in cost nothing, but a movement may lie across many.
  guard items.count <= 2_000 else { return }
  var obfuscated = header
  obfuscated.isObfuscated = true
  let path = Scratch.path + "/d.events"
  require(write(items, obfuscated, to: path), "an obfuscated copy can be written")
  let (one, other) = (play(plain), play(path))
  require(one.count == other.count, "as many windows, \(one.count) and \(other.count)")
  for (a, b) in zip(one, other) {
    require(a.features == b.features && a.sketch == b.sketch, "the very features")
    require(a.features.allSatisfy { $0?.isFinite ?? true }, "finite features")
  }
}

private func play(_ path: String) -> [WindowRecord] {
  var records: [WindowRecord] = []
  do {
    var replay = try Replay(paths: [path], window: .minutes(1))
    try replay.run { records.append($0) }
  } catch {
    fatalError("property broken: what can be read can't be played: \(error)")
  }
  return records
}
