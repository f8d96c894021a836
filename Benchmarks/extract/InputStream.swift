import InputEvents

/// A person with a 1 kHz mouse and a keyboard, made up and always the same: events in the order of
/// their stamps, as the sensing loop hands them to the extraction.
struct InputStream {
  /// Neighbouring events of one device.
  struct Run {
    var device: UInt32
    var range: Range<Int>
  }

  static let mouse: UInt32 = 0
  static let keyboard: UInt32 = 1

  private(set) var events: [KernelEvent] = []
  private(set) var runs: [Run] = []
  /// Whole seconds after which the stream may begin anew.
  private(set) var length = 0

  private var random = SplitMix(state: 5)

  /// - Parameter count: how many events, less than a movement's worth more or fewer.
  init(count: Int) {
    let start: Int64 = 1_000_000_000
    var frames: [Frame] = []
    var produced = 0
    var mouseTime = start
    var keyTime = start
    while produced < count {
      let before = frames.count
      if mouseTime <= keyTime {
        appendMovement(from: &mouseTime, to: &frames)
      } else {
        appendPhrase(from: &keyTime, to: &frames)
      }
      produced += frames[before...].reduce(0) { $0 + $1.count }
    }
    frames.sort { ($0.time, $0.device) < ($1.time, $1.device) }
    events.reserveCapacity(produced)
    for frame in frames { append(frame) }
    length = Int((max(mouseTime, keyTime) - start) / 1_000_000) + 2
  }

  /// Moves the stream to where it ends, so that it can be taken once more.
  mutating func goOn() {
    for index in events.indices { events[index].seconds += length }
  }

  /// One report: up to two events and the frame's end.
  private struct Frame {
    var time: Int64
    var device: UInt32
    var first: (type: UInt16, code: UInt16, value: Int32)
    var second: (type: UInt16, code: UInt16, value: Int32)?
    var count: Int { second == nil ? 2 : 3 }
  }

  private mutating func append(_ frame: Frame) {
    let begin = events.count
    for part in [frame.first, frame.second, (EventType.synchronization, EventCode.synReport, 0)] {
      guard let part else { continue }
      events.append(
        KernelEvent(time: frame.time, type: part.type, code: part.code, value: part.value))
    }
    if let last = runs.indices.last, runs[last].device == frame.device {
      runs[last].range = runs[last].range.lowerBound..<events.count
    } else {
      runs.append(Run(device: frame.device, range: begin..<events.count))
    }
  }

  /// A movement with a bell-shaped speed, in most cases a click, and a rest.
  private mutating func appendMovement(from time: inout Int64, to frames: inout [Frame]) {
    let duration = 250 + Int(random.next(700))
    let distance = 60 + Double(random.next(1_400))
    let (angleX, angleY) = (
      Double(random.next(2_001)) / 1_000 - 1, Double(random.next(2_001)) / 1_000 - 1
    )
    var (toldX, toldY) = (0.0, 0.0)
    for millisecond in 1...duration {
      time += 1_000
      let t = Double(millisecond) / Double(duration)
      // The minimum-jerk path of a reaching hand.
      let share = t * t * t * (10 + t * (6 * t - 15))
      let tremble = Double(random.next(3)) - 1
      let dx = (distance * angleX * share + tremble - toldX).rounded()
      let dy = (distance * angleY * share - toldY).rounded()
      toldX += dx
      toldY += dy
      let horizontal = (EventType.relative, EventCode.relX, Int32(dx))
      let vertical = (EventType.relative, EventCode.relY, Int32(dy))
      switch (dx != 0, dy != 0) {
      case (true, true):
        frames.append(
          Frame(time: time, device: Self.mouse, first: horizontal, second: vertical))
      case (true, false):
        frames.append(Frame(time: time, device: Self.mouse, first: horizontal))
      case (false, true):
        frames.append(Frame(time: time, device: Self.mouse, first: vertical))
      case (false, false): break
      }
    }
    if random.next(3) > 0 {
      for value: Int32 in [1, 0] {
        time += 70_000 + Int64(random.next(60_000))
        frames.append(
          Frame(
            time: time, device: Self.mouse,
            first: (EventType.key, EventCode.buttonLeft, value)))
      }
    }
    time += 50_000 + Int64(random.next(500_000))
  }

  /// "the quick brown fox", in key codes; 0 stands for a mistake and its correction.
  private static let phrase: [UInt16] = [
    20, 35, 18, 57, 16, 22, 23, 46, 0, 37, 57, 48, 19, 24, 17, 49, 57, 33, 24, 45, 57,
  ]

  private mutating func appendPhrase(from time: inout Int64, to frames: inout [Frame]) {
    let backspace: UInt16 = 14
    for code in Self.phrase.flatMap({ $0 == 0 ? [45, backspace] : [$0] }) {
      time += 60_000 + Int64(random.next(80_000) + random.next(80_000))
      // Some keys are held until after the next press.
      let hold = 50_000 + Int64(random.next(50_000) + random.next(50_000))
      for (moment, value) in [(time, Int32(1)), (time + hold, 0)] {
        frames.append(
          Frame(time: moment, device: Self.keyboard, first: (EventType.key, code, value)))
      }
    }
    time += Int64(random.next(4)) * 600_000
  }
}

/// Steele, Lea and Flood's SplitMix64: the same numbers everywhere.
private struct SplitMix {
  var state: UInt64

  mutating func next(_ bound: UInt64) -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return (z ^ (z >> 31)) % bound
  }
}
