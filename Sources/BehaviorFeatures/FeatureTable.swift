internal import InputEvents

/// Every feature of a window record, declared once and in the record's order.
public enum FeatureTable {
  public static let all: [Feature] = keyboard + pointer + click + scroll + session

  /// The values of a window, one a feature; `nil` where withheld or undefined.
  public static func values(of window: borrowing WindowStatistics) -> [Double?] {
    var values: [Double?] = []
    values.reserveCapacity(all.count)
    for feature in all { values.append(feature.value(of: window)) }
    return values
  }

  static let click: [Feature] =
    [
      Feature("click.n", .click, .count, "Button presses.") { Double($0.clicks.total) },
      Feature("click.rate", .click, .perMinute, "Button presses a minute.") {
        perMinute(Double($0.clicks.total), $0.length)
      },
    ]
    + spread("click.interval", .click, .logSeconds, "time between presses of any button") {
      $0.clicks.interval
    }
    + distribution("click.hold", .click, .logSeconds, "hold time of a button", minimum: 3) {
      $0.clicks.holds
    }
    + PointerButton.allCases.flatMap(button)
    + doubleClick

  private static func button(_ button: PointerButton) -> [Feature] {
    let index = Int(button.rawValue)
    let name = "click.\(button.label)"
    return [
      Feature("\(name).n", .click, .count, "Presses of the \(button.label) button.") {
        Double($0.clicks.presses[index])
      }
    ]
      + spread("\(name).hold", .click, .logSeconds, "hold time of the \(button.label) button") {
        $0.clicks.hold[index]
      }
  }

  private static let doubleClick: [Feature] =
    [
      Feature(
        "click.double.n", .click, .count,
        "Double clicks: two presses of one button within 500 ms; three presses make one."
      ) { Double($0.clicks.doubles) }
    ]
    + spread(
      "click.double.interval", .click, .logSeconds,
      "time from the first to the second press of a double click"
    ) { $0.clicks.doubleInterval }
    + spread(
      "click.double.hold1", .click, .logSeconds, "hold time of a double click's first press"
    ) { $0.clicks.doubleFirstHold }
    + spread(
      "click.double.hold2", .click, .logSeconds, "hold time of a double click's second press"
    ) { $0.clicks.doubleSecondHold }

  static let scroll: [Feature] =
    [
      Feature(
        "scroll.detents", .scroll, .detents,
        "Wheel movement in either direction, 120 units a detent."
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
        "scroll.burst.n", .scroll, .count, "Bursts of wheel events, 300 ms of rest between them."
      ) { Double($0.scroll.bursts) },
      Feature(
        "scroll.reversal_rate", .scroll, .share,
        "Changes of direction within bursts, a wheel event."
      ) { share($0.scroll.reversals, of: $0.scroll.events) },
    ]
    + spread(
      "scroll.interval", .scroll, .logSeconds, "time between wheel events of a burst"
    ) { $0.scroll.interval }

  static let session: [Feature] = [
    Feature(
      "activity.pointer_share", .session, .share,
      "Share of the window's seconds in which the pointer moved."
    ) { share(Double($0.pointer.activeSeconds), of: $0.length) }
  ]
}

func share(_ part: UInt64, of whole: UInt64) -> Double? {
  whole > 0 ? Double(part) / Double(whole) : nil
}

func share(_ part: Double, of whole: Double) -> Double? {
  whole > 0 ? part / whole : nil
}

func perMinute(_ amount: Double, _ seconds: Double) -> Double? {
  seconds > 0 ? amount * 60 / seconds : nil
}

private func detents(_ units: UInt64) -> Double { Double(units) / 120 }
