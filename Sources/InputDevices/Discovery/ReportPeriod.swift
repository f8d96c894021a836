import InputEvents

/// How the host polls a USB input device.
public struct USBPolling: Sendable, Equatable {
  /// The shortest `interval` of the interface's interrupt-IN endpoints, in microseconds.
  public var interval: Int64?
  /// The `mousepoll`, `kbpoll` and `jspoll` parameters of the usbhid module that are set: they take
  /// the place of the descriptor's interval, which sysfs goes on showing.
  public var overrides: [Int]
  /// Whether the bus counts in microframes of 125 µs (high speed and above), not in milliseconds.
  public var isHighSpeed: Bool

  public init(interval: Int64?, overrides: [Int] = [], isHighSpeed: Bool = false) {
    self.interval = interval
    self.overrides = overrides
    self.isHighSpeed = isHighSpeed
  }
}

/// The shortest time between two reports that a kind of hardware permits, in microseconds.
///
/// A limit, not an estimate: it lets the reader leave events in the kernel's queue from the very
/// first on, before the device has shown how fast it is.
enum ReportPeriod {
  /// The fastest that any bus here can be polled: one USB microframe. For what is not known.
  static let shortest: Int64 = 125

  static func minimum(for provenance: Provenance, polling: USBPolling?) -> Int64 {
    switch provenance {
    case .usb: polling.flatMap(minimum) ?? shortest
    // One byte of 11 bits at the fastest clock that PS/2 permits, 16.7 kHz; a report has at least one.
    case .serio: 660
    case .bluetooth: 1000
    case .i2c, .virtual, .other: shortest
    }
  }

  private static func minimum(_ polling: USBPolling) -> Int64? {
    guard let interval = polling.interval else { return nil }
    let overrides = polling.overrides.filter { $0 > 0 }.map { value in
      // As the kernel turns a bInterval into time: an exponent at high speed, milliseconds below.
      polling.isHighSpeed ? shortest << Int64(min(value, 16) - 1) : Int64(value) * 1000
    }
    return max(([interval] + overrides).min() ?? shortest, shortest)
  }

  /// Reads an endpoint's `interval` as sysfs prints it: `8ms`, `125us`.
  static func microseconds(_ text: String) -> Int64? {
    let number = text.prefix { $0.isASCII && $0.isNumber }
    guard let value = Int64(number), value > 0, value < 1_000_000 else { return nil }
    switch text.dropFirst(number.count).prefix(2) {
    case "ms": return value * 1000
    case "us": return value
    default: return nil
    }
  }
}
