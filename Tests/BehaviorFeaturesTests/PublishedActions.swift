import Foundation
import InputEvents

@testable import BehaviorFeatures

/// The actions and the 39 values of each that M. Antal and E. Egyed-Zsigmond published for sessions of
/// the Balabit data set, with everything that is peculiar about them: only to compare with.
///
/// What differs from the features of the sensor: an action goes on over rests of up to ten seconds;
/// angles are not wrapped; the first turn is the first direction; standard deviations leave out the
/// first value but not its share of the mean; minima skip zeros but the first; and the largest
/// deviation multiplies the coordinates crosswise, so it isn't the distance from the chord.
enum PublishedActions {
  struct Row: Equatable {
    var time: Double
    var button: Substring
    var state: Substring
    var x: Int
    var y: Int
    /// All of the line, for repeated lines are left out.
    var line: Substring
  }

  struct Point {
    var time: Double
    var x: Int
    var y: Int
  }

  static let longestRest = 10.0
  static let shortest = 4
  static let farthest = 4_000
  static let straightCurvature = 0.000_5

  static func rows(_ csv: String) -> [Row] {
    csv.split(whereSeparator: \.isNewline).dropFirst().map { line in
      let cells = line.split(separator: ",")
      return Row(
        time: Double(cells[1]) ?? .nan, button: cells[2], state: cells[3], x: Int(cells[4]) ?? 0,
        y: Int(cells[5]) ?? 0, line: line)
    }
  }

  /// The values of each action, in the order of the published file, with its points.
  static func actions(_ rows: [Row]) -> [(values: [Double], points: [Point])] {
    var result: [(values: [Double], points: [Point])] = []
    func tell(_ kind: Double, _ points: [Point]) {
      if let action = values(kind, points) { result.append(action) }
    }
    var pending: [Row] = []
    var previous: Row?
    for original in rows where original.line != previous?.line {
      var row = original
      if row.button == "Scroll", let previous { (row.x, row.y) = (previous.x, previous.y) }
      guard row.button == "Left", row.state == "Released" else {
        if row.x < farthest || row.y < farthest { pending.append(row) }
        previous = original
        continue
      }
      pending.append(row)
      let run = pending
      pending = []
      if run.count <= 2 { continue }
      if previous?.state == "Drag" { drags(run, tell) }
      if previous?.state == "Pressed" { clicks(run, tell) }
      previous = row
    }
    clicks(pending, tell)
    return result
  }

  /// Movements up to a press, and the one that the press ends.
  private static func clicks(_ run: [Row], _ tell: (Double, [Point]) -> Void) {
    var points: [Point] = []
    var before = 0.0
    for row in run {
      let point = Point(time: row.time, x: row.x, y: row.y)
      if row.state == "Pressed" {
        if points.count > shortest { tell(3, points + [point]) }
        return
      }
      if row.time - before > longestRest {
        if points.count > shortest { tell(1, points) }
        points = []
      } else {
        points.append(point)
      }
      before = row.time
    }
  }

  /// Movements up to a press, and the drag from there.
  private static func drags(_ run: [Row], _ tell: (Double, [Point]) -> Void) {
    var points: [Point] = []
    var before = 0.0
    for row in run {
      let point = Point(time: row.time, x: row.x, y: row.y)
      switch (row.button, row.state) {
      case ("NoButton", "Move"):
        if row.time - before > longestRest {
          if points.count > shortest { tell(1, points) }
          points = []
        }
        points.append(point)
      case ("Left", "Pressed"):
        if points.count > shortest { tell(1, points) }
        points = [point]
      case ("Left", "Released"):
        points.append(point)
        tell(4, points)
      case ("NoButton", "Drag"): points.append(point)
      default: break
      }
      before = row.time
    }
  }

  private static func values(_ kind: Double, _ raw: [Point]) -> (
    values: [Double], points: [Point]
  )? {
    guard raw.count >= shortest, raw.allSatisfy({ $0.x != 0 }) else { return nil }
    var points = raw
    for index in points.indices.dropFirst()
    where points[index].x > farthest || points[index].y > farthest {
      (points[index].x, points[index].y) = (points[index - 1].x, points[index - 1].y)
    }
    return (Kinematics(points).values(kind, points), points)
  }
}

/// The series that the published values are statistics of.
private struct Kinematics {
  var times: [Double] = [0]
  var xSpeeds = [0.0]
  var ySpeeds = [0.0]
  var speeds = [0.0]
  var angles = [0.0]
  var angular = [0.0]
  var curvatures: [Double] = []
  var accelerations = [0.0]
  var jerks = [0.0]
  var path = 0.0
  var firstRise = 0.0

  init(_ points: [PublishedActions.Point]) {
    for (from, to) in zip(points, points.dropFirst()) {
      let (dx, dy) = (Double(to.x - from.x), Double(to.y - from.y))
      let time = to.time == from.time ? 0.01 : to.time - from.time
      times.append(time)
      xSpeeds.append(dx / time)
      ySpeeds.append(dy / time)
      speeds.append((dx / time * (dx / time) + dy / time * (dy / time)).squareRoot())
      let turn = atan2(dy, dx) - angles[angles.count - 1]
      angles.append(atan2(dy, dx))
      angular.append(turn / time)
      let distance = (dx * dx + dy * dy).squareRoot()
      path += distance
      if distance > 0 { curvatures.append(turn / distance) }
    }
    var rises = true
    for index in 1..<(points.count - 1) {
      let change = speeds[index] - speeds[index - 1]
      rises = rises && change > 0
      if rises { firstRise += times[index] }
      accelerations.append(change / times[index])
      jerks.append((accelerations[index] - accelerations[index - 1]) / times[index])
    }
  }

  func values(_ kind: Double, _ points: [PublishedActions.Point]) -> [Double] {
    let (first, last) = (points[0], points[points.count - 1])
    let (x, y) = (Double(last.x - first.x), Double(last.y - first.y))
    let chord = (x * x + y * y).squareRoot()
    let theta = atan2(y, x)
    // The angle of exactly π has no sector of its own, and falls to the first.
    let sector = theta == .pi ? 0 : Int((theta / (.pi / 4)).rounded(.down)) & 7
    var deviation = 0.0
    for point in points.dropFirst().dropLast() {
      let cross =
        x * Double(point.x) - y * Double(point.y) + Double(first.x * last.y - last.x * first.y)
      deviation = max(deviation, abs(cross))
    }
    let straightCount = curvatures.count { abs($0) < PublishedActions.straightCurvature }
    return [
      kind, path, last.time - first.time, Double(sector), path > 0 ? min(1, chord / path) : 0,
      Double(points.count), angles.reduce(0, +),
    ] + statistics(curvatures) + statistics(angular)
      + [chord > 0 ? deviation / chord : deviation, chord, Double(straightCount)]
      + [xSpeeds, ySpeeds, speeds, accelerations, jerks].flatMap(statistics) + [firstRise]
  }

  /// Mean, deviation, maximum and minimum, as published.
  private func statistics(_ values: [Double]) -> [Double] {
    guard values.count > 1 else { return [values.first ?? 0, 0, 0, 0] }
    let mean = values.reduce(0, +) / Double(values.count)
    let squares = values.dropFirst().map { ($0 - mean) * ($0 - mean) }.reduce(0, +)
    let least = values.reduce(values[0]) { $1 != 0 && $1 < $0 ? $1 : $0 }
    return [
      mean, (squares / Double(values.count - 1)).squareRoot(), values.max() ?? 0, least,
    ]
  }
}
