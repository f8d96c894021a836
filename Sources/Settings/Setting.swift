public import CommandLineKit

/// One key of the configuration file, which is one option of `tactus run` too: both are made from
/// the same entry of ``all``, and read values by the same rule.
public struct Setting: Sendable {
  /// As the configuration file has it: `log_dir`.
  public let key: String
  /// The key of the section that it stands in; nil for the top of the file.
  public let section: String?
  /// As the command line of `tactus run` has it, without dashes: `log-dir`, `heartbeat-url`.
  public let option: String
  public let heading: String
  public let placeholder: String
  public let help: String
  /// What a good value is, to end the sentence "expected …".
  public let expectation: String
  /// The words that it takes, where they are few.
  public let choices: [String]
  /// Nil where there is none, or where it depends on who runs the sensor.
  public let defaultText: String?
  /// Whether it is a switch, which the command line has as `--option` and `--no-option`.
  public let isSwitch: Bool
  /// Whether a configuration file may give it as a list.
  let isList: Bool
  let read: @Sendable (String) -> Reading
  /// The setting's value as text that ``read`` takes.
  let text: @Sendable (Configuration) -> String

  /// What became of a text.
  enum Reading {
    case change(ConfigurationChanges.Change)
    /// Why it isn't a value, where more can be said than what was expected.
    case refusal(String?)
  }

  init<Value: ArgumentValue>(
    _ key: String, _ path: any WritableKeyPath<Configuration, Value> & Sendable,
    in section: String? = nil, option: String? = nil, under heading: String,
    _ placeholder: String, _ help: String,
    _ limits: Limits<Value> = Limits(Value.expectation) { (_: Value) in true }
  ) {
    self.key = key
    self.section = section
    let name = (section.map { $0 + "_" } ?? "") + key
    self.option = option ?? name.split(separator: "_").joined(separator: "-")
    isSwitch = Value.self == Bool.self
    isList = Value.self is any ListValue.Type
    self.heading = heading
    self.placeholder = placeholder
    self.help = help
    expectation = limits.expectation
    choices = Value.choices
    let standard = Configuration(logDirectory: "")[keyPath: path].argument
    defaultText = standard.isEmpty ? nil : standard
    read = { text in
      guard let value = Value(argument: text) else { return .refusal(nil) }
      switch limits.check(value) {
      case .allowed: return .change { $0[keyPath: path] = value }
      case .refused(let reason): return .refusal(reason)
      }
    }
    self.text = { $0[keyPath: path].argument }
  }

  /// Which values of a type are allowed, and how a message says so.
  struct Limits<Value>: Sendable {
    enum Verdict {
      case allowed
      case refused(String?)
    }

    let expectation: String
    let check: @Sendable (Value) -> Verdict

    init(_ expectation: String, allow: @escaping @Sendable (Value) -> Bool) {
      self.expectation = expectation
      check = { allow($0) ? .allowed : .refused(nil) }
    }

    /// - Parameter problem: what is wrong with a value, nil for nothing.
    init(_ expectation: String, problem: @escaping @Sendable (Value) -> String?) {
      self.expectation = expectation
      check = { value in problem(value).map { .refused($0) } ?? .allowed }
    }
  }

  public static let all: [Setting] = logs + privacy + sensing + heartbeat + metrics

  /// Those that say where a sensor's files lie.
  public static let places = (logs + privacy).filter {
    ["log_dir", "runtime_dir", "state_dir"].contains($0.key)
  }

  private static let sensing: [Setting] = [
    Setting(
      "window", \.window, under: "Sensing", "TIME", "length of a window, 1s to 1h",
      Limits(WindowLength.expectation, allow: WindowLength.allows)),
    Setting(
      "seat", \.seat, under: "Sensing", "SEAT", "seat whose devices are read, or 'all'"),
    Setting(
      "virtual_devices", \.virtualDevices, under: "Sensing", "CHOICE",
      "'include' or 'exclude' devices that programs make, such as remappers' and injectors'"),
    Setting(
      "keyboard_read_period", \.keyboardReadPeriod, under: "Sensing", "TIME",
      "how long keyboard events may wait before they are read, 1ms to 200ms",
      duration(.milliseconds(1), .milliseconds(200))),
    Setting(
      "grab_check", \.grabCheck, under: "Sensing", "TIME",
      "how often to look for devices that another program grabbed, 1s to 1d; 0 for never",
      durationOrZero(.seconds(1), .days(1))),
    Setting(
      "real_time", \.realTime, under: "Scheduling", "CHOICE",
      "'auto' asks for real-time scheduling and goes on without where it is refused; 'off' "
        + "doesn't ask"),
    Setting(
      "priority", \.priority, under: "Scheduling", "N", "real-time priority to ask for, 1 to 99",
      Limits("a whole number from 1 to 99") { (1...99).contains($0) }),
  ]

  static func duration(_ least: TimeSpan, _ most: TimeSpan) -> Limits<TimeSpan> {
    Limits("a duration with its unit, from \(least) to \(most)") { $0 >= least && $0 <= most }
  }

  static func durationOrZero(_ least: TimeSpan, _ most: TimeSpan) -> Limits<TimeSpan> {
    Limits("0, or a duration with its unit, from \(least) to \(most)") {
      $0 == .zero || ($0 >= least && $0 <= most)
    }
  }
}

/// A value made of several.
private protocol ListValue {}
extension Array: ListValue where Element: ArgumentValue {}

extension Setting {
  /// An option for each setting, for a command whose values keep the changes at `path`.
  public static func parameters<Values>(
    of settings: [Setting] = all, name: (Setting) -> String = \.option,
    _ path: any WritableKeyPath<Values, ConfigurationChanges> & Sendable
  ) -> [Parameter<Values>] {
    settings.flatMap { setting in
      group(setting.heading, [setting.parameter(name(setting), path)])
    }
  }

  private func parameter<Values>(
    _ name: String, _ path: any WritableKeyPath<Values, ConfigurationChanges> & Sendable
  ) -> Parameter<Values> {
    if isSwitch {
      return .flag(name, help, default: defaultText == "true" ? "on" : "off") { values, isOn in
        _ = values[keyPath: path].set(self, to: String(isOn))
      }
    }
    return .option(
      name, placeholder, help, default: defaultText, expectation: expectation, choices: choices,
      problem: { word in if case .refusal(let reason) = self.read(word) { reason } else { nil } },
      take: { values, word in values[keyPath: path].set(self, to: word) })
  }
}
