internal import Glibc
internal import InputEvents

extension ActionMeter {
  fileprivate struct StepSums {
    var speed = Summary()
    var xSpeed = Summary()
    var ySpeed = Summary()
    var logSpeed = Moments()
    var turn = Summary()
    var netTurn = 0.0
    var curvature = Summary()
    var angular = Summary()
    var straight = 0.0
    var reversals = 0.0
    /// Not smoothed: what a hand and a mouse add to the movement that is meant.
    var acceleration = Summary()
    var jerk = Summary()
    fileprivate var lastSpeed: Double?
    fileprivate var lastAcceleration: Double?
    var pauses = 0.0
    var pauseTime = 0.0
  }

  /// Speed and turning from step to step. A step's time is that since the step before; one that
  /// follows a rest has none.
  mutating func measureSteps(
    _ path: inout ActionPath, _ outline: Outline, _ action: inout PointerAction
  ) {
    var sums = StepSums()
    var speeds = 0
    var before = outline.first
    var direction = 0.0
    for index in outline.first...outline.last {
      let (dx, dy) = path[index]
      guard dx != 0 || dy != 0 else { continue }
      let heading = atan2(dy, dx)
      if index > outline.first {
        let time = Double(index - before) / Self.rate
        if time >= seconds(PointerStatistics.pause) {
          sums.rest()
          sums.pauses += 1
          sums.pauseTime += time
        } else {
          let distance = (dx * dx + dy * dy).squareRoot()
          sums.add(dx, dy, distance, turn: Self.wrapped(heading - direction), time: time)
          work[speeds] = distance / time
          speeds += 1
        }
      }
      before = index
      direction = heading
    }
    tell(sums, outline, &action)
    guard speeds > 0 else { return }
    sort(speeds)
    action[raw: .speedP10] = quantile(0.1, of: speeds)
    action[raw: .speedP50] = quantile(0.5, of: speeds)
    action[raw: .speedP90] = quantile(0.9, of: speeds)
  }

  /// The same angle between -π and π: turning right by 350° is turning left by 10°.
  static func wrapped(_ angle: Double) -> Double {
    angle > .pi ? angle - 2 * .pi : angle < -.pi ? angle + 2 * .pi : angle
  }

  private func tell(_ sums: StepSums, _ outline: Outline, _ action: inout PointerAction) {
    action[raw: .speedMean] = sums.speed.mean
    action[raw: .speedDeviation] = sums.speed.deviation
    action[raw: .speedMax] = sums.speed.greatest
    action[raw: .speedMin] = sums.speed.least
    action[raw: .xSpeedMean] = sums.xSpeed.mean
    action[raw: .xSpeedDeviation] = sums.xSpeed.deviation
    action[raw: .xSpeedMax] = sums.xSpeed.greatest
    action[raw: .xSpeedMin] = sums.xSpeed.least
    action[raw: .ySpeedMean] = sums.ySpeed.mean
    action[raw: .ySpeedDeviation] = sums.ySpeed.deviation
    action[raw: .ySpeedMax] = sums.ySpeed.greatest
    action[raw: .ySpeedMin] = sums.ySpeed.least
    action[raw: .logSpeedMean] = sums.logSpeed.mean ?? .nan
    action[raw: .logSpeedDeviation] = sums.logSpeed.deviation ?? .nan
    action[raw: .logSpeedSkew] = sums.logSpeed.skewness ?? .nan
    action[raw: .turnMean] = sums.turn.mean
    action[raw: .turnDeviation] = sums.turn.deviation
    action[raw: .turnTotal] = sums.turn.total
    action[raw: .turnNet] = sums.netTurn
    action[raw: .curvatureMean] = sums.curvature.mean
    action[raw: .curvatureDeviation] = sums.curvature.deviation
    action[raw: .curvatureMax] = sums.curvature.greatest
    action[raw: .curvatureMin] = sums.curvature.least
    action[raw: .angularMean] = sums.angular.mean
    action[raw: .angularDeviation] = sums.angular.deviation
    action[raw: .angularMax] = sums.angular.greatest
    action[raw: .angularMin] = sums.angular.least
    action[raw: .straightSteps] = sums.straight / sums.speed.count
    action[raw: .reversals] = sums.reversals
    action[raw: .roughAccelerationMean] = sums.acceleration.mean
    action[raw: .roughAccelerationDeviation] = sums.acceleration.deviation
    action[raw: .roughJerkMean] = sums.jerk.mean
    action[raw: .roughJerkDeviation] = sums.jerk.deviation
    action[raw: .pauses] = sums.pauses
    action[raw: .pauseTime] = sums.pauseTime
  }

  /// Sorts the first `count` numbers of ``work``: Shell's sort with Ciura's gaps, in place.
  mutating func sort(_ count: Int) {
    let gaps: InlineArray<9, Int> = [1_750, 701, 301, 132, 57, 23, 10, 4, 1]
    for round in gaps.indices {
      let gap = gaps[round]
      guard gap < count else { continue }
      for index in gap..<count {
        let value = work[index]
        var place = index
        while place >= gap, work[place - gap] > value {
          work[place] = work[place - gap]
          place -= gap
        }
        work[place] = value
      }
    }
  }

  /// Of the first `count` numbers of ``work``, which are sorted: linear between neighbors.
  mutating func quantile(_ p: Double, of count: Int) -> Double {
    let rank = p * Double(count - 1)
    let lower = Int(rank)
    let upper = min(lower + 1, count - 1)
    return work[lower] + (rank - Double(lower)) * (work[upper] - work[lower])
  }
}

extension ActionMeter.StepSums {
  fileprivate mutating func rest() {
    lastSpeed = nil
    lastAcceleration = nil
  }

  @inline(__always)
  fileprivate mutating func add(
    _ dx: Double, _ dy: Double, _ distance: Double, turn angle: Double, time: Double
  ) {
    let now = distance / time
    speed.add(now)
    if let lastSpeed {
      let change = (now - lastSpeed) / time
      acceleration.add(change)
      if let lastAcceleration { jerk.add((change - lastAcceleration) / time) }
      lastAcceleration = change
    }
    lastSpeed = now
    logSpeed.add(log(now))
    xSpeed.add(dx / time)
    ySpeed.add(dy / time)
    turn.add(abs(angle))
    netTurn += angle
    curvature.add(angle / distance)
    angular.add(angle / time)
    if abs(angle) < ActionMeter.straightAngle { straight += 1 }
    if abs(angle) > .pi / 2 { reversals += 1 }
  }
}

extension ActionMeter {
  /// A turn of less goes straight on: two degrees.
  static let straightAngle = 2 * Double.pi / 180
}
