import Glibc
import InputEvents

/// Writes one device's recording: an evemu file that every reader of that format takes, with what
/// else is known in comment lines.
///
/// Keys are obfuscated where the header says so, so that no file can claim it and not be. Lines are
/// written whole, in blocks; ``close()`` or ``flush()`` writes what is left.
public final class RecordingWriter {
  public let path: String
  public let header: RecordingHeader

  private let descriptor: Int32
  private var obfuscator: KeyObfuscator?
  private let start: Int64
  private var lastTime: Int64
  private var buffer: [UInt8] = []
  /// How much of the file is whole lines.
  private var size = 0
  private var isOpen = true

  private static let blockSize = 32_768

  /// Creates the file, readable to its owner alone: even without keys it shows when someone typed.
  public init(path: String, header: RecordingHeader) throws(RecordingError) {
    self.path = path
    var header = header
    if header.isObfuscated {
      header.device = header.device.declaringWholeKeyKinds
      obfuscator = KeyObfuscator(header.device)
    }
    self.header = header
    start = header.start ?? 0
    lastTime = start
    descriptor = unsafe Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw RecordingError(
        file: path, line: nil, problem: .system(action: "create the recording", code: errno))
    }
    buffer.reserveCapacity(Self.blockSize + 4096)
    buffer += header.lines.utf8
  }

  deinit {
    if isOpen {
      try? flush()
      Glibc.close(descriptor)
    }
  }

  /// Adds the next item of the device. Dropped events and a clock that stepped back are known from
  /// the events themselves, so gaps of these causes add no line.
  public func append(_ item: RecordedItem) throws(RecordingError) {
    switch item {
    case .event(let event):
      guard let event = obfuscator == nil ? event : obfuscator?.obfuscate(event) else { return }
      try append(event)
    case .gap(let cause, let time):
      obfuscator?.forget()
      guard cause != .dropped, cause != .clock else { return }
      try checkTime(time)
      append(gap: cause, at: time)
    case .end(let time):
      try checkTime(time)
      append(directive: "end", at: time)
    }
    if buffer.count >= Self.blockSize { try flush() }
  }

  /// Writes every line added so far.
  public func flush() throws(RecordingError) {
    var written = 0
    while written < buffer.count {
      let count = retrying {
        unsafe buffer.withUnsafeBytes { bytes in
          let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[written...])
          return unsafe write(descriptor, rest.baseAddress, rest.count)
        }
      }
      guard count >= 0 else {
        let code = errno
        // A line cut in two would read as another event.
        _ = ftruncate(descriptor, size)
        _ = lseek(descriptor, size, SEEK_SET)
        throw RecordingError(
          file: path, line: nil, problem: .system(action: "write the recording", code: code))
      }
      written += count
    }
    size += written
    buffer.removeAll(keepingCapacity: true)
  }

  /// Writes what is left and closes the file.
  public func close() throws(RecordingError) {
    guard isOpen else { return }
    try flush()
    isOpen = false
    guard Glibc.close(descriptor) == 0 else {
      throw RecordingError(
        file: path, line: nil, problem: .system(action: "close the recording", code: errno))
    }
  }

  // MARK: Lines

  private func append(_ event: KernelEvent) throws(RecordingError) {
    let time = event.time
    try checkTime(time)
    buffer += "E: ".utf8
    append(time: time)
    for number in [event.type, event.code] {
      buffer.append(UInt8(ascii: " "))
      buffer.append(hexadecimal: number, digits: 4)
    }
    buffer.append(UInt8(ascii: " "))
    // The frame's end marks a forced release; the file has what the kernel sent.
    let isForced = event.type == EventType.key && event.value == KernelEvent.forcedRelease
    let value = isForced ? 0 : event.value
    // Padded to four places, the sign being one of them.
    if value < 0 { buffer.append(UInt8(ascii: "-")) }
    buffer.append(decimal: UInt64(value.magnitude), digits: value < 0 ? 3 : 4)
    buffer.append(UInt8(ascii: "\n"))
  }

  /// Readers take times that run backwards for a mistake, unless a line says that it is none.
  private func checkTime(_ time: Int64) throws(RecordingError) {
    guard time >= start else { throw RecordingError(file: path, line: nil, problem: .beforeStart) }
    if time < lastTime { append(gap: .clock, at: time) }
  }

  private func append(gap cause: GapCause, at time: Int64) {
    append(directive: "gap=\(cause.label)", at: time)
  }

  private func append(directive: String, at time: Int64) {
    buffer += "\(RecordingFormat.directive) \(directive) at=".utf8
    append(time: time)
    buffer.append(UInt8(ascii: "\n"))
  }

  private func append(time: Int64) {
    lastTime = time
    let (seconds, microseconds) = UInt64(time - start).quotientAndRemainder(dividingBy: 1_000_000)
    buffer.append(decimal: seconds, digits: 1)
    buffer.append(UInt8(ascii: "."))
    buffer.append(decimal: microseconds, digits: 6)
  }
}

extension RecordingHeader {
  /// The head of the file, in the order that evemu demands.
  fileprivate var lines: String {
    var lines = ["# EVEMU \(RecordingFormat.evemuVersion)"]
    lines += pairs.map { "\(RecordingFormat.directive) \($0)=\($1)" }
    // A name is one line; the kernel takes whatever the device says.
    lines.append(
      "N: " + String(decoding: device.name.utf8.map { $0 < 32 ? 32 : $0 }, as: UTF8.self))
    let identity = [device.bus, device.vendor, device.product, device.version]
    lines.append("I: " + identity.map { hexadecimal($0, digits: 4) }.joined(separator: " "))
    lines.append("P: " + bits(of: device.properties, from: 0))
    for (type, count) in RecordingFormat.codeCounts {
      let codes =
        type == EventType.synchronization ? [0, 1, EventCode.synDropped] : device.codes[type] ?? []
      for first in stride(from: 0, to: count, by: 64) {
        lines.append("B: \(hexadecimal(type, digits: 2)) " + bits(of: codes, from: first))
      }
    }
    for (code, axis) in device.axes.sorted(by: { $0.key < $1.key }) {
      let numbers = [axis.minimum, axis.maximum, axis.fuzz, axis.flat, axis.resolution]
      lines.append(
        "A: \(hexadecimal(code, digits: 2)) " + numbers.map(String.init).joined(separator: " "))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private var pairs: [(String, String)] {
    let pairs: [(String, String?)] = [
      ("version", String(RecordingFormat.version)),
      ("obfuscated", isObfuscated ? "yes" : "no"),
      ("start", start.map { String($0) }),
      ("wall", wall?.description),
      ("order", order.map { String($0) }),
      ("provenance", provenance?.label),
      ("seat", seat),
      ("dpi", device.dotsPerInch.map { String($0) }),
    ]
    return pairs.compactMap { key, value in value.map { (key, $0) } }
  }
}

/// 64 bits from `first` on, as eight bytes, the lowest bit of the first one first.
private func bits(of codes: Set<UInt16>, from first: Int) -> String {
  let bytes = (0..<8).map { byte in
    (0..<8).reduce(0 as UInt16) { bits, bit in
      codes.contains(UInt16(first + byte * 8 + bit)) ? bits | 1 << bit : bits
    }
  }
  return bytes.map { hexadecimal($0, digits: 2) }.joined(separator: " ")
}

private func hexadecimal(_ number: UInt16, digits: Int) -> String {
  var bytes: [UInt8] = []
  bytes.append(hexadecimal: number, digits: digits)
  return String(decoding: bytes, as: UTF8.self)
}

extension [UInt8] {
  fileprivate mutating func append(hexadecimal number: UInt16, digits: Int) {
    for digit in (0..<digits).reversed() {
      let value = UInt8(number >> (4 * digit) & 15)
      append(value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10)
    }
  }

  /// At least so many digits.
  fileprivate mutating func append(decimal number: UInt64, digits: Int) {
    var divisor: UInt64 = 1
    for _ in 1..<digits { divisor *= 10 }
    while number / divisor >= 10 { divisor *= 10 }
    while divisor > 0 {
      append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
      divisor /= 10
    }
  }
}
