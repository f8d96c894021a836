internal import Glibc
internal import InputEvents

/// Gathers movement into steps of 8 ms and steps into strokes.
///
/// A stroke begins with movement after a pause and ends with a pause, a click, another pointer's
/// movement or a gap; after a gap its end is unknown, so it isn't counted.
struct PointerTracker: BitwiseCopyable {
  private var isMoving = false
  private var device: UInt32 = 0
  private var startedAt: Int64 = 0
  private var lastMotion: Int64 = 0
  private var activeSecond = Int64.min

  // The step under way.
  private var step: Int64 = 0
  private var stepX = 0.0
  private var stepY = 0.0

  // The stroke so far.
  private var x = 0.0
  private var y = 0.0
  private var path = 0.0
  private var steps = 0
  private var peak = 0.0
  private var peakStep: Int64 = 0

  /// Whether a stroke is under way whose end a later window may hold.
  var isPending: Bool { isMoving }

  @inline(__always)
  mutating func move(
    _ dx: Float, _ dy: Float, device: UInt32, at time: Int64,
    into statistics: inout PointerStatistics
  ) {
    if isMoving, device != self.device || time - lastMotion >= PointerStatistics.pause {
      finish(into: &statistics)
    }
    if !isMoving {
      begin(device, at: time)
    }
    let current = (time - startedAt) / PointerStatistics.bin
    if current != step {
      endStep(into: &statistics)
      step = current
    }
    stepX += Double(dx)
    stepY += Double(dy)
    lastMotion = time
    touch(time, &statistics)
  }

  /// Ends the stroke if it has rested long enough by `time`. Returns whether it did.
  mutating func settle(by time: Int64, into statistics: inout PointerStatistics) -> Bool {
    guard isMoving, time - lastMotion >= PointerStatistics.pause else { return false }
    finish(into: &statistics)
    return true
  }

  /// Ends the stroke, because a button or another pointer says that it is over.
  mutating func finish(into statistics: inout PointerStatistics) {
    guard isMoving else { return }
    endStep(into: &statistics)
    isMoving = false
    guard steps >= PointerStatistics.minimumSteps, path > 0, lastMotion > startedAt else { return }
    let duration = seconds(lastMotion - startedAt)
    let chord = hypot(x, y)
    statistics.strokes &+= 1
    statistics.duration.add(duration)
    statistics.length.add(path)
    statistics.strokeSpeed.add(path / duration)
    statistics.peakSpeed.add(peak)
    statistics.straightness.add(chord / path)
    statistics.peakTime.add(
      min(1, seconds(peakStep * PointerStatistics.bin + PointerStatistics.bin / 2) / duration))
    if chord > 0 {
      let sector = Int((atan2(y, x) / (.pi / 4)).rounded()) & 7
      statistics.directions[sector] += path
    }
  }

  /// Drops the stroke under way: nobody knows how it went on.
  mutating func gap(into statistics: inout PointerStatistics) {
    guard isMoving else { return }
    endStep(into: &statistics)
    isMoving = false
  }

  private mutating func begin(_ device: UInt32, at time: Int64) {
    isMoving = true
    self.device = device
    startedAt = time
    lastMotion = time
    step = 0
    (x, y, path, steps, peak, peakStep) = (0, 0, 0, 0, 0, 0)
  }

  private mutating func endStep(into statistics: inout PointerStatistics) {
    guard stepX != 0 || stepY != 0 else { return }
    let distance = (stepX * stepX + stepY * stepY).squareRoot()
    let speed = distance / seconds(PointerStatistics.bin)
    x += stepX
    y += stepY
    path += distance
    steps += 1
    if speed > peak {
      peak = speed
      peakStep = step
    }
    statistics.path += distance
    statistics.speed.add(speed)
    stepX = 0
    stepY = 0
  }

  private mutating func touch(_ time: Int64, _ statistics: inout PointerStatistics) {
    let second = time / 1_000_000
    if second != activeSecond {
      activeSecond = second
      statistics.activeSeconds &+= 1
    }
  }
}
