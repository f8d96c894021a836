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
