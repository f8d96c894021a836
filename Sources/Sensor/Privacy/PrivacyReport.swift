internal import BehaviorFeatures
internal import CommandLineKit
public import FeatureLog
internal import Glibc
public import Settings

/// What a person should know of the sensing on this machine: what is recorded and what never is, where it
/// lies and who can read it, and what they can do about it. Read from the configuration and the folders,
/// whether a sensor runs or not.
public struct PrivacyReport {
  private let configuration: Configuration
  private let folders: [LogFolderFacts]
  private let pause: Pause?
  private let consent: Consent?

  /// - Parameters:
  ///   - logFolders: those to tell of.
  ///   - stateFolders: where a pause or a consent may stand.
  public init(_ configuration: Configuration, logFolders: [String], stateFolders: [String]) {
    self.configuration = configuration
    folders = logFolders.map { LogFolderFacts($0) }
    pause = stateFolders.lazy.compactMap { PauseFile(folder: $0).read() }.first
    consent = stateFolders.lazy.compactMap { ConsentFile(folder: $0).read() }.first
  }

  static let never = [
    "which key was pressed: no text, no password", "the order or the time of keys",
    "the pointer's way over the screen",
    "screen, windows, programs, clipboard, sound, camera, network",
  ]

  static let remedies: [(command: String, meaning: String)] = [
    ("tactus pause [TIME]", "sense nothing for a while, or until it is resumed"),
    ("tactus resume", "sense again"),
    ("tactus erase --since TIME | --all", "remove records"),
    ("tactus consent [--withdraw]", "agree to sensing, or take it back"),
    ("tactus view --full", "see what is recorded"),
  ]

  static func recorded(_ group: Feature.Group) -> String {
    switch group {
    case .keyboard:
      "how keys are held, follow each other and are corrected, by kind of key and over 50 keystrokes "
        + "at least"
    case .pointer: "how the pointer moves: speed, straightness, smoothness, pauses"
    case .click: "how buttons are clicked, held and dragged with"
    case .scroll: "how much and how evenly is scrolled"
    case .session: "how long one is active, and how the hand goes between keyboard and pointer"
    }
  }

  private static func count(_ group: Feature.Group) -> Int {
    FeatureTable.all.count { $0.group == group }
  }

  private var heartbeatText: String {
    let settings = configuration.heartbeat
    guard settings.isEnabled else { return "off" }
    let target = (try? settings.target())?.description ?? "a URL that can't be used"
    let fields = settings.fields.map(\.argument).joined(separator: ", ")
    return "\(target) every \(settings.interval): that the sensor works"
      + (fields.isEmpty ? ", and nothing else" : ", and \(fields)") + "; nothing that was sensed"
  }

  private var keptText: String {
    guard configuration.logRotate == .auto else {
      return "until somebody removes it (log_rotate: off)"
    }
    let age = configuration.logKeep == .zero ? "for ever" : "\(configuration.logKeep)"
    let size =
      configuration.logKeepSize.bytes == 0
      ? "" : ", or until older files take \(configuration.logKeepSize.argument)"
    return age + size
  }

  private var consentText: String {
    let required = configuration.requireConsent ? "required" : "not required"
    guard let consent else { return "\(required), and none is given" }
    let isOld = consent.noticeVersion < Consent.noticeVersion ? ", to an older notice" : ""
    return "\(required); given by \(consent.user) on \(consent.given)\(isOld)"
  }
}

extension PrivacyReport {
  public func lines(style: TextStyle) -> [String] {
    var rows: [(String, String)] = []
    func add(_ name: String, _ texts: [String]) {
      for (index, text) in texts.enumerated() { rows.append((index == 0 ? name : "", text)) }
    }
    add(
      "recorded",
      Feature.Group.allCases.map {
        "\($0.rawValue): \(Self.recorded($0)) (\(Self.count($0)) features)"
      } + [
        "a record every \(configuration.window) in which there was something, with the login name"
      ])
    add("never", Self.never)
    for folder in folders { add("log", folder.lines) }
    add("kept", [keptText])
    add("pause", [pause?.text ?? "none"])
    add("consent", [consentText])
    add("heartbeat", [heartbeatText])
    let width = Self.remedies.map(\.command.count).max() ?? 0
    add(
      "you can",
      Self.remedies.map {
        DisplayText.leftAligned($0.command, to: width) + "  " + $0.meaning
      })
    return rows.map { name, text in
      style.dim(DisplayText.leftAligned(name, to: 10)) + "  " + DisplayText.sanitized(text)
    }
  }

  public var json: JSONValue {
    [
      "version": .integer(1),
      "recorded": .array(
        Feature.Group.allCases.map { group in
          [
            "group": .string(group.rawValue), "features": .integer(Self.count(group)),
            "meaning": .string(Self.recorded(group)),
          ]
        }),
      "never": .array(Self.never.map { .string($0) }),
      "logs": .array(folders.map(\.json)),
      "window_s": .integer(Int(configuration.window.microseconds / 1_000_000)),
      "kept_s": configuration.logRotate == .auto
        ? .integer(Int(configuration.logKeep.microseconds / 1_000_000)) : .null,
      "pause": pause.map(StatusDocument.told) ?? .null,
      "consent": [
        "required": .bool(configuration.requireConsent),
        "given": .optional(consent?.given), "user": .optional(consent?.user),
      ],
      "heartbeat": configuration.heartbeat.isEnabled
        ? .optional((try? configuration.heartbeat.target())?.description) : .null,
    ]
  }
}
