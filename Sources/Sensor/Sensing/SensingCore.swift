internal import BehaviorFeatures
internal import InputEvents

/// Who sent an event, as far as the features may know.
struct DeviceTag: BitwiseCopyable, Sendable {
  /// Unique within a run, never reused.
  var number: UInt32
  var provenance: Provenance
}

/// Kernel events in, windows out: the one road that live devices and recordings share.
struct SensingCore: ~Copyable {
  private(set) var extractor: FeatureExtractor
  /// Key presses so far, across all keyboards: a press is known by its number.
  private var presses: UInt32 = 0

  init(windowLength: Int64) { extractor = FeatureExtractor(windowLength: windowLength) }

  @inline(__always)
  mutating func take(
    _ event: KernelEvent, from device: DeviceTag, classifier: inout EventClassifier,
    emit: (borrowing WindowStatistics) -> Void
  ) {
    let outcome = classifier.classify(event, presses: &presses)
    extractor.consume(
      outcome, side: EventClassifier.side(of: event), device: device.number,
      provenance: device.provenance, unit: classifier.unit, at: event.time, emit: emit)
  }

  /// Notes a hole in one device's stream: what it held is forgotten.
  mutating func gap(
    _ cause: GapCause, in classifier: inout EventClassifier, at time: Int64,
    emit: (borrowing WindowStatistics) -> Void
  ) {
    classifier.forget()
    extractor.noteGap(cause, at: time, emit: emit)
  }

  mutating func noteGap(
    _ cause: GapCause, at time: Int64, emit: (borrowing WindowStatistics) -> Void
  ) {
    extractor.noteGap(cause, at: time, emit: emit)
  }

  /// Counts an event that was read but must not be used.
  mutating func setAside(
    _ event: KernelEvent, because cause: SetAsideCause, from device: DeviceTag,
    emit: (borrowing WindowStatistics) -> Void
  ) {
    guard event.type != EventType.synchronization else { return }
    extractor.consume(
      .setAside(cause), side: EventClassifier.side(of: event), device: device.number,
      provenance: device.provenance, unit: .counts, at: event.time, emit: emit)
  }

  mutating func advance(to time: Int64, emit: (borrowing WindowStatistics) -> Void) {
    extractor.advance(to: time, emit: emit)
  }

  mutating func stop(at time: Int64, emit: (borrowing WindowStatistics) -> Void) {
    extractor.stop(at: time, emit: emit)
  }
}
