internal import Glibc
internal import InputEvents

/// Gathers movement into steps of 8 ms, steps into strokes, and strokes into actions.
///
/// A *stroke* is one movement: it begins after a pause and ends with a pause, a click, another
/// pointer's movement or a gap. An *action* is what strokes are made for: it ends with the release of
/// the button that was pressed where it led to, with a drag's end, or with a rest of three seconds. After a
/// gap nobody knows how either went on, so neither is counted.
struct PointerTracker: BitwiseCopyable {
  private var device: UInt32 = 0
  private var unit = LengthUnit.counts
  private var provenance: UInt8 = 0
  private var lastMotion: Int64 = 0
  private var activeSecond = Int64.min
  /// Length of all movement so far.
  private(set) var travelled = 0.0

  // The step under way, counted from the action's start.
  private var step = 0
  private var stepX = 0.0
  private var stepY = 0.0

  private var stroke = Stroke()
  private var isMoving = false

  private var path = ActionPath()
  private var meter = ActionMeter()
  private var isActing = false
  private var startedAt: Int64 = 0
  /// The last movement, press or release.
  private var lastActivity: Int64 = 0
  private var buttons = ButtonState()
  /// The end of the action before.
  private var previousEnd = Int64.min

  private struct ButtonState: BitwiseCopyable {
    /// A bit for each ``PointerButton`` that is down.
    var down: UInt8 = 0
    var pressedAt = Int64.min
    /// The first step after the press, where it falls into the action under way.
    var step: Int?
    /// From the last movement to the press, where that ends the movement.
    var dwell = Double.nan
    /// Whether it was a drag already, of which a rest made two.
    var hasDragged = false
  }

  /// Whether something is under way whose end a later window may hold.
  var isPending: Bool { isMoving || isActing }

  @inline(__always)
  mutating func move(
    _ dx: Float, _ dy: Float, device: UInt32, unit: LengthUnit, provenance: Provenance,
    at time: Int64, into statistics: inout PointerStatistics,
    _ sink: inout some WindowSink & ~Copyable
  ) {
    var current =
      isActing ? max(Int((time - startedAt) / PointerStatistics.bin), buttons.step ?? 0) : 0
    if isActing,
      device != self.device || time - lastActivity >= PointerStatistics.rest
        || current >= ActionPath.capacity
    {
      finish(into: &statistics, &sink)
      current = 0
    } else if isMoving, time - lastMotion >= PointerStatistics.pause {
      finishStroke(into: &statistics)
    }
    if !isActing { begin(device, unit, provenance, at: time) }
    if !isMoving {
      isMoving = true
      stroke = Stroke(startedAt: time)
    }
    if current != step {
      endStep(into: &statistics)
      step = current
    }
    stepX += Double(dx)
    stepY += Double(dy)
    lastMotion = time
    lastActivity = time
    touch(time, &statistics)
  }

  mutating func press(
    _ button: PointerButton, at time: Int64, into statistics: inout PointerStatistics,
    _ sink: inout some WindowSink & ~Copyable
  ) {
    rest(until: time, into: &statistics, &sink)
    finishStroke(into: &statistics)
    if buttons.down == 0 {
      buttons.pressedAt = time
      buttons.step = isActing ? path.count : nil
      buttons.dwell = isActing ? seconds(time - lastMotion) : .nan
    }
    buttons.down |= 1 << button.rawValue
    lastActivity = time
  }

  mutating func release(
    _ button: PointerButton, at time: Int64, into statistics: inout PointerStatistics,
    _ sink: inout some WindowSink & ~Copyable
  ) {
    rest(until: time, into: &statistics, &sink)
    finishStroke(into: &statistics)
    buttons.down &= ~(1 << button.rawValue)
    lastActivity = time
    guard buttons.down == 0 else { return }
    if isActing {
      endAction(releasedAt: time, into: &statistics, &sink)
      previousEnd = time
    }
    buttons = ButtonState()
  }

  /// Ends what has rested long enough by `time`. Returns whether that told anything.
  mutating func settle(
    by time: Int64, into statistics: inout PointerStatistics,
    _ sink: inout some WindowSink & ~Copyable
  ) -> Bool {
    let before = statistics.told
    rest(until: time, into: &statistics, &sink)
    if isMoving, time - lastMotion >= PointerStatistics.pause { finishStroke(into: &statistics) }
    return statistics.told != before
  }

  /// Ends the stroke and the action, however short they have rested. Returns whether that told
  /// anything.
  @discardableResult
  mutating func finish(
    into statistics: inout PointerStatistics, _ sink: inout some WindowSink & ~Copyable
  ) -> Bool {
    guard isPending else { return false }
    let before = statistics.told
    finishStroke(into: &statistics)
    endAction(releasedAt: nil, into: &statistics, &sink)
    return statistics.told != before
  }

  /// Drops what is under way: nobody knows how it went on.
  mutating func gap(into statistics: inout PointerStatistics) {
    endStep(into: &statistics)
    isMoving = false
    isActing = false
    path.wipe()
    buttons = ButtonState()
    previousEnd = .min
  }

  private mutating func begin(
    _ device: UInt32, _ unit: LengthUnit, _ provenance: Provenance, at time: Int64
  ) {
    isActing = true
    self.device = device
    self.unit = unit
    self.provenance = 1 << provenance.rawValue
    startedAt = time
    step = 0
    // A button that went down before the movement began: this may become a drag.
    buttons.step = buttons.down == 0 ? nil : 0
    buttons.dwell = .nan
  }

  private mutating func rest(
    until time: Int64, into statistics: inout PointerStatistics,
    _ sink: inout some WindowSink & ~Copyable
  ) {
    guard isActing, time - lastActivity >= PointerStatistics.rest else { return }
    finish(into: &statistics, &sink)
  }

  private mutating func endStep(into statistics: inout PointerStatistics) {
    guard stepX != 0 || stepY != 0 else { return }
    path.add(stepX, stepY, at: step)
    let distance = (stepX * stepX + stepY * stepY).squareRoot()
    let speed = distance / seconds(PointerStatistics.bin)
    stroke.add(stepX, stepY, distance, speed, startedAt + Int64(step) * PointerStatistics.bin)
    travelled += distance
    statistics.path += distance
    statistics.speed.add(speed)
    stepX = 0
    stepY = 0
  }

  private mutating func finishStroke(into statistics: inout PointerStatistics) {
    guard isMoving else { return }
    endStep(into: &statistics)
    isMoving = false
    note(&statistics)
    stroke.tell(until: lastMotion, into: &statistics)
  }

  /// A later window than that of the movement may have to say in what unit it was, and whence.
  private func note(_ statistics: inout PointerStatistics) {
    statistics.units |= 1 << unit.rawValue
    statistics.provenances |= provenance
  }

  private mutating func touch(_ time: Int64, _ statistics: inout PointerStatistics) {
    let second = time / 1_000_000
    if second != activeSecond {
      activeSecond = second
      statistics.activeSeconds &+= 1
    }
  }
}

extension PointerStatistics {
  /// Changes with everything that a tracker tells behind the movement itself.
  fileprivate var told: Double { path + Double(strokes &+ actions.count) }
}

// MARK: - Actions

extension PointerTracker {
  /// Ends the action: the movement before the press, and what came with the button down.
  @inline(never)
  private mutating func endAction(
    releasedAt: Int64?, into statistics: inout PointerStatistics,
    _ sink: inout some WindowSink & ~Copyable
  ) {
    isActing = false
    note(&statistics)
    let pressStep = buttons.step ?? path.count
    let before = ActionMeter.outline(of: &path, 0..<pressStep)
    let after = ActionMeter.outline(of: &path, pressStep..<path.count)
    var action = PointerAction()
    action.unit = unit
    if after.path >= unit.width {
      tell(before, &action, into: &statistics, &sink)
      action = PointerAction()
      action.unit = unit
      action.kind = .drag
      if let releasedAt { action[raw: .hold] = seconds(releasedAt - buttons.pressedAt) }
      tell(after, &action, into: &statistics, &sink)
    } else {
      if let releasedAt, buttons.step != nil {
        action.kind = .click
        action[raw: .hold] = seconds(releasedAt - buttons.pressedAt)
        action[raw: .dwell] = max(buttons.dwell, ClickStatistics.shortestTime)
        action[raw: .slip] = after.path
      }
      tell(before, &action, into: &statistics, &sink)
    }
    previousEnd = lastMotion
    path.wipe()
    buttons.step = nil
  }

  private mutating func tell(
    _ outline: ActionMeter.Outline, _ action: inout PointerAction,
    into statistics: inout PointerStatistics, _ sink: inout some WindowSink & ~Copyable
  ) {
    guard outline.steps >= PointerStatistics.minimumSteps else { return }
    action.start = startedAt + Int64(outline.first) * PointerStatistics.bin
    if previousEnd != .min, action.start - previousEnd <= ClickStatistics.longestLatency {
      action[raw: .sincePrevious] =
        max(seconds(action.start - previousEnd), ClickStatistics.shortestTime)
    }
    meter.measure(&path, outline, into: &action)
    statistics.actions.add(action)
    if action.kind == .drag {
      let onset = buttons.hasDragged ? .nan : seconds(action.start - buttons.pressedAt)
      statistics.actions.drag.add(action, onset: onset)
      buttons.hasDragged = true
    }
    previousEnd = startedAt + Int64(outline.last + 1) * PointerStatistics.bin
    sink.take(action)
  }
}

/// The sums of one stroke.
private struct Stroke: BitwiseCopyable {
  var startedAt: Int64 = 0
  private var x = 0.0
  private var y = 0.0
  private var path = 0.0
  private var steps = 0
  private var peak = 0.0
  private var peakAt: Int64 = 0

  init(startedAt: Int64 = 0) { self.startedAt = startedAt }

  @inline(__always)
  mutating func add(
    _ dx: Double, _ dy: Double, _ distance: Double, _ speed: Double, _ time: Int64
  ) {
    x += dx
    y += dy
    path += distance
    steps += 1
    if speed > peak {
      peak = speed
      peakAt = time
    }
  }

  func tell(until end: Int64, into statistics: inout PointerStatistics) {
    guard steps >= PointerStatistics.minimumSteps, path > 0, end > startedAt else { return }
    let duration = seconds(end - startedAt)
    let chord = hypot(x, y)
    statistics.strokes &+= 1
    statistics.duration.add(duration)
    statistics.length.add(path)
    statistics.strokeSpeed.add(path / duration)
    statistics.peakSpeed.add(peak)
    statistics.straightness.add(chord / path)
    let peakTime = seconds(peakAt + PointerStatistics.bin / 2 - startedAt) / duration
    statistics.peakTime.add(min(1, max(0, peakTime)))
    if chord > 0 {
      let sector = Int((atan2(y, x) / (.pi / 4)).rounded()) & 7
      statistics.directions[sector] += path
    }
  }
}
