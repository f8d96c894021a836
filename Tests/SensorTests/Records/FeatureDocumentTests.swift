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

  @Test func everyKeyOfARecordIsExplained() throws {
    let document = FeatureDocument.markdown()
    func row(_ key: String) -> String? {
      document.split(separator: "\n").first { $0.hasPrefix("| `\(key)` |") }.map(String.init)
    }
    let counts = RecordBuilder.counts(of: WindowStatistics()).map(\.name)
    for key in RecordField.all.map(\.name) + counts {
      let cells = row(key)?.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      #expect(cells?.last?.isEmpty == false, "\(key)")
    }
    for feature in FeatureTable.all {
      let row = row(feature.name)?.replacing("\\|", with: "|") ?? ""
      #expect(row.contains("| \(feature.meaning) |"), "\(feature.name)")
      #expect(row.contains("| \(feature.formula) |"), "\(feature.name)")
    }
    for (entry, form) in Sketch.catalog {
      let wanted = try Regex("\\| `\(entry)` \\| ([0-9]+ )?\(form.name) \\|")
      #expect(document.contains(wanted), "\(entry)")
      #expect(row(form.name) != nil, "\(form.name)")
    }
  }

  @Test func everySourceIsCited() {
    let document = FeatureDocument.markdown()
    for source in Set(FeatureTable.all.map(\.source)) where source != .tactus {
      #expect(document.contains("| `\(source.rawValue)` | \(source.citation) |"))
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
      let cells = line.replacing("\\|", with: "").count { $0 == "|" }
      #expect(cells == width ?? cells, "\(line)")
      width = cells
    }
  }
}
