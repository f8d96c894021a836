internal import InputEvents

extension FeatureTable {
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
    + doubleClick + surroundings + drag

  private static func button(_ button: PointerButton) -> [Feature] {
    let index = Int(button.rawValue)
    let name = "click.\(button.label)"
    let hold = "hold time of the \(button.label) button"
    return [
      Feature("\(name).n", .click, .count, "Presses of the \(button.label) button.") {
        Double($0.clicks.presses[index])
      },
      Feature(
        "\(name).share", .click, .share, "Share of presses that are of the \(button.label) button."
      ) { share($0.clicks.presses[index], of: $0.clicks.total) },
    ]
      + spread("\(name).hold", .click, .logSeconds, hold) { $0.clicks.hold[index].moments }
      + quantiles(
        [.p50, .p90], "\(name).hold", .click, .logSeconds, hold, minimum: 3,
        of: { $0.clicks.hold[index].count }, value: { $0.clicks.hold[index].logQuantile($1) })
  }

  private static let doubleClick: [Feature] =
    [
      Feature(
        "click.double.n", .click, .count,
        "Double clicks: two presses of one button within 500 ms; three presses make one."
      ) { Double($0.clicks.doubles) },
      Feature(
        "click.double.rate", .click, .share, "Double clicks, a button press.",
        formula: "double clicks / presses"
      ) { share($0.clicks.doubles, of: $0.clicks.total) },
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
    + spread(
      "click.double.jitter", .click, .length,
      "length of the path between the presses of a double click"
    ) { $0.clicks.doubleJitter }

  /// Movement before, during and after a press.
  private static let surroundings: [Feature] =
    spread(
      "click.dwell", .click, .logSeconds,
      "time from the last movement to the press of a button, within 10 s"
    ) { $0.clicks.dwell }
    + spread(
      "click.latency", .click, .logSeconds,
      "time from the release of a button to the next movement, within 10 s"
    ) { $0.clicks.latency }
    + spread(
      "click.slip", .click, .length,
      "length of the path while a button is down, drags left out"
    ) { $0.clicks.slip }
    + [
      Feature(
        "click.slip_share", .click, .share,
        "Share of presses, drags left out, during which the pointer moved at all.",
        minimum: 1, of: { Int($0.clicks.slip.count) },
        value: { share(Double($0.clicks.slips), of: $0.clicks.slip.count) })
    ]

  private static let drag: [Feature] =
    [
      Feature(
        "click.drag.n", .click, .count,
        "Drags: movement of at least 1 mm (20 counts) and four steps with a button down.",
        source: .ahmedTraore2007
      ) { Double($0.pointer.actions.kinds[Int(PointerAction.Kind.drag.rawValue)]) }
    ]
    + spread("click.drag.duration", .click, .logSeconds, "duration of a drag's movement") {
      $0.pointer.actions.drag.duration
    }
    + spread("click.drag.path", .click, .logLength, "length of a drag's path") {
      $0.pointer.actions.drag.path
    }
    + spread("click.drag.straightness", .click, .share, "straightness of a drag", formula: "E / L")
  {
    $0.pointer.actions.drag.straightness
  }
    + spread("click.drag.speed", .click, .logSpeed, "mean speed of a drag") {
      $0.pointer.actions.drag.speed
    }
    + spread(
      "click.drag.onset", .click, .logSeconds, "time from a drag's press to its first movement"
    ) { $0.pointer.actions.drag.onset }
}
