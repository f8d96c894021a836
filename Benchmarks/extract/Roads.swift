import BehaviorFeatures
import CExtractCore
import InputEvents

/// What both implementations must agree on, of one window.
struct Digest: Equatable {
  var counts: [UInt64] = []
  var numbers: [Double] = []
}

/// The product's extraction: what the sensing loop and a replay do with each event.
struct SwiftRoad: ~Copyable {
  static let windowLength: Int64 = 60_000_000

  private var extractor = FeatureExtractor(windowLength: windowLength)
  private var presses: UInt32 = 0
  private var mouse: EventClassifier
  private var keyboard: EventClassifier
  var sink: WindowDigests

  init(keepsDigests: Bool) {
    mouse = EventClassifier(
      DeviceDescription(
        name: "mouse",
        codes: [
          EventType.relative: [EventCode.relX, EventCode.relY],
          EventType.key: [EventCode.buttonLeft],
        ]))
    keyboard = EventClassifier(
      DeviceDescription(name: "keyboard", codes: [EventType.key: Set(1...127)]))
    sink = WindowDigests(isKeeping: keepsDigests)
  }

  mutating func take(_ stream: borrowing InputStream) {
    for run in stream.runs {
      if run.device == InputStream.mouse {
        Self.take(stream.events, run, &mouse, &extractor, &presses, &sink)
      } else {
        Self.take(stream.events, run, &keyboard, &extractor, &presses, &sink)
      }
    }
  }

  @inline(__always)
  private static func take(
    _ events: [KernelEvent], _ run: InputStream.Run, _ classifier: inout EventClassifier,
    _ extractor: inout FeatureExtractor, _ presses: inout UInt32, _ sink: inout WindowDigests
  ) {
    for index in run.range {
      let event = events[index]
      extractor.consume(
        classifier.classify(event, presses: &presses), side: EventClassifier.side(of: event),
        device: run.device, provenance: .usb, unit: classifier.unit, at: event.time, into: &sink)
    }
  }

  mutating func stop(at time: Int64) { extractor.stop(at: time, into: &sink) }
}

/// Counts windows; keeps what is to be compared of them, where that is wanted.
struct WindowDigests: ~Copyable, WindowSink {
  let isKeeping: Bool
  private(set) var count = 0
  private(set) var digests: [Digest] = []

  init(isKeeping: Bool) { self.isKeeping = isKeeping }

  mutating func take(_ window: borrowing WindowStatistics) {
    count += 1
    guard isKeeping else { return }
    var digest = Digest()
    digest.counts = [
      UInt64(window.start), window.keyboard.ledger.used, window.pointer.ledger.used,
      window.keyboard.presses, window.clicks.total,
    ]
    for index in 0..<9 { digest.counts.append(window.keyboard.classes[index].presses) }
    for index in 0..<9 { digest.counts.append(window.keyboard.zones[index].presses) }
    for slot in 0..<768 { digest.counts.append(UInt64(window.pointer.speed.histogram[slot])) }
    for slot in 0..<448 {
      digest.counts.append(UInt64(window.keyboard.hold.histogram[slot]))
      digest.counts.append(UInt64(window.keyboard.downDown.histogram[slot]))
      digest.counts.append(UInt64(window.keyboard.downUp.histogram[slot]))
    }
    digest.numbers = [window.pointer.path]
    for moments in [
      window.pointer.speed.moments, window.keyboard.hold.moments,
      window.keyboard.downDown.moments, window.keyboard.downUp.moments,
      window.keyboard.upDown.moments, window.keyboard.upUp.moments,
    ] {
      digest.numbers += [moments.count, moments.mean ?? 0, moments.deviation ?? 0]
    }
    digests.append(digest)
  }
}

/// The same parts in C.
final class CRoad {
  private var core: OpaquePointer?
  private var digests = CDigests()

  /// Kept by the C core, which hands windows over one by one.
  private final class CDigests {
    var isKeeping = false
    var count = 0
    var digests: [Digest] = []
  }

  init(keepsDigests: Bool) {
    digests.isKeeping = keepsDigests
    var kinds = [UInt8](repeating: 0, count: 128)
    for code in 1..<128 {
      guard let kind = KeyKind(code: UInt16(code)) else { continue }
      kinds[code] = kind.keyClass.rawValue << 4 | kind.zone.rawValue
    }
    let sink = core_sink(context: Unmanaged.passUnretained(digests).toOpaque()) { context, window in
      guard let context, let window else { return }
      let digests = Unmanaged<CDigests>.fromOpaque(context).takeUnretainedValue()
      digests.count += 1
      if digests.isKeeping { digests.digests.append(CRoad.digest(of: window.pointee)) }
    }
    let limits = core_limits(
      bin: PointerStatistics.bin, pause: PointerStatistics.pause, rest: PointerStatistics.rest)
    core = core_create(SwiftRoad.windowLength, limits, kinds, sink)
  }

  deinit { core_free(core) }

  var windows: Int { digests.count }
  var compared: [Digest] { digests.digests }

  func take(_ stream: borrowing InputStream) {
    stream.events.withUnsafeBytes { bytes in
      let events = bytes.assumingMemoryBound(to: core_event.self)
      guard let base = events.baseAddress else { return }
      for run in stream.runs {
        core_take(core, run.device, base + run.range.lowerBound, run.range.count)
      }
    }
  }

  func stop() { core_stop(core) }

  private static func digest(of window: core_window) -> Digest {
    var digest = Digest()
    digest.counts = [
      UInt64(window.start), window.keyboard_used, window.pointer_used, window.presses,
      window.clicks,
    ]
    digest.counts += array(window.classes, UInt64.self)
    digest.counts += array(window.zones, UInt64.self)
    digest.counts += array(window.speed.buckets, UInt32.self).map(UInt64.init)
    let times = [window.hold, window.down_down, window.down_up].map {
      array($0.buckets, UInt32.self).map(UInt64.init)
    }
    for slot in 0..<448 { digest.counts += [times[0][slot], times[1][slot], times[2][slot]] }
    digest.numbers = [window.path]
    for moments in [
      window.speed.moments, window.hold.moments, window.down_down.moments,
      window.down_up.moments, window.up_down, window.up_up,
    ] {
      let deviation =
        moments.count > 1 ? (max(moments.sum2, 0) / (moments.count - 1)).squareRoot() : 0
      digest.numbers += [moments.count, moments.mean, deviation]
    }
    return digest
  }

  /// A C array, which Swift sees as a tuple.
  private static func array<Tuple, Element>(_ tuple: Tuple, _: Element.Type) -> [Element] {
    withUnsafeBytes(of: tuple) { Array($0.bindMemory(to: Element.self)) }
  }
}
