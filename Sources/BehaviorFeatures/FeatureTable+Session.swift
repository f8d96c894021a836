extension FeatureTable {
  static let session: [Feature] =
    [
      Feature(
        "activity.pointer_share", .session, .share,
        "Share of the window's seconds in which the pointer moved."
      ) { share(Double($0.pointer.activeSeconds), of: $0.length) },
      Feature(
        "activity.idle.n", .session, .count,
        "Times that the pointer was left alone for a second or more."
      ) { Double($0.pointer.idle.count) },
    ]
    + spread(
      "activity.idle", .session, .logSeconds, "time for which the pointer was left alone"
    ) { $0.pointer.idle.moments }
    + quantiles(
      [.p90], "activity.idle", .session, .logSeconds, "time for which the pointer was left alone",
      minimum: 3, of: { $0.pointer.idle.count }, value: { $0.pointer.idle.logQuantile($1) })
    + PointerAction.Kind.allCases.map { kind in
      Feature(
        "activity.\(kind.label)_share", .session, .share,
        "Share of the pointer's actions that are \(kind.label)s.", source: .ahmedTraore2007,
        minimum: minimumActions, of: { Int($0.pointer.actions.count) },
        value: { share($0.pointer.actions.kinds[Int(kind.rawValue)], of: $0.pointer.actions.count) }
      )
    }
    + distances

  private static let distances: [Feature] =
    (0..<10).map { index in
      Feature(
        "activity.distance.\(index)", .session, .share,
        "Share of the pointer's actions that lead \(range(index)).", source: .ahmedTraore2007,
        minimum: minimumActions, of: { Int($0.pointer.actions.count) },
        value: {
          var total: UInt64 = 0
          for other in 0..<10 { total += $0.pointer.actions.distances[other] }
          return share($0.pointer.actions.distances[index], of: total)
        })
    }
    + [
      Feature(
        "activity.speed_by_distance", .session, .none,
        "Exponent by which the mean speed of an action grows with its distance.",
        formula: "slope of ln(mean v) on ln E", source: .ahmedTraore2007, minimum: 5,
        of: { Int($0.pointer.actions.speedByDistance.count) },
        value: { $0.pointer.actions.speedByDistance.slope })
    ]

  private static func range(_ index: Int) -> String {
    let (low, high) = (1 << max(index - 1, 0), 1 << index)
    switch index {
    case 0: return "less than 1 mm (20 counts) away"
    case 9: return "\(low) mm (\(low * 20) counts) or farther away"
    default: return "\(low) to \(high) mm (\(low * 20) to \(high * 20) counts) away"
    }
  }
}
