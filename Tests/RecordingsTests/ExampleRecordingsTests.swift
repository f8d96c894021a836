import Foundation
import InputEvents
import InputEventsTestKit
import Testing

@testable import Recordings

/// The recordings that a newcomer sees features from.
@Suite struct ExampleRecordingsTests {
  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Examples")
  private static let paths = ["keyboard", "mouse"].map {
    folder.appendingPathComponent("recordings/\($0).events").path
  }

  @Test func areOneSessionOfThreeMinutes() throws {
    var set = try RecordingSet(paths: Self.paths)
    let headers = set.recordings.map(\.header)
    #expect(headers.allSatisfy { $0.isObfuscated && $0.start != nil && $0.wall != nil })
    #expect(headers.map(\.order) == [0, 1])
    #expect(headers[1].device.dotsPerInch == 1000)
    var times: [Int64] = []
    while let (_, item) = try set.next() { times.append(item.time) }
    #expect(times == times.sorted())
    let seconds = Double((times.last ?? 0) - (headers[0].start ?? 0)) / 1e6
    #expect((170...200).contains(seconds))
  }

  /// Every event makes sense: no gap, no release without a press, nothing unused.
  @Test func holdPlausibleTypingAndPointing() throws {
    var counts: [String: Int] = [:]
    func count(_ what: String) { counts[what, default: 0] += 1 }
    for path in Self.paths {
      let device = try RecordingReader(path: path).header.device
      let events = try recordedItems(of: path).compactMap { item in
        if case .event(let event) = item { event } else { nil }
      }
      var down = 0
      for outcome in outcomes(events, of: device) {
        switch outcome {
        case .setAside(.coarseWheel): count("coarse wheel")
        case .setAside, .gap: count("trouble")
        case .motion: count("motion")
        case .action(let event):
          switch event.action {
          case .keyPress(_, _, let sameKey):
            count("press")
            if down > 0 { count("rollover") }
            if sameKey { count("same key") }
            down += 1
          case .keyRelease:
            count("release")
            down -= 1
          case .buttonPress: count("click")
          case .buttonRelease: count("button up")
          case .scroll: count("scroll")
          case .keyRepeat: count("repeat")
          case .motion: break
          }
        case .part, .frameEnd: break
        }
      }
    }
    #expect(counts["trouble"] == nil)
    #expect(counts["press", default: 0] >= 400)
    #expect(counts["release"] == counts["press"])
    #expect(counts["button up"] == counts["click"])
    #expect(counts["click", default: 0] >= 30)
    #expect(counts["motion", default: 0] >= 2000)
    #expect(counts["scroll"] == counts["coarse wheel", default: 0] * 8)
    #expect(counts["rollover", default: 0] >= 20)
    #expect(counts["same key", default: 0] >= 10)
    #expect(counts["repeat", default: 0] >= 5)
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")))
  func areWhatTheGeneratorMakes() throws {
    let temporary = try TemporaryFolder()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
    process.arguments = [Self.folder.appendingPathComponent("generate.py").path, temporary.path]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    for path in Self.paths {
      let name = URL(fileURLWithPath: path).lastPathComponent
      let areEqual = FileManager.default.contentsEqual(
        atPath: path, andPath: temporary.path + "/" + name)
      #expect(areEqual, "run Examples/generate.py to make \(name) anew")
    }
  }
}
