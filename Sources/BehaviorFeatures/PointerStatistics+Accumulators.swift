internal import InputEvents

extension PointerStatistics {
  /// The one listing of the pointer's accumulators; see ``AccumulatorVisitor``.
  mutating func visit(_ visitor: inout some AccumulatorVisitor, with other: PointerStatistics) {
    visitor.visit("path", &path, other.path)
    visitor.visit("active_seconds", &activeSeconds, other.activeSeconds)
    visitor.visit("speed", &speed, other.speed)
    visitor.visit("strokes", &strokes, other.strokes)
    visitor.visit("stroke.duration", &duration, other.duration)
    visitor.visit("stroke.path", &length, other.length)
    visitor.visit("stroke.speed", &strokeSpeed, other.strokeSpeed)
    visitor.visit("stroke.peak_speed", &peakSpeed, other.peakSpeed)
    visitor.visit("stroke.straightness", &straightness, other.straightness)
    visitor.visit("stroke.peak_time", &peakTime, other.peakTime)
    visitor.visit("directions", &directions, other.directions)
    for sector in actions.sectorSpeeds.indices {
      visitor.spread(
        "direction.\(sector).speed", &actions.sectorSpeeds[sector],
        other.actions.sectorSpeeds[sector])
    }
    visitor.within("action") { actions.visit(&$0, with: other.actions) }
  }
}

extension ClickStatistics {
  mutating func visit(_ visitor: inout some AccumulatorVisitor, with other: ClickStatistics) {
    visitor.visit("presses", &presses, other.presses)
    for button in PointerButton.allCases {
      let index = Int(button.rawValue)
      visitor.visit("\(button.label).hold", &hold[index], other.hold[index])
    }
    visitor.visit("hold", &holds, other.holds)
    visitor.visit("doubles", &doubles, other.doubles)
    visitor.spread("double.interval", &doubleInterval, other.doubleInterval)
    visitor.spread("double.hold1", &doubleFirstHold, other.doubleFirstHold)
    visitor.spread("double.hold2", &doubleSecondHold, other.doubleSecondHold)
    visitor.spread("double.jitter", &doubleJitter, other.doubleJitter)
    visitor.spread("interval", &interval, other.interval)
    visitor.spread("dwell", &dwell, other.dwell)
    visitor.spread("latency", &latency, other.latency)
    visitor.spread("slip", &slip, other.slip)
    visitor.visit("slips", &slips, other.slips)
  }
}

extension ScrollStatistics {
  mutating func visit(_ visitor: inout some AccumulatorVisitor, with other: ScrollStatistics) {
    visitor.visit("events", &events, other.events)
    visitor.visit("up", &up, other.up)
    visitor.visit("down", &down, other.down)
    visitor.visit("horizontal", &horizontal, other.horizontal)
    visitor.visit("fractional", &fractional, other.fractional)
    visitor.visit("bursts", &bursts, other.bursts)
    visitor.spread("burst.events", &burstEvents, other.burstEvents)
    visitor.spread("burst.duration", &burstDuration, other.burstDuration)
    visitor.spread("burst.detents", &burstDetents, other.burstDetents)
    visitor.spread("acceleration", &acceleration, other.acceleration)
    visitor.spread("onset", &onset, other.onset)
    visitor.spread("latency", &latency, other.latency)
    visitor.visit("reversals", &reversals, other.reversals)
    visitor.spread("interval", &interval, other.interval)
  }
}
