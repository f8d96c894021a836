public import InputEvents

/// Streams of kernel events that a hostile device could send: rollover, double letters, repeats,
/// lost presses and releases, presses of keys that are down, dropped events, clocks that step back.
public struct RandomStream: Sendable {
  /// The keys that the stream presses.
  public var keys: [UInt16]
  /// How often the clock steps back, a stamp in a thousand.
  public var stepsBack = 2
  /// How many keys are down before releases outnumber presses.
  public var rollover = 4

  public init(keys: [UInt16]) { self.keys = keys }

  public func events(_ count: Int, using generator: inout some RandomNumberGenerator)
    -> [KernelEvent]
  {
    var events: [KernelEvent] = []
    var down: [UInt16] = []
    var previous = keys[0]
    var time: Int64 = 1_000_000_000
    while events.count < count {
      time += .random(in: 0..<200_000, using: &generator)
      if Int.random(in: 0..<1000, using: &generator) < stepsBack { time -= 5_000_000 }
      func add(_ type: UInt16, _ code: UInt16, _ value: Int32) {
        events.append(KernelEvent(time: time, type: type, code: code, value: value))
      }
      let any = keys.randomElement(using: &generator) ?? previous
      switch Int.random(in: 0..<100, using: &generator) {
      case 0..<40 where down.count < rollover:
        let key = Int.random(in: 0..<4, using: &generator) == 0 ? previous : any
        add(EventType.miscellaneous, 4, 0x70000 + Int32(key))
        add(EventType.key, key, 1)
        if !down.contains(key) { down.append(key) }
        previous = key
      case 0..<75:
        guard let key = down.randomElement(using: &generator) else { continue }
        add(EventType.key, key, 0)
        down.removeAll { $0 == key }
      case 75..<80: add(EventType.key, any, 0)
      case 80..<84: add(EventType.key, down.randomElement(using: &generator) ?? any, 2)
      case 84..<87: add(0x11, UInt16.random(in: 0..<3, using: &generator), 1)
      case 87..<92:
        add(EventType.relative, EventCode.relX, .random(in: -9...9, using: &generator))
        add(EventType.relative, EventCode.relY, .random(in: -9...9, using: &generator))
      case 92..<94:
        add(EventType.relative, EventCode.relWheelHighResolution, 120)
        add(EventType.relative, EventCode.relWheel, 1)
      case 94..<98:
        let button = EventCode.buttonLeft + .random(in: 0..<5, using: &generator)
        add(EventType.key, button, .random(in: 0...1, using: &generator))
      default:
        add(EventType.synchronization, EventCode.synDropped, 0)
        // What the kernel kept of a frame whose beginning it dropped.
        if Bool.random(using: &generator) {
          add(EventType.key, any, .random(in: 0...1, using: &generator))
        }
      }
      if Int.random(in: 0..<10, using: &generator) > 0 {
        add(EventType.synchronization, EventCode.synReport, 0)
      }
    }
    return events
  }
}

/// The outcomes of a whole stream, by a classifier of that device.
public func outcomes(_ events: [KernelEvent], of device: DeviceDescription) -> [EventClassifier
  .Outcome]
{
  var classifier = EventClassifier(device)
  var presses: UInt32 = 0
  return events.map { classifier.classify($0, presses: &presses) }
}
