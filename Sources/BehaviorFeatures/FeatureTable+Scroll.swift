extension FeatureTable {
  static let scroll: [Feature] =
    [
      Feature(
        "scroll.detents", .scroll, .detents,
        "Wheel movement in either direction, 120 units a detent.", source: .kernelInput
      ) { detents($0.scroll.up + $0.scroll.down + $0.scroll.horizontal) },
      Feature("scroll.rate", .scroll, .detentsPerMinute, "Wheel movement a minute.") {
        perMinute(detents($0.scroll.up + $0.scroll.down + $0.scroll.horizontal), $0.length)
      },
      Feature("scroll.events", .scroll, .count, "Wheel events.") { Double($0.scroll.events) },
      Feature("scroll.up_share", .scroll, .share, "Share of vertical wheel movement that goes up.")
      {
        share($0.scroll.up, of: $0.scroll.up + $0.scroll.down)
      },
      Feature(
        "scroll.horizontal_share", .scroll, .share, "Share of wheel movement that is horizontal."
      ) { share($0.scroll.horizontal, of: $0.scroll.up + $0.scroll.down + $0.scroll.horizontal) },
      Feature(
        "scroll.fraction_share", .scroll, .share,
        "Share of wheel events that aren't whole detents: free-spinning or high-resolution wheels."
      ) { share($0.scroll.fractional, of: $0.scroll.events) },
      Feature(
        "scroll.reversal_rate", .scroll, .share,
        "Changes of direction within bursts, a wheel event."
      ) { share($0.scroll.reversals, of: $0.scroll.events) },
    ]
    + spread(
      "scroll.interval", .scroll, .logSeconds, "time between wheel events of a burst"
    ) { $0.scroll.interval }
    + burst
    + spread(
      "scroll.onset", .scroll, .logSeconds,
      "time from the pointer's last movement to a burst of the wheel, within 10 s"
    ) { $0.scroll.onset }
    + spread(
      "scroll.latency", .scroll, .logSeconds,
      "time from the wheel's last event to the pointer's next movement, within 10 s"
    ) { $0.scroll.latency }

  private static let burst: [Feature] =
    [
      Feature(
        "scroll.burst.n", .scroll, .count, "Bursts of wheel events, 300 ms of rest between them."
      ) { Double($0.scroll.bursts) }
    ]
    + spread("scroll.burst.events", .scroll, .count, "number of wheel events of a burst") {
      $0.scroll.burstEvents
    }
    + spread(
      "scroll.burst.duration", .scroll, .logSeconds,
      "time from the first to the last wheel event of a burst"
    ) { $0.scroll.burstDuration }
    + spread("scroll.burst.detents", .scroll, .logDetents, "wheel movement of a burst") {
      $0.scroll.burstDetents
    }
    + spread(
      "scroll.acceleration", .scroll, .logRatio,
      "factor by which a burst's wheel events come faster, from one to the next",
      formula: "-slope of ln(interval) on its number, from four intervals on"
    ) { $0.scroll.acceleration }
}

private func detents(_ units: UInt64) -> Double { Double(units) / 120 }
