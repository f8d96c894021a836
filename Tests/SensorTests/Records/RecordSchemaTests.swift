import BehaviorFeatures
import CommandLineKit
import Foundation
import Testing

@testable import FeatureLog
@testable import Sensor

struct RecordSchemaTests {
  private static let folder = URL(filePath: #filePath).pathComponents.dropLast(4)
    .joined(separator: "/")

  @Test func theSchemaInTheRepositoryIsUpToDate() throws {
    let path = "\(Self.folder)/docs/tactus.schema.json"
    let shipped = try Data(contentsOf: URL(filePath: path))
    // A comparison within the expectation would print both, a thousand lines each.
    let isUpToDate = Array(shipped) == RecordSchema.document.document
    #expect(isUpToDate, "run 'tactus schema > docs/tactus.schema.json'")
  }

  @Test func theSchemaHasTheKeysOfARecordInTheirOrder() throws {
    var encoder = RecordEncoder()
    var keys: [String] = []
    let files = ["keyboard", "mouse"].map { "\(Self.folder)/Examples/recordings/\($0).events" }
    var replay = try Replay(paths: files, window: .seconds(60))
    try replay.run { record in
      guard keys.isEmpty else { return }
      let line = String(decoding: encoder.encode(record), as: UTF8.self)
      // A flat object's keys stand after an opening brace or a comma.
      let head = line.prefix(upTo: try #require(line.range(of: "\"sketch\":")).upperBound)
      keys = head.matches(of: /[{,]"([a-z0-9_.]+)":/).map { String($0.output.1) }
    }
    #expect(keys == RecordSchema.columns + [Sketch.recordKey])
  }

  /// Every reference leads to a definition, every entry of the sketch has a schema.
  @Test func theSketchIsDefined() throws {
    let data = Data(RecordSchema.document.document)
    let schema = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let definitions = try #require(schema["$defs"] as? [String: [String: Any]])
    let window = try #require(definitions["window"])
    let properties = try #require(window["properties"] as? [String: [String: Any]])
    let entries = try #require(properties["sketch"]?["properties"] as? [String: [String: Any]])
    #expect(Set(entries.keys) == Set(Sketch.catalog.map(\.name)))
    for (name, entry) in entries {
      if let reference = entry["$ref"] as? String {
        #expect(definitions[String(reference.dropFirst("#/$defs/".count))] != nil, "\(reference)")
      } else {
        #expect(entry["type"] as? String == "array", "\(name)")
      }
    }
    #expect(definitions.values.allSatisfy { ($0["description"] as? String)?.isEmpty == false })
  }

  @Test(arguments: [LossCause.diskFull, .paused, .erased])
  func aGapHasTheKeysOfItsSchema(cause: LossCause) throws {
    let gap = GapRecord(
      sequence: 3, bootID: "b", runID: "r", startMicroseconds: 0, utcOffsetSeconds: 0,
      endMicroseconds: 60_000_000, cause: cause.rawValue, windows: 1, made: 4)
    let line = try JSONSerialization.jsonObject(with: Data(gap.line)) as? [String: Any]
    let schema =
      try JSONSerialization.jsonObject(with: Data(RecordSchema.document.document)) as? [String: Any]
    let definitions = try #require(schema?["$defs"] as? [String: [String: Any]])
    let properties = try #require(definitions["gap"]?["properties"] as? [String: [String: Any]])
    #expect(Set(try #require(line).keys) == Set(properties.keys))
    let loss = try #require(properties["gap"]?["properties"] as? [String: Any])
    let optional: Set = cause == .erased ? [] : ["records"]
    #expect(
      Set(try #require(line?["gap"] as? [String: Any]).keys) == Set(loss.keys).subtracting(optional)
    )
  }
}
