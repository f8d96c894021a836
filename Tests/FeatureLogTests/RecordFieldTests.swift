import BehaviorFeatures
import Foundation
import Testing

@testable import FeatureLog

struct RecordFieldTests {
  @Test func everyFieldIsInTheRecordAndExplained() throws {
    var encoder = RecordEncoder()
    let record = WindowRecord.plain
    let object = try JSONSerialization.jsonObject(with: Data(encoder.encode(record)))
    let keys = Set(try #require(object as? [String: Any]).keys)
    let head = RecordField.all.map(\.name)
    #expect(Set(head).count == head.count)
    let others = record.counts.map(\.name) + FeatureTable.all.map(\.name)
    #expect(keys == Set(head).union(others).union(["sketch"]))
    #expect(RecordField.all.allSatisfy { $0.meaning.hasSuffix(".") })
  }
}
