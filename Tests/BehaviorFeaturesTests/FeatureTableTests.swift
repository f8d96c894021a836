import Foundation
import Testing

@testable import BehaviorFeatures

@Suite struct FeatureTableTests {
  @Test func namesAreWellFormedAndUnique() throws {
    let form = try Regex("[a-z][a-z0-9_]*(\\.[a-z0-9_]+)*")
    var names: Set<String> = []
    for feature in FeatureTable.all {
      #expect(names.insert(feature.name).inserted, "\(feature.name) stands twice")
      #expect(feature.name.wholeMatch(of: form) != nil, "\(feature.name)")
    }
  }

  /// A number without a unit, or a logarithm, isn't understood from a sentence alone.
  @Test func everyFeatureIsExplained() {
    let plain: Set<Feature.Unit> = [
      .seconds, .count, .share, .perMinute, .length, .lengthPerMinute, .detents, .detentsPerMinute,
    ]
    for feature in FeatureTable.all {
      #expect(feature.meaning.first?.isLowercase == false, "\(feature.name)")
      #expect(feature.meaning.hasSuffix(".") && feature.meaning.count > 8, "\(feature.name)")
      #expect(!feature.formula.isEmpty || plain.contains(feature.unit), "\(feature.name)")
      #expect(!feature.source.citation.isEmpty)
    }
  }

  @Test func aFormulaNamesItsQuantityAndDefinesIt() throws {
    let features = FeatureTable.distribution(
      "kb.hold", .keyboard, .logSeconds, "hold time", formula: "H = r - p",
      source: .killourhyMaxion2009, minimum: 3
    ) { $0.keyboard.hold }
    let formulas = Dictionary(uniqueKeysWithValues: features.map { ($0.name, $0.formula) })
    #expect(formulas["kb.hold.mean"] == "Σy / n, y = ln H; H = r - p")
    #expect(formulas["kb.hold.p5"] == "Q(0.05) of y = ln H; H = r - p")
    #expect(features.allSatisfy { $0.source == .killourhyMaxion2009 && $0.minimum == 3 })
    let share = FeatureTable.spread("s", .pointer, .share, "share") { $0.pointer.straightness }
    #expect(share[0].formula == "Σy / n, y = x")
    let signed = FeatureTable.signedDistribution("u", .keyboard, "flight", minimum: 1) {
      $0.keyboard.upDown
    }
    #expect(signed[0].formula == "Σy / n, y = asinh(x / 10 ms)")
  }

  /// A minimum is of something: without a count, none is ever below it.
  @Test func anEmptyWindowKnowsOnlyCounts() {
    var window = WindowStatistics()
    window.end = 60_000_000
    for feature in FeatureTable.all where feature.minimum > 0 {
      #expect(feature.value(of: window) == nil, "\(feature.name)")
    }
  }

  /// Names are made in the table; whatever else names a feature does so in one place.
  @Test func noNameStandsTwiceInTheSources() throws {
    let root = URL(filePath: #filePath).pathComponents.dropLast(3).joined(separator: "/")
    let sources = FileManager.default.enumerator(atPath: "\(root)/Sources")
    let names = Set(FeatureTable.all.map(\.name))
    let literal = try Regex("\"([a-z0-9_.]+)\"", as: (Substring, Substring).self)
    var places: [String: [String]] = [:]
    while let path = sources?.nextObject() as? String {
      guard path.hasSuffix(".swift") else { continue }
      let text = try String(contentsOfFile: "\(root)/Sources/\(path)", encoding: .utf8)
      for match in text.matches(of: literal) where names.contains(String(match.output.1)) {
        places[String(match.output.1), default: []].append(path)
      }
    }
    #expect(places.count > 20)
    for (name, files) in places {
      let others = files.filter {
        !$0.hasSuffix("/Highlight.swift") && !$0.hasSuffix("/FeatureName.swift")
      }
      #expect(others.count <= 1 && files.count <= 2, "\(name) stands in \(files)")
    }
  }

  @Test func everyNameIsOfAFeature() {
    let names = Set(FeatureTable.all.map(\.name))
    #expect(FeatureName.allCases.allSatisfy { names.contains($0.rawValue) })
  }

  @Test func everyHighlightIsAFeature() {
    #expect(Highlight.allCases.allSatisfy { FeatureTable.all.indices.contains($0.index) })
    #expect(Set(Highlight.allCases.map(\.rank)).count == Highlight.allCases.count)
  }
}
