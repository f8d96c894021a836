import Foundation
import InputEvents
import InputEventsTestKit
import Testing

@testable import BehaviorFeatures

/// Movements whose measures are known from geometry or mechanics.
@Suite struct ActionMeterTests {
  /// Measures steps of 8 ms, in counts unless `unit` says otherwise.
  private func measure(_ steps: [(x: Double, y: Double)], unit: LengthUnit = .counts)
    -> PointerAction
  {
    var path = ActionPath()
    for (index, step) in steps.enumerated() where step.x != 0 || step.y != 0 {
      path.add(step.x, step.y, at: index)
    }
    var action = PointerAction()
    action.unit = unit
    var meter = ActionMeter()
    let outline = ActionMeter.outline(of: &path, 0..<path.count)
    meter.measure(&path, outline, into: &action)
    return action
  }

  /// Whole counts, as a mouse would tell the movement: what is left over counts into the next step.
  private func counted(_ steps: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
    var (place, told) = ((x: 0.0, y: 0.0), (x: 0.0, y: 0.0))
    return steps.map { step in
      place = (place.x + step.x, place.y + step.y)
      let whole = (x: (place.x - told.x).rounded(), y: (place.y - told.y).rounded())
      told = (told.x + whole.x, told.y + whole.y)
      return whole
    }
  }

  @Test func anEvenLineIsStraight() {
    let action = measure(Array(repeating: (3, 4), count: 100))
    #expect(isClose(action[.duration], 0.8))
    #expect(isClose(action[.path], 500) && isClose(action[.chord], 500))
    #expect(isClose(action[.straightness], 1))
    #expect(isClose(action[.speedMean], 625) && action[.speedDeviation]! < 1e-6)
    #expect(isClose(action[.xSpeedMean], 375) && isClose(action[.ySpeedMax], 500))
    #expect(isClose(action[.turnTotal], 0) && action[.straightSteps] == 1)
    #expect(isClose(action[.deviationPeak], 0) && isClose(action[.area], 0))
    #expect(isClose(action[.directionCosine], 0.6) && isClose(action[.directionSine], 0.8))
    #expect(isClose(action[.axisRatio], 3 / 7.0) && isClose(action[.boxRatio], 3 / 7.0))
    #expect(isClose(action[.firstThird], 0.34) && isClose(action[.lastThird], 0.33))
    #expect(isClose(action[.throughput], log2(26) / 0.8))
    #expect(action[.overshoot] == 0 && action[.reversals] == 0 && action[.flipsX] == 0)
  }

  /// Half a circle of radius r, clockwise: its area, deviation and curvature are known.
  @Test func halfACircleIsRound() {
    let (radius, count) = (300.0, 400)
    let steps = (0..<count).map { index in
      let (a, b) = (Double(index), Double(index + 1))
      let scale = Double.pi / Double(count)
      return (
        x: radius * (cos(a * scale) - cos(b * scale)), y: radius * (sin(b * scale) - sin(a * scale))
      )
    }
    let action = measure(steps)
    #expect(isClose(action[.path], .pi * radius, 1e-4))
    #expect(isClose(action[.chord], 2 * radius, 1e-4))
    #expect(isClose(action[.deviationPeak], radius, 1e-4))
    #expect(isClose(action[.deviationPlace], 0.5, 1e-2))
    #expect(isClose(action[.areaAbsolute], .pi * radius * radius / 2, 1e-3))
    // From the left, down, to the right: anticlockwise as the screen has it, below the chord.
    #expect(action[.deviationMax]! > 0 && action[.area]! > 0 && action[.turnNet]! < 0)
    #expect(isClose(action[.turnTotal], .pi, 1e-2))
    #expect(isClose(action[.curvatureMean], -1 / radius, 1e-2))
    #expect(isClose(action[.angularMean], -Double.pi / (Double(count) * 0.008), 1e-2))
  }

  /// Turning from 170° to -170° is turning by 20°, not by 340°.
  @Test func turnsAreWrapped() {
    let angles = (0..<50).map { $0 % 2 == 0 ? 170.0 : -170.0 }
    let action = measure(angles.map { (100 * cos($0 * .pi / 180), 100 * sin($0 * .pi / 180)) })
    #expect(isClose(action[.turnMean], 20 * .pi / 180, 1e-6))
    #expect(isClose(action[.turnNet], 20 * .pi / 180, 1e-5))
  }

  @Test func pathsBeyondTheEndOvershoot() {
    let out = Array(repeating: (x: 10.0, y: 0.0), count: 30)
    let back = Array(repeating: (x: -10.0, y: 0.0), count: 5)
    let action = measure(out + back)
    #expect(isClose(action[.overshoot], 50) && action[.flipsX] == 1 && action[.reversals] == 1)
    #expect(measure(out + Array(repeating: (-10, 0), count: 30))[.deviationMax] == nil)
  }

  @Test func restsCountAsPausesAndNotAsSlowness() {
    let part = Array(repeating: (x: 8.0, y: 0.0), count: 20)
    let action = measure(part + Array(repeating: (0, 0), count: 60) + part)
    #expect(action[.pauses] == 1 && isClose(action[.pauseTime], 61 * 0.008))
    #expect(isClose(action[.speedMean], 1_000) && isClose(action[.speedMin], 1_000))
    #expect(isClose(action[.duration], 0.8))
  }

  @Test func subMovementsArePeaksOfTheSpeed() {
    func bell(_ length: Int, _ size: Double) -> [(x: Double, y: Double)] {
      (0..<length).map { index in
        let s = (Double(index) + 0.5) / Double(length)
        return (x: 30 * size / Double(length) * s * s * (1 - s) * (1 - s), y: 0)
      }
    }
    let one = measure(bell(100, 800))
    #expect(one[.peaks] == 1 && one[.secondPeak] == nil && one[.peakInterval] == nil)
    #expect(isClose(one[.peakTime], 0.5, 0.02) && isClose(one[.riseToFall], 1, 0.05))
    #expect(one[.minimumJerkResidual]! < 0.02)
    let two = measure(bell(75, 800) + bell(75, 400))
    #expect(two[.peaks] == 2 && isClose(two[.secondPeak], 0.5, 0.02))
    #expect(isClose(two[.peakInterval], 0.6, 0.02))
    #expect(two[.spectralArcLength]! < one[.spectralArcLength]!)
    #expect(two[.logJerk]! < one[.logJerk]!)
  }

  /// On an ellipse drawn with harmonic motion, speed goes with curvature to the power of -1/3 exactly.
  @Test func harmonicEllipsesFollowThePowerLaw() {
    let steps = (0..<750).map { index in
      let w = 2 * Double.pi / 250
      let (a, b) = (Double(index) * w, Double(index + 1) * w)
      return (x: 4_000 * (cos(b) - cos(a)), y: 1_500 * (sin(b) - sin(a)))
    }
    let action = measure(steps)
    #expect(isClose(action[.powerLaw], -1 / 3.0, 0.02))
  }

  /// Trembling of half a count and more is measured to within 5 % while the pointer moves on.
  @Test(arguments: [0.5, 1, 3], [0.0, 1.3])
  func tremorHasItsAmplitude(_ amplitude: Double, _ phase: Double) {
    func steps(_ frequency: Double) -> [(x: Double, y: Double)] {
      func place(_ index: Int) -> (x: Double, y: Double) {
        let (t, s) = (Double(index) / 125, Double(index) / 1_000)
        // Nobody sets off at full speed.
        let way = 4_000 * s * s * s * (10 - 15 * s + 6 * s * s)
        return (way / 2, way + amplitude * sin(2 * .pi * frequency * t + phase))
      }
      return (0..<1_000).map { index in
        let (a, b) = (place(index), place(index + 1))
        return (x: b.x - a.x, y: b.y - a.y)
      }
    }
    let high = measure(counted(steps(10)))
    #expect(isClose(high[.tremorHigh]! / amplitude, 1, 0.05))
    let low = measure(counted(steps(6)))
    #expect(isClose(low[.tremorLow]! / amplitude, 1, 0.05))
    #expect(low[.tremorHigh]! < 0.4 * max(amplitude, 0.5))
  }

  /// What whole counts do to smoothness, against the same movement without them.
  @Test func countsHideLittleOfTheSmoothness() {
    var (jerkError, arcError, jerkSum, known) = (0.0, 0.0, 0.0, 0.0)
    for seed in 0..<400 {
      let speed = SignalReference.movement(UInt64(seed), longest: 1)
      let angle = Double(seed)
      let steps = speed.map { (x: $0 / 100 * cos(angle), y: $0 / 100 * sin(angle)) }
      let (exact, whole) = (measure(steps), measure(counted(steps)))
      guard let jerk = whole[.logJerk], let arc = whole[.spectralArcLength] else { continue }
      // Whatever its quantum seems to be without counts.
      guard let clean = exact[.logJerk], let cleanArc = exact[.spectralArcLength] else { continue }
      known += 1
      jerkSum += abs(jerk - clean)
      jerkError = max(jerkError, abs(jerk - clean))
      arcError = max(arcError, abs(arc - cleanArc))
    }
    #expect(known > 200)
    #expect(jerkError < 1 && jerkSum / known < 0.4)
    #expect(arcError < 0.05)
  }

  @Test func shortMovementsHaveNoJerk() {
    #expect(measure(Array(repeating: (1, 0), count: 199))[.logJerk] == nil)
    #expect(measure(Array(repeating: (1, 0), count: 200))[.logJerk] != nil)
    // The same movement in millimetres: the smallest distance tells what a count is.
    let count = 25.4 / 1_600
    #expect(measure(Array(repeating: (count, 0), count: 199), unit: .millimeters)[.logJerk] == nil)
    #expect(measure(Array(repeating: (count, 0), count: 201), unit: .millimeters)[.logJerk] != nil)
  }

  /// Sorting and quantiles against the library's sort.
  @Test func quantilesAreExact() {
    var generator = SeededGenerator(seed: 3)
    for count in [4, 5, 17, 300, 2_048] {
      let lengths = (0..<count).map { _ in Double(Int.random(in: 1...900, using: &generator)) }
      let action = measure(lengths.map { (x: $0, y: 0) })
      let sorted = lengths.sorted()
      func exact(_ p: Double) -> Double {
        let rank = p * Double(count - 1)
        let low = sorted[Int(rank)]
        return low + (rank - rank.rounded(.down)) * (sorted[min(Int(rank) + 1, count - 1)] - low)
      }
      #expect(isClose(action[.stepP50], exact(0.5)))
      #expect(isClose(action[.stepP90], exact(0.9)))
      #expect(action[.stepMax] == sorted.last)
    }
  }

  @Test func nothingStaysBehind() {
    var path = ActionPath()
    for index in 0..<2_048 { path.add(5, -7, at: index) }
    var meter = ActionMeter()
    var action = PointerAction()
    let outline = ActionMeter.outline(of: &path, 0..<2_048)
    meter.measure(&path, outline, into: &action)
    path.wipe()
    for index in 0..<2_112 {
      #expect(meter.x[index] == 0 && meter.y[index] == 0 && meter.work[index] == 0)
      if index < 2_048 { #expect(path[index] == (0, 0)) }
    }
  }
}
