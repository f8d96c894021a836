import Glibc

/// How a message becomes a line.
public enum LogLine {
  /// How standard error is read: by the journal, by a program or file, by a person.
  enum Style: Sendable, Equatable {
    case journal, plain, colored

    /// The journal says in `JOURNAL_STREAM` which file it listens to. Only where standard error
    /// still is that file does it read it; `2>file` keeps the variable and isn't the journal.
    static func detect(
      descriptor: Int32, environment: (String) -> String? = environmentVariable
    ) -> Style {
      var status = stat()
      if let stream = environment("JOURNAL_STREAM"), fstat(descriptor, &status) == 0,
        stream == "\(status.st_dev):\(status.st_ino)"
      {
        return .journal
      }
      let wantsNoColor = environment("NO_COLOR")?.isEmpty == false
      let canColor = isatty(descriptor) == 1 && environment("TERM") != "dumb"
      return canColor && !wantsNoColor ? .colored : .plain
    }
  }

  /// The line with its end. `stamp` is the time of the message, which the journal adds by itself.
  static func text(
    _ level: LogLevel, _ message: String, stamp: String, style: Style
  ) -> String {
    let message = escaped(message)
    switch style {
    case .journal: return "<\(level.syslogPriority)>\(message)\n"
    case .plain: return "\(stamp) \(level.label) \(message)\n"
    case .colored: return "\(stamp) \(level.color)\(level.label)\u{1B}[0m \(message)\n"
    }
  }

  /// `2026-11-23 23:05:00.123` in local time, for a time since 1970.
  static func stamp(_ time: timespec) -> String {
    let milliseconds = String(time.tv_nsec / 1_000_000)
    let padding = String(repeating: "0", count: 3 - milliseconds.count)
    return local(time, "%Y-%m-%d %H:%M:%S") + "." + padding + milliseconds
  }

  /// `monitor_20261123_230500.log`, by the local time at which the log was begun.
  static func fileName(_ begin: timespec) -> String { local(begin, "monitor_%Y%m%d_%H%M%S.log") }

  private static func local(_ time: timespec, _ format: String) -> String {
    var seconds = time.tv_sec
    var parts = tm()
    localtime_r(&seconds, &parts)
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
      let count = strftime(buffer.baseAddress, buffer.count, format, &parts)
      return String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
  }

  /// Whatever could end the line early, move the cursor of a terminal or turn the direction of text
  /// made visible: names of devices come from outside.
  public static func escaped(_ message: String) -> String {
    guard message.unicodeScalars.contains(where: \.isTreacherous) else { return message }
    var text = ""
    for scalar in message.unicodeScalars {
      switch scalar {
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where scalar.isTreacherous: text += "\\u{\(String(scalar.value, radix: 16))}"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}

extension Unicode.Scalar {
  fileprivate var isTreacherous: Bool {
    switch properties.generalCategory {
    // Format characters include the marks that reverse the direction of what follows.
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
}

extension LogLevel {
  /// Five columns, so that messages stand under each other.
  fileprivate var label: String {
    switch self {
    case .debug: "DEBUG"
    case .info: "INFO "
    case .warning: "WARN "
    case .error: "ERROR"
    }
  }

  fileprivate var color: String {
    switch self {
    case .debug: "\u{1B}[2m"
    case .info: "\u{1B}[32m"
    case .warning: "\u{1B}[33m"
    case .error: "\u{1B}[1;31m"
    }
  }
}
