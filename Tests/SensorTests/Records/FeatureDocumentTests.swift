import BehaviorFeatures
import FeatureLog
import Foundation
import Testing

@testable import Sensor

struct FeatureDocumentTests {
  @Test func theDocumentInTheRepositoryIsUpToDate() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../..").standardizedFileURL
    let path = root.appendingPathComponent("docs/features.md")
    let document = try String(contentsOf: path, encoding: .utf8)
    #expect(
      document == FeatureDocument.markdown(),
      "run 'tactus features --markdown > docs/features.md'")
  }

  @Test func everyKeyOfARecordIsExplained() {
    let document = FeatureDocument.markdown()
    let counts = RecordBuilder.counts(of: WindowStatistics()).map(\.name)
    for key in RecordField.all.map(\.name) + counts + FeatureTable.all.map(\.name) {
      let row = document.split(separator: "\n").first { $0.hasPrefix("| `\(key)` |") }
      let cells = row?.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      #expect(cells?.last?.isEmpty == false, "\(key)")
    }
  }

  @Test func everyRowHasTheCellsOfItsTable() {
    var width: Int?
    for line in FeatureDocument.markdown().split(separator: "\n", omittingEmptySubsequences: false)
    {
      guard line.hasPrefix("|") else {
        width = nil
        continue
      }
      let cells = line.count { $0 == "|" }
      #expect(cells == width ?? cells, "\(line)")
      width = cells
    }
  }
}
