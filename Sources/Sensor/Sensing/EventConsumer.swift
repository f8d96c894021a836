internal import InputEvents

/// Who sent an event, as far as the features may know.
struct DeviceTag: BitwiseCopyable, Sendable {
  /// Unique within a run, never reused.
  var number: UInt32
  var provenance: Provenance
}

/// What the events of all devices, in the order of their stamps, are handed to. Times are
/// microseconds of the monotonic clock.
protocol EventConsumer: ~Copyable {
  /// When it wants to be told the time even if nothing happens; `nil` while it doesn't.
  var deadline: Int64? { get }

  mutating func take(
    _ event: KernelEvent, from device: DeviceTag, classifier: inout EventClassifier)

  /// An event that was read and must not be used.
  mutating func setAside(
    _ event: KernelEvent, because cause: SetAsideCause, from device: DeviceTag)

  /// A hole in one device's stream: what it held is unknown.
  mutating func gap(
    _ cause: GapCause, of device: DeviceTag, classifier: inout EventClassifier, at time: Int64)

  /// The machine slept: a hole in the streams of all devices, which have been told to forget.
  mutating func suspended(at time: Int64)

  /// All that happened up to `time` has been handed over.
  mutating func advance(to time: Int64)

  /// Nothing more will come for now, and nothing that does is to be paired with what was before: what is
  /// under way ends here.
  mutating func stop(at time: Int64)
}
