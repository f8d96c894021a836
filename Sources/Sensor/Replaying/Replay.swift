public import BehaviorFeatures
public import CommandLineKit
public import FeatureLog
internal import InputEvents
public import Recordings

/// Plays the recordings of one session through the pipeline that live devices go through, as fast as
/// it can.
public struct Replay: ~Copyable {
  private var recordings: RecordingSet
  private let windowLength: Int64

  /// - Parameter paths: evemu files; more than one are the devices of one session.
  public init(paths: [String], window: TimeSpan) throws(RecordingError) {
    recordings = try RecordingSet(paths: paths)
    windowLength = window.microseconds
  }

  /// Calls `body` with each record in turn, numbered from 1. The last one is cut short where the
  /// recording ends inside a window.
  public mutating func run(_ body: (WindowRecord) throws -> Void) throws {
    try play(into: RecordSink(surroundings: surroundings)) { try $0.handOver(to: body) }
  }

  /// Calls `body` with each of the pointer's actions in turn. There is no such way for live devices:
  /// their sink takes windows alone.
  public mutating func runActions(_ body: (PointerAction) throws -> Void) throws {
    try play(into: ActionSink()) { sink in
      for action in sink.actions { try body(action) }
      sink.actions.removeAll(keepingCapacity: true)
    }
  }

  private mutating func play<Sink: WindowSink & ~Copyable>(
    into sink: consuming Sink, handOver: (inout Sink) throws -> Void
  ) throws {
    var core = SensingCore(windowLength: windowLength, sink: sink)
    let devices = recordings.recordings.enumerated().map { Player($1.header, number: $0) }
    var lastTime: Int64?
    var lastSuspension: Int64?
    while let (index, item) = try recordings.next() {
      switch item {
      case .event(let event):
        core.take(event, from: devices[index].tag, classifier: &devices[index].classifier)
      case .gap(.suspended, let time):
        devices[index].classifier.forget()
        // Every device's file tells of the one sleep.
        if time != lastSuspension { core.suspended(at: time) }
        lastSuspension = time
      case .end(let time):
        core.advance(to: time)
      case .gap(let cause, let time):
        core.gap(
          cause, of: devices[index].tag, classifier: &devices[index].classifier, at: time)
      }
      lastTime = item.time
      try core.withSink(handOver)
    }
    if let lastTime { core.stop(at: lastTime) }
    try core.withSink(handOver)
  }

  private final class Player {
    let tag: DeviceTag
    var classifier: EventClassifier

    init(_ header: RecordingHeader, number: Int) {
      tag = DeviceTag(number: UInt32(number), provenance: header.provenance ?? .other)
      classifier = EventClassifier(header.device)
    }
  }

  private var surroundings: RecordBuilder.Surroundings {
    let headers = recordings.recordings.map(\.header)
    let first = headers.first
    let lead = first?.wall.map { $0.microseconds - (first?.start ?? 0) }
    return RecordBuilder.Surroundings(
      // Without a wall clock, a recording lies at the beginning of 1970.
      wallClockLead: lead ?? 0, seat: first?.seat ?? "seat0", user: nil,
      keyboards: headers.count { $0.device.isKeyboard },
      pointers: headers.count { $0.device.isPointer },
      utcOffset: first?.wall?.utcOffsetSeconds)
  }
}

/// Keeps actions until they are asked for.
private struct ActionSink: ~Copyable, WindowSink {
  var actions: [PointerAction] = []

  mutating func take(_ window: borrowing WindowStatistics) {}

  mutating func take(_ action: borrowing PointerAction) { actions.append(copy action) }
}

/// Makes a record of each window, and keeps it until it is asked for.
private struct RecordSink: ~Copyable, WindowSink {
  private let builder = RecordBuilder(
    bootID: "", runID: Identifiers.run(), source: .recording)
  private let surroundings: RecordBuilder.Surroundings
  private var records: [WindowRecord] = []
  private var sequence = 0

  init(surroundings: RecordBuilder.Surroundings) { self.surroundings = surroundings }

  mutating func take(_ window: borrowing WindowStatistics) {
    var record = builder.record(of: window, in: surroundings)
    sequence += 1
    record.sequence = sequence
    records.append(record)
  }

  mutating func handOver(to body: (WindowRecord) throws -> Void) throws {
    guard !records.isEmpty else { return }
    for record in records { try body(record) }
    records.removeAll(keepingCapacity: true)
  }
}
