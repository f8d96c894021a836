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
  }
}

extension ClickStatistics {
  mutating func visit(_ visitor: inout some AccumulatorVisitor, with other: ClickStatistics) {
    visitor.visit("presses", &presses, other.presses)
    for button in PointerButton.allCases {
      let index = Int(button.rawValue)
      visitor.spread("\(button.label).hold", &hold[index], other.hold[index])
    }
    visitor.visit("hold", &holds, other.holds)
    visitor.visit("doubles", &doubles, other.doubles)
    visitor.spread("double.interval", &doubleInterval, other.doubleInterval)
    visitor.spread("double.hold1", &doubleFirstHold, other.doubleFirstHold)
    visitor.spread("double.hold2", &doubleSecondHold, other.doubleSecondHold)
    visitor.spread("interval", &interval, other.interval)
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
    visitor.visit("reversals", &reversals, other.reversals)
    visitor.spread("interval", &interval, other.interval)
  }
}
