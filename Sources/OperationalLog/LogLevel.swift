public import CommandLineKit

/// How much a message matters, from what only a developer wants to what an administrator must see.
public enum LogLevel: String, ArgumentChoice, Comparable {
  case debug, info, warning, error

  /// The severity as syslog and the journal number it.
  public var syslogPriority: Int {
    switch self {
    case .debug: 7
    case .info: 6
    case .warning: 4
    case .error: 3
    }
  }

  public static func < (a: LogLevel, b: LogLevel) -> Bool { a.syslogPriority > b.syslogPriority }
}
