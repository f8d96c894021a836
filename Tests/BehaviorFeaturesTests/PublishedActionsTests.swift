import Foundation
import Testing

@testable import BehaviorFeatures

/// Against what others published: `TACTUS_DATA` names the folder with their data; a small session of
/// our own, with values from an independent program, is always there.
@Suite struct PublishedActionsTests {
  private static let data = ProcessInfo.processInfo.environment["TACTUS_DATA"]
  private static let session = "training_files/user12/session_2144641057"

  private func fixture(_ name: String) throws -> String {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    return try String(contentsOf: folder.appending(path: "Fixtures/\(name)"), encoding: .utf8)
  }

  /// Rows of numbers, the head left out.
  private func numbers(_ csv: String) -> [[Double]] {
    csv.split(whereSeparator: \.isNewline).dropFirst().map { line in
      line.split(separator: ",").map { Double($0) ?? .nan }
    }
  }

  private func compare(
    _ actions: [(values: [Double], points: [PublishedActions.Point])], _ expected: [[Double]]
  ) {
    #expect(actions.count == expected.count)
    for (index, (action, values)) in zip(actions, expected).enumerated() {
      #expect(action.values.count == 39)
      for (column, (ours, theirs)) in zip(action.values, values).enumerated() {
        let tolerance = 1e-6 * abs(theirs) + 1e-9
        #expect(abs(ours - theirs) <= tolerance, "action \(index), value \(column)")
      }
    }
  }

  @Test func aSampleHasTheValuesOfAnIndependentProgram() throws {
    let rows = PublishedActions.rows(try fixture("published_session.csv"))
    let expected = numbers(try fixture("published_actions.csv"))
    #expect(Set(expected.map { $0[0] }) == [1, 3, 4])
    compare(PublishedActions.actions(rows), expected)
  }

  @Test(.enabled(if: data != nil, "TACTUS_DATA names no folder"))
  func theSessionHasThePublishedValues() throws {
    let folder = URL(filePath: try #require(Self.data))
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    let archive = folder.appending(path: "balabit_training.tar.xz").path
    process.arguments = ["tar", "--extract", "--to-stdout", "--file", archive, Self.session]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let bytes = try #require(try pipe.fileHandleForReading.readToEnd())
    process.waitUntilExit()
    let rows = PublishedActions.rows(String(decoding: bytes, as: UTF8.self))
    let file = folder.appending(path: "balabit_actions_user12_session_2144641057.csv")
    let expected = numbers(try String(contentsOf: file, encoding: .utf8))
    #expect(expected.count == 976)
    let actions = PublishedActions.actions(rows)
    compare(actions, expected)
    for (action, values) in zip(actions, expected) { compareOwn(action.points, values) }
  }

  /// What the sensor's own measures have in common with the published ones.
  private func compareOwn(_ points: [PublishedActions.Point], _ values: [Double]) {
    var path = ActionPath()
    for (index, (from, to)) in zip(points, points.dropFirst()).enumerated()
    where index < ActionPath.capacity && (from.x, from.y) != (to.x, to.y) {
      path.add(Double(to.x - from.x), Double(to.y - from.y), at: index)
    }
    guard points.count <= ActionPath.capacity else { return }
    let outline = ActionMeter.outline(of: &path, 0..<path.count)
    #expect(isClose(outline.path, values[1], 1e-9))
    #expect(isClose(outline.chord, values[16], 1e-9))
  }
}
