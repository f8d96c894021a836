import BehaviorFeatures
import FeatureLog
import InputEvents

@testable import Sensor

/// A stream of kernel events of several devices that come and go, with gaps, sleeps and clocks that step,
/// on the road from the loop to the log.
///
/// - Events read = used + set aside by cause, over all windows, with no event lost or made.
/// - Every feature of every window is finite, and its record is a line of JSON.
/// - A window's sketch gives the window's own features again, and sketches merge into finite ones.
/// - Windows lie on their grid, in the order of time, and have a length.
func fuzzEvents(_ input: [UInt8]) {
  var bytes = Bytes(input)
  var stream = Stream(windowSeconds: [1, 60, 3_600][Int(bytes.byte() % 3)])
  while !bytes.isEmpty { stream.step(&bytes) }
  stream.end()
}

private struct Collector: ~Copyable, WindowSink {
  var windows: [WindowStatistics] = []
  mutating func take(_ window: borrowing WindowStatistics) { windows.append(copy window) }
}

private struct Device {
  var tag: DeviceTag
  let classifier: Holder

  final class Holder {
    var classifier: EventClassifier
    init(_ classifier: consuming EventClassifier) { self.classifier = classifier }
  }
}

private struct Stream: ~Copyable {
  private var core: SensingCore<Collector>
  private var devices: [Device] = []
  private var plugged: UInt32 = 0
  private var time: Int64 = 0
  private let windowLength: Int64
  private var fed = (keyboard: UInt64(0), pointer: UInt64(0))

  init(windowSeconds: Int64) {
    windowLength = windowSeconds * 1_000_000
    core = SensingCore(windowLength: windowLength, sink: Collector())
    for kind in 0..<4 { plug(kind) }
  }

  private mutating func plug(_ kind: Int) {
    let device = Device(
      tag: DeviceTag(number: plugged, provenance: Provenance.allCases[Int(plugged) % 6]),
      classifier: .init(EventClassifier(Self.kinds[kind % Self.kinds.count])))
    plugged += 1
    if devices.count < 8 { devices.append(device) } else { devices[kind % 8] = device }
  }

  /// One thing that happens, out of eight bytes.
  mutating func step(_ bytes: inout Bytes) {
    let (what, pace) = (bytes.byte(), bytes.byte())
    let device = devices[Int(what & 7) % devices.count]
    time += Self.pauses[Int(pace & 15)] * Int64(pace >> 4)
    switch what >> 3 {
    case 0: plug(Int(bytes.byte()))
    case 1: core.advance(to: time)
    case 2:
      for device in devices { device.classifier.classifier.forget() }
      core.suspended(at: time)
    case 3:
      let cause = GapCause.allCases[Int(bytes.byte()) % GapCause.allCases.count]
      core.gap(cause, of: device.tag, classifier: &device.classifier.classifier, at: time)
    case 4:
      let event = event(&bytes)
      core.setAside(event, because: .suspended, from: device.tag)
      if event.type != EventType.synchronization { count(event) }
    // The device's clock is behind the others'.
    case 5: take(event(&bytes, late: Int64(bytes.integer(UInt16.self))), device)
    case 6:
      for code in [EventCode.relX, EventCode.relY] {
        take(
          KernelEvent(time: time, type: EventType.relative, code: code, value: bytes.integer()),
          device)
      }
      take(KernelEvent(time: time, type: EventType.synchronization, code: 0, value: 0), device)
    case 7: tap(UInt16(bytes.byte() % 128), device)
    default: take(event(&bytes), device)
    }
  }

  private mutating func event(_ bytes: inout Bytes, late: Int64 = 0) -> KernelEvent {
    let kind = bytes.byte()
    let code = kind & 0x80 == 0 ? UInt16(bytes.byte()) : bytes.integer()
    let value =
      kind & 0x40 == 0 ? Int32(Int8(truncatingIfNeeded: Int(bytes.byte()))) : bytes.integer()
    let type: UInt16 = kind & 0x20 == 0 ? UInt16(kind & 3) : bytes.integer()
    return KernelEvent(time: max(0, time - late), type: type, code: code, value: value)
  }

  private mutating func tap(_ code: UInt16, _ device: Device, hold: Int64 = 70_000) {
    for value: Int32 in [1, 0] {
      take(KernelEvent(time: time, type: EventType.key, code: code, value: value), device)
      take(KernelEvent(time: time, type: EventType.synchronization, code: 0, value: 0), device)
      time += hold
    }
  }

  private mutating func take(_ event: KernelEvent, _ device: Device) {
    core.take(event, from: device.tag, classifier: &device.classifier.classifier)
    count(event)
  }

  /// Neither the end of a frame nor the sign of a gap is an event of its own; a contact's end is.
  private mutating func count(_ event: KernelEvent) {
    if event.type == EventType.synchronization,
      [EventCode.synReport, EventCode.synDropped].contains(event.code)
    {
      return
    }
    switch EventClassifier.side(of: event) {
    case .keyboard: fed.keyboard += 1
    case .pointer: fed.pointer += 1
    }
  }

  /// Types until the keyboard's part may be shown, so that all can be counted, and checks everything.
  mutating func end() {
    // From a window's beginning on, so that they all are in one.
    time = (time / windowLength + 2) * windowLength
    plug(0)
    let keyboard = devices[devices.count < 8 ? devices.count - 1 : 0]
    keyboard.classifier.classifier.forget()
    for number in 0..<60 { tap(30 + UInt16(number % 4), keyboard, hold: 5_000) }
    core.advance(to: time + windowLength)
    core.stop(at: time + 2 * windowLength)
    let (windowLength, fed) = (windowLength, fed)
    core.withSink { check($0.windows, windowLength, fed) }
  }

  private static let pauses: [Int64] = [
    0, 1, 125, 1_000, 8_000, 20_000, 50_000, 100_000, 150_000, 300_000, 700_000, 1_500_000,
    5_000_000, 60_000_000, 3_600_000_000, 86_400_000_000,
  ]

  private static let kinds: [DeviceDescription] = {
    var keyboard = DeviceDescription(name: "keyboard")
    keyboard.codes[EventType.key] = Set(1...127)
    var mouse = DeviceDescription(name: "mouse")
    mouse.codes = [EventType.key: Set(0x110...0x117), EventType.relative: [0, 1, 6, 8, 11, 12]]
    mouse.dotsPerInch = 1_000
    var plain = mouse
    plain.codes[EventType.relative] = [0, 1, 6, 8]
    plain.dotsPerInch = nil
    var pad = DeviceDescription(name: "touchpad")
    pad.codes = [
      EventType.key: [0x110, 0x145, 0x148, 0x14a, 0x14d, 0x14e, 0x14f], EventType.absolute: [0, 1],
    ]
    pad.axes = [
      0: AbsoluteAxis(minimum: 0, maximum: 4_000, resolution: 40),
      1: AbsoluteAxis(minimum: 0, maximum: 2_000, resolution: 40),
    ]
    return [keyboard, mouse, plain, pad]
  }()
}

private func check(
  _ windows: [WindowStatistics], _ length: Int64, _ fed: (keyboard: UInt64, pointer: UInt64)
) {
  var read = (keyboard: UInt64(0), pointer: UInt64(0))
  var encoder = RecordEncoder()
  let builder = RecordBuilder(bootID: "b", runID: "r", source: .live)
  let surroundings = RecordBuilder.Surroundings(
    wallClockLead: 0, seat: "seat0", user: nil, keyboards: 1, pointers: 1)
  let totals = WindowTotals()
  var previousEnd = Int64.min
  for window in windows {
    require(
      window.start % length == 0 && window.end - window.start == length || !window.isComplete,
      "on the grid")
    require(window.start >= previousEnd && window.end >= window.start, "one after the other")
    previousEnd = window.end
    if window.keyboard.isReleasable { read.keyboard += window.keyboard.ledger.read }
    read.pointer += window.pointer.ledger.read
    let record = builder.record(of: window, in: surroundings)
    checkFinite(record.features)
    require(JSONValue(parsing: encoder.encode(record).dropLast())?.members != nil, "a line of JSON")
    do throws(Sketch.Unreadable) {
      let own = WindowTotals()
      try own.add(record.sketch, length: window.end - window.start)
      require(own.features == record.features, "a sketch gives its window's features")
      try totals.add(record.sketch, length: window.end - window.start)
    } catch {
      fatalError("property broken: a sketch can't be read: \(error)")
    }
  }
  checkFinite(totals.features)
  require(read == fed, "events read \(read), used or set aside \(fed)")
}

private func checkFinite(_ features: [Double?]) {
  for (feature, value) in zip(FeatureTable.all, features) {
    require(value?.isFinite ?? true, "\(feature.name) is \(value ?? 0)")
  }
}
