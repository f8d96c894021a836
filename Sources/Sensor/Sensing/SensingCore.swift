internal import BehaviorFeatures
internal import InputEvents

/// Kernel events in, windows out: the one road that live devices and recordings share.
struct SensingCore<Sink: WindowSink & ~Copyable>: ~Copyable, EventConsumer {
  private var extractor: FeatureExtractor
  private var sink: Sink
  /// Key presses so far, across all keyboards: a press is known by its number.
  private var presses: UInt32 = 0

  /// - Parameter windowLength: in microseconds.
  init(windowLength: Int64, sink: consuming Sink) {
    extractor = FeatureExtractor(windowLength: windowLength)
    self.sink = sink
  }

  var deadline: Int64? { extractor.deadline }

  @inline(__always)
  mutating func take(
    _ event: KernelEvent, from device: DeviceTag, classifier: inout EventClassifier
  ) {
    extractor.consume(
      classifier.classify(event, presses: &presses), side: EventClassifier.side(of: event),
      device: device.number, provenance: device.provenance, unit: classifier.unit, at: event.time,
      into: &sink)
  }

  mutating func setAside(
    _ event: KernelEvent, because cause: SetAsideCause, from device: DeviceTag
  ) {
    guard event.type != EventType.synchronization else { return }
    extractor.consume(
      .setAside(cause), side: EventClassifier.side(of: event), device: device.number,
      provenance: device.provenance, unit: .counts, at: event.time, into: &sink)
  }

  mutating func gap(
    _ cause: GapCause, of device: DeviceTag, classifier: inout EventClassifier, at time: Int64
  ) {
    classifier.forget()
    extractor.noteGap(cause, at: time, into: &sink)
  }

  mutating func suspended(at time: Int64) {
    extractor.noteGap(.suspended, at: time, into: &sink)
  }

  mutating func advance(to time: Int64) { extractor.advance(to: time, into: &sink) }

  mutating func stop(at time: Int64) { extractor.stop(at: time, into: &sink) }

  /// Whether keystrokes are withheld for being too few.
  var withholdsKeystrokes: Bool { extractor.withholdsKeystrokes }

  /// Lets `body` at what was handed to the sink.
  mutating func withSink(_ body: (inout Sink) throws -> Void) rethrows { try body(&sink) }
}

extension SensingCore where Sink == NoSink {
  /// Takes a few made-up events, so that the first real ones find every table built and every page of
  /// code and stack in memory.
  static func warmUp() {
    var core = SensingCore(windowLength: 1_000_000, sink: NoSink())
    let tag = DeviceTag(number: 0, provenance: .other)
    var classifier = EventClassifier(DeviceDescription(name: ""))
    let actions: [(type: UInt16, code: UInt16, value: Int32)] = [
      (EventType.key, 57, 1), (EventType.key, 57, 0), (EventType.key, EventCode.buttonLeft, 1),
      (EventType.key, EventCode.buttonLeft, 0), (EventType.relative, EventCode.relX, 1),
      (EventType.relative, EventCode.relWheel, 1),
    ]
    for round in 0..<Int64(20) {
      for (index, action) in actions.enumerated() {
        let time = round * 100_000 + Int64(index) * 10_000
        core.take(
          KernelEvent(time: time, type: action.type, code: action.code, value: action.value),
          from: tag, classifier: &classifier)
        core.take(
          KernelEvent(time: time, type: EventType.synchronization, code: 0, value: 0), from: tag,
          classifier: &classifier)
      }
    }
    core.stop(at: 10_000_000)
  }
}

/// Where windows go that nobody wants.
struct NoSink: ~Copyable, WindowSink {
  mutating func take(_ window: borrowing WindowStatistics) {}
}
