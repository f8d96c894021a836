public import CommandLineKit
public import OperationalLog

/// What an administrator or user may decide about the sensor, every value checked.
///
/// What the command line says comes before what the configuration file says, and that before the
/// defaults. The environment decides nothing but where files go by default, and may hold the heartbeat's
/// URL (`TACTUS_HEARTBEAT_URL`, before the file), which may hold a password.
public struct Configuration: Sendable, Equatable {
  /// Where a configuration is looked for when none is named; it need not be there.
  public static let defaultFile = "/etc/tactus/tactus.yaml"

  /// The folder of the feature log and of the operational log's file.
  public var logDirectory: String
  /// How long a record may wait for the disk; zero for not at all.
  public var logSync = TimeSpan.seconds(1)
  public var logRotate = LogRotationChoice.auto
  /// The size at which a new file of the feature log is begun; zero for any.
  public var logRotateSize = ByteCount(bytes: 16 << 20)
  /// How long rotated files are kept; zero for ever.
  public var logKeep = TimeSpan.days(30)
  /// How much the rotated files may take together; zero for any amount.
  public var logKeepSize = ByteCount(bytes: 1 << 30)
  /// Rotated files go, the oldest first, where less than this is free; zero for never.
  public var logKeepFree = ByteCount(bytes: 0)
  /// The length of a window: a record is written for each. 1 second to 1 hour.
  public var window = WindowLength.standard
  /// One seat is one person; two people's behavior in one record would be nobody's.
  public var seat = SeatChoice.named("seat0")
  public var realTime = RealTimeChoice.auto
  /// The real-time priority to ask for, 1 to 99.
  public var priority = 50
  public var logLevel = LogLevel.info
  /// How often to look for devices that another program took for itself; zero for never.
  public var grabCheck = TimeSpan.seconds(30)
  /// How long keyboard events may wait in the kernel before they are read. Longer hides better when
  /// a key was struck; the kernel's stamps stay exact. 1 to 200 milliseconds.
  public var keyboardReadPeriod = TimeSpan.milliseconds(50)
  public var virtualDevices = VirtualDeviceChoice.include
  /// The folder of the status socket and of what the heartbeat leaves; empty for the service
  /// manager's, or else `run` in the log folder.
  public var runtimeDirectory = ""
  /// The folder of what a person says to the sensor: that it is to pause, and that it may sense; empty for
  /// the service manager's, or else the log folder.
  public var stateDirectory = ""
  /// Whether the sensor senses only while there is a person's consent in ``stateDirectory``.
  public var requireConsent = false
  public var heartbeat = HeartbeatSettings()
  public var metrics = MetricsSettings()

  /// The defaults.
  public init(logDirectory: String) { self.logDirectory = logDirectory }
}

/// The devices of which seat to read.
public enum SeatChoice: Sendable, Equatable, ArgumentValue {
  case all
  case named(String)

  public static var expectation: String { "'all' or a seat's name such as seat0" }

  /// Seat names are what systemd allows: `seat`, then letters, digits, `-` and `_`.
  public init?(argument: String) {
    if argument == "all" {
      self = .all
      return
    }
    let rest = argument.dropFirst(4)
    guard argument.hasPrefix("seat"), !rest.isEmpty, argument.utf8.count <= 255,
      rest.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") })
    else { return nil }
    self = .named(argument)
  }

  public var argument: String {
    switch self {
    case .all: "all"
    case .named(let name): name
    }
  }
}

/// Whether to ask for real-time scheduling. It is never required.
public enum RealTimeChoice: String, ArgumentChoice {
  case auto, off
}

/// Whether to read devices that programs make: remappers, injectors, remote desktops.
public enum VirtualDeviceChoice: String, ArgumentChoice {
  case include, exclude
}

/// A mistake in the configuration, or about its file.
public struct ConfigurationError: Error, Equatable, CustomStringConvertible {
  /// `EX_CONFIG` of `sysexits.h`: what a program exits with after telling of this mistake.
  public static let exitStatus: Int32 = 78

  /// The whole message: file, place, what is wrong and what to do.
  public var message: String

  public var description: String { message }
}
