import InputEvents

@testable import BehaviorFeatures

/// Keeps the windows that an extractor finishes.
struct WindowList: WindowSink {
  var windows: [WindowStatistics] = []

  mutating func take(_ window: borrowing WindowStatistics) { windows.append(copy window) }
}

/// A device and the extractor behind it, fed by hand.
struct Extraction: ~Copyable {
  private var classifier: EventClassifier
  private var extractor: FeatureExtractor
  private var presses: UInt32 = 0
  private var list = WindowList()

  static let keyboardAndMouse = DeviceDescription(
    name: "Test",
    codes: [
      EventType.key: Set(1...127).union([0x110, 0x111, 0x112, 0x113]),
      EventType.relative: [
        EventCode.relX, EventCode.relY, EventCode.relWheel, EventCode.relWheelHighResolution,
      ],
    ])

  init(window seconds: Int64 = 60, device: DeviceDescription = keyboardAndMouse) {
    classifier = EventClassifier(device)
    extractor = FeatureExtractor(windowLength: seconds * 1_000_000)
  }

  mutating func feed(_ type: UInt16, _ code: UInt16, _ value: Int32, at time: Int64) {
    feed(KernelEvent(time: time, type: type, code: code, value: value))
  }

  mutating func feed(_ event: KernelEvent) {
    extractor.consume(
      classifier.classify(event, presses: &presses), side: EventClassifier.side(of: event),
      device: 1, provenance: .usb, unit: classifier.unit, at: event.time, into: &list)
  }

  /// An event and the end of its frame.
  mutating func key(_ code: UInt16, _ value: Int32, at time: Int64) {
    feed(EventType.key, code, value, at: time)
    feed(EventType.synchronization, 0, 0, at: time)
  }

  mutating func move(_ x: Int32, _ y: Int32, at time: Int64) {
    feed(EventType.relative, EventCode.relX, x, at: time)
    feed(EventType.relative, EventCode.relY, y, at: time)
    feed(EventType.synchronization, 0, 0, at: time)
  }

  mutating func gap(_ cause: GapCause, at time: Int64) {
    classifier.forget()
    extractor.noteGap(cause, at: time, into: &list)
  }

  mutating func advance(to time: Int64) { extractor.advance(to: time, into: &list) }

  mutating func stop(at time: Int64) -> [WindowStatistics] {
    extractor.stop(at: time, into: &list)
    return list.windows
  }

  var windows: [WindowStatistics] { list.windows }
}

extension WindowStatistics {
  /// A feature by name; nil where withheld. Asking for one that there isn't is a mistake of the test.
  func feature(_ name: String) -> Double? {
    guard let feature = FeatureTable.all.first(where: { $0.name == name }) else {
      preconditionFailure("no feature \(name)")
    }
    return feature.value(of: self)
  }
}
