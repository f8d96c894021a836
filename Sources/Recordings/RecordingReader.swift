import InputEvents

/// Reads one device's recording: an evemu file, with our own lines or without.
///
/// The head is read at once, the events one by one, in constant memory. What cannot be right is
/// refused with file and line: malformed lines, times that run backwards, events of codes that the
/// device does not have. A file without `B:` lines is read twice, first to learn its codes.
public final class RecordingReader {
  public let path: String
  public let header: RecordingHeader

  private var stream: RecordedStream

  public init(path: String) throws(RecordingError) {
    var scanner = try LineScanner(path: path)
    var head = try RecordingHead(&scanner)
    stream = RecordedStream(scanner, head.header)
    if head.header.device.codes.isEmpty { head.header.device.codes = try stream.learnCodes() }
    self.path = path
    header = head.header
  }

  /// The next item in the file's order; nil at its end.
  public func next() throws(RecordingError) -> RecordedItem? { try stream.next() }
}

/// The part of a recording behind its head: `E:` lines and our lines of gaps.
private struct RecordedStream: ~Copyable {
  private var scanner: LineScanner
  /// What the device can send; nil while that is being learned.
  private var declared: DeclaredCodes?
  private let start: Int64
  private var lastTime: Int64 = 0
  /// The head ends where the first of our lines begins, so that one has been advanced to already.
  private var isOnFirstLine = true
  /// The events of a frame, which are known when its end is; what has been handed out of them; and
  /// what came behind them that is no event.
  private var frame: [KernelEvent] = []
  private var position = 0
  private var afterFrame: RecordedItem?
  /// A device that never ends a frame must not fill the memory.
  private static let longestFrame = 1_024

  init(_ scanner: consuming LineScanner, _ header: RecordingHeader) {
    self.scanner = scanner
    declared = DeclaredCodes(header.device.codes)
    start = header.start ?? 0
  }

  /// The codes of all events; the next one is the first again.
  mutating func learnCodes() throws(RecordingError) -> [UInt16: Set<UInt16>] {
    declared = nil
    var codes: [UInt16: Set<UInt16>] = [:]
    while let item = try next() {
      if case .event(let event) = item, event.type != EventType.synchronization {
        codes[event.type, default: []].insert(event.code)
      }
    }
    try scanner.rewind()
    _ = try RecordingHead(&scanner)
    declared = DeclaredCodes(codes)
    (lastTime, isOnFirstLine) = (0, true)
    (position, afterFrame) = (0, nil)
    frame.removeAll()
    return codes
  }

  mutating func next() throws(RecordingError) -> RecordedItem? {
    if position == frame.count, afterFrame == nil { try readFrame() }
    guard position < frame.count else {
      defer { afterFrame = nil }
      return afterFrame
    }
    defer { position += 1 }
    return .event(frame[position])
  }

  private mutating func readFrame() throws(RecordingError) {
    frame.removeAll(keepingCapacity: true)
    position = 0
    while frame.count < Self.longestFrame, let item = try nextLine() {
      guard case .event(let event) = item else {
        afterFrame = item
        break
      }
      frame.append(event)
      if event.type == EventType.synchronization, event.code == EventCode.synReport { break }
    }
    var events = frame.mutableSpan
    KernelEvent.markForcedReleases(in: &events)
  }

  private mutating func nextLine() throws(RecordingError) -> RecordedItem? {
    while try goToNextLine() {
      if scanner.skip(UInt8(ascii: "E")) { return .event(try event()) }
      switch scanner.first {
      case UInt8(ascii: "#"):
        if scanner.skip(RecordingFormat.directive), let item = try ownLine() { return item }
      case 0: break
      case let letter where RecordingHead.letters.contains(letter):
        throw scanner.error(.headerAfterEvents)
      default: throw scanner.error(.unknownLine)
      }
    }
    return nil
  }

  private mutating func goToNextLine() throws(RecordingError) -> Bool {
    if isOnFirstLine {
      isOnFirstLine = false
      return !scanner.isAtEnd
    }
    return try scanner.advance()
  }

  @inline(__always)
  private mutating func event() throws(RecordingError) -> KernelEvent {
    guard scanner.skip(UInt8(ascii: ":")), scanner.skip(UInt8(ascii: " ")), let time = try time(),
      scanner.skip(UInt8(ascii: " ")), let type = scanner.hexadecimal(),
      scanner.skip(UInt8(ascii: " ")), let code = scanner.hexadecimal(),
      scanner.skip(UInt8(ascii: " ")), let value = scanner.integer(), scanner.isAtBlank
    else {
      throw scanner.error(.malformed(line: "E", form: "E: seconds.microseconds type code value"))
    }
    guard declared?.contains(type, code) ?? true else {
      throw scanner.error(.undeclared(type: type, code: code))
    }
    return KernelEvent(time: start + time, type: type, code: code, value: value)
  }

  /// Seconds, a point and six digits, not before the time of the line before; nil if malformed.
  @inline(__always)
  private mutating func time(mayStepBack: Bool = false) throws(RecordingError) -> Int64? {
    guard let seconds = scanner.digits(), seconds.count <= 12,
      scanner.skip(UInt8(ascii: ".")), let microseconds = scanner.digits()
    else { return nil }
    guard microseconds.count == 6 else { throw scanner.error(.microseconds) }
    let time = seconds.value * 1_000_000 + microseconds.value
    guard time >= lastTime || mayStepBack else { throw scanner.error(.backwards) }
    lastTime = time
    return time
  }

  /// What stands behind `# tactus:`; nil for a step of the clock, which the times themselves show.
  private mutating func ownLine() throws(RecordingError) -> RecordedItem? {
    if scanner.skip(" end at=") {
      guard let time = try time(), scanner.isAtLineEnd else {
        throw scanner.error(
          .malformed(line: "tactus", form: "# tactus: end at=seconds.microseconds"))
      }
      return .end(time: start + time)
    }
    guard scanner.skip(" gap=") else { throw scanner.error(.headerAfterEvents) }
    let label = scanner.word()
    let cause = GapCause.allCases.first { $0.label == label }
    guard let cause, cause != .dropped, scanner.skip(" at="),
      let time = try time(mayStepBack: cause == .clock), scanner.isAtLineEnd
    else {
      throw scanner.error(
        .malformed(
          line: "tactus",
          form: "# tactus: gap=removed|suspended|grabbed|clock at=seconds.microseconds"))
    }
    return cause == .clock ? nil : .gap(cause, time: start + time)
  }
}

/// The keys, buttons and axes of a device as bits, for a look at every event.
private struct DeclaredCodes {
  private static let types = EventType.key...EventType.absolute
  private static let wordsPerType = 0x300 / 64
  private var bits = [UInt64](repeating: 0, count: types.count * wordsPerType)

  init(_ codes: [UInt16: Set<UInt16>]) {
    for type in Self.types {
      for code in codes[type] ?? [] where code < 0x300 {
        bits[Self.word(type, code)] |= 1 << UInt64(code % 64)
      }
    }
  }

  /// Types other than keys and axes carry no features, and the kernel sends some without declaring
  /// them (the repeat rate): they are always contained.
  @inline(__always)
  func contains(_ type: UInt16, _ code: UInt16) -> Bool {
    guard Self.types.contains(type) else { return true }
    return code < 0x300 && bits[Self.word(type, code)] >> UInt64(code % 64) & 1 == 1
  }

  @inline(__always)
  private static func word(_ type: UInt16, _ code: UInt16) -> Int {
    Int(type - types.lowerBound) * wordsPerType + Int(code / 64)
  }
}
