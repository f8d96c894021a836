extension FeatureTable {
  private static let minimumStrokes = 3

  static let pointer: [Feature] =
    [
      Feature("ptr.path", .pointer, .length, "Length of the pointer's path.") { $0.pointer.path },
      Feature("ptr.path_rate", .pointer, .lengthPerMinute, "Length of the path a minute.") {
        perMinute($0.pointer.path, $0.length)
      },
    ]
    + distribution(
      "ptr.speed", .pointer, .logSpeed, "speed in steps of 8 ms with movement", minimum: 10
    ) { $0.pointer.speed }
    + [
      Feature(
        "ptr.stroke.n", .pointer, .count,
        "Strokes: movements of at least four steps between pauses of 300 ms or clicks."
      ) { Double($0.pointer.strokes) },
      Feature("ptr.stroke.rate", .pointer, .perMinute, "Strokes a minute.") {
        perMinute(Double($0.pointer.strokes), $0.length)
      },
    ]
    + distribution(
      "ptr.stroke.duration", .pointer, .logSeconds, "duration of a stroke", minimum: minimumStrokes
    ) { $0.pointer.duration }
    + distribution(
      "ptr.stroke.path", .pointer, .logLength, "length of a stroke's path", minimum: minimumStrokes
    ) { $0.pointer.length }
    + distribution(
      "ptr.stroke.speed", .pointer, .logSpeed, "mean speed of a stroke", minimum: minimumStrokes
    ) { $0.pointer.strokeSpeed }
    + distribution(
      "ptr.stroke.peak_speed", .pointer, .logSpeed, "highest speed of a stroke",
      minimum: minimumStrokes
    ) { $0.pointer.peakSpeed }
    + moments(
      "ptr.stroke.straightness", .pointer, .share,
      "straightness of a stroke (distance from start to end by path length)",
      minimum: minimumStrokes
    ) { $0.pointer.straightness }
    + moments(
      "ptr.stroke.peak_time", .pointer, .share,
      "time of a stroke's highest speed as a share of its duration", minimum: minimumStrokes
    ) { $0.pointer.peakTime }
    + (0..<8).map { sector in
      Feature(
        "ptr.direction.\(sector)", .pointer, .share,
        "Share of stroke path whose stroke leads \(sectors[sector]).",
        minimum: minimumStrokes, of: { Int($0.pointer.strokes) }
      ) {
        var total = 0.0
        for index in $0.pointer.directions.indices { total += $0.pointer.directions[index] }
        return share($0.pointer.directions[sector], of: total)
      }
    }

  static let sectors = [
    "right", "down and right", "down", "down and left", "left", "up and left", "up", "up and right",
  ]
}
