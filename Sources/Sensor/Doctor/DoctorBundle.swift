internal import FeatureLog
internal import Glibc
internal import InputDevices
internal import OperationalLog
public import Settings
internal import Status

/// What someone who looks into a mistake from afar wants to know of a machine, less what tells whose it is.
public struct DoctorBundle: Sendable {
  /// A file of the bundle.
  public struct Part: Sendable {
    public var name: String
    /// What it holds, in a sentence.
    public var meaning: String
    public var text: String
    /// It tells when someone was active: only with consent.
    public var isPersonal = false
  }

  public var parts: [Part] = []
  private var redaction = Redaction.current

  /// Looks at everything and changes nothing.
  ///
  /// - Parameters:
  ///   - file: the configuration file that the user named.
  ///   - options: what the command line says of the configuration.
  ///   - sockets: where a sensor may listen.
  public init(file: String?, options: ConfigurationChanges, sockets: [String]) {
    // First, for what it finds is taken out of everything else.
    let properties = redaction.properties(Self.properties())
    let abilities = redaction.properties(
      Self.text(of: "/proc/bus/input/devices") ?? "not told here\n")
    let (configuration, _) = Inspection.configuration(file: file, options: options)
    let findings = Inspection.run(file: file, options: options)
    add("versions.txt", "program, kernel, distribution and C library", Self.versions())
    add(
      "check.txt", "what `tactus check` finds",
      Self.joined(findings.lines(style: TextStyle(isEnabled: false))))
    add("devices.json", "what `tactus devices --json --all` tells", Self.devices())
    add("abilities.txt", "the kernel's list of input devices and their abilities", abilities)
    add("properties.txt", "udev's properties of the input devices", properties)
    add(
      "limits.txt", "the limits of this process", Self.text(of: "/proc/self/limits") ?? "not told\n"
    )
    let name = file ?? Configuration.defaultFile
    add(
      "configuration.yaml", "the configuration file, less addresses",
      Self.text(of: name) ?? "# no \(name): the defaults hold\n")
    add("status.json", "what the running sensor tells of itself", Self.status(sockets))
    guard let configuration else { return }
    add(
      "verify.txt", "what `tactus verify` says of the feature log; nothing that was sensed",
      Self.verification(of: configuration.logDirectory))
    let log = Self.operationalLog(in: configuration.logDirectory)
    add(
      "monitor.log",
      "the end of the operational log: it tells when windows were written, and so when "
        + "someone was active", log, isPersonal: true)
  }

  private mutating func add(
    _ name: String, _ meaning: String, _ text: String, isPersonal: Bool = false
  ) {
    parts.append(
      Part(name: name, meaning: meaning, text: redaction.apply(text), isPersonal: isPersonal))
  }

  /// What to put beside the parts, for who unpacks them.
  ///
  /// - Parameter recordings: the names of recordings that are in the bundle, too.
  public func readme(recordings: [String]) -> String {
    var lines = ["What 'tactus doctor' of tactus \(Version.text) found on a machine.", ""]
    let width = parts.map { DisplayText.width($0.name) }.max() ?? 0
    lines += parts.map { "\(DisplayText.leftAligned($0.name, to: width))  \($0.meaning)" }
    if !recordings.isEmpty {
      lines += [
        "", "Recorded input, each key replaced by a random one of its kind; times are exact:",
      ]
      lines += recordings.map { "  " + $0 }
      lines += ["", "To get the records of it: tactus replay recording/*.events"]
    }
    lines += [
      "",
      "Taken out: serial numbers, hardware addresses and other unique ids of devices, the names of",
      "host and user, what follows '://' in an address. Devices keep the names that they give themselves.",
      "Not in here: features, and anything that was typed.",
    ]
    return Self.joined(lines)
  }
}

// MARK: - What the parts say

extension DoctorBundle {
  private static func joined(_ lines: [String]) -> String { lines.map { $0 + "\n" }.joined() }

  private static func versions() -> String {
    var system = utsname()
    uname(&system)
    let machine = withUnsafeBytes(of: &system.machine) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    let release = (text(of: "/etc/os-release") ?? "").split(separator: "\n").first {
      $0.hasPrefix("PRETTY_NAME=")
    }
    return joined([
      "tactus \(Version.text)", "Linux \(Identifiers.kernel()) \(machine)",
      release.map { $0.dropFirst(12).filter { $0 != "\"" } } ?? "distribution unknown",
      "C library \(libraryVersion)",
      "process as \(geteuid() == 0 ? "root" : "a user")",
    ])
  }

  private static var libraryVersion: String {
    var text = [CChar](repeating: 0, count: 64)
    confstr(CInt(_CS_GNU_LIBC_VERSION), &text, text.count)
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8($0) }, as: UTF8.self)
  }

  private static func devices() -> String {
    do {
      return String(
        decoding: JSONValue.array(try DeviceSurvey.take().map(\.json)).lines, as: UTF8.self)
    } catch {
      return "\(error)\n"
    }
  }

  private static func properties() -> String {
    let nodes = (0..<256).map { "/dev/input/event\($0)" }.filter(CheckEnvironment.exists)
    guard !nodes.isEmpty else { return "no /dev/input/event*\n" }
    return nodes.map { (node) -> String in
      let told = HelperProgram.output(of: ["udevadm", "info", "--query=property", node])
      return "# \(node)\n" + (told ?? "udevadm tells nothing\n")
    }.joined(separator: "\n")
  }

  private static func status(_ sockets: [String]) -> String {
    var refusals: [String] = []
    for socket in sockets {
      do throws(StatusError) {
        return String(decoding: try StatusClient(path: socket).ask(.status), as: UTF8.self) + "\n"
      } catch {
        refusals.append("\(error)")
      }
    }
    return joined(refusals)
  }

  private static func verification(of folder: String) -> String {
    var findings: [String] = []
    var verifier = LogVerifier { if findings.count < 100 { findings.append("\($0)") } }
    do throws(FeatureLogError) {
      try verifier.verify(folder)
    } catch {
      return joined(findings + ["\(error)"])
    }
    return joined(findings + ["\(verifier.summary)"])
  }

  /// The last lines of the newest file.
  private static func operationalLog(in folder: String) -> String {
    guard let newest = try? LogFolder(path: folder).monitorLogs().last, let text = text(of: newest)
    else { return "no operational log in \(folder)\n" }
    return joined(text.split(separator: "\n").suffix(300).map(String.init))
  }

  /// A file's last megabyte; nil where it can't be read.
  private static func text(of path: String) -> String? {
    guard let file = fopen(path, "re") else { return nil }
    defer { fclose(file) }
    var (bytes, block): ([UInt8], [UInt8]) = ([], [UInt8](repeating: 0, count: 65_536))
    while true {
      let count = fread(&block, 1, block.count, file)
      guard count > 0 else { break }
      bytes += block[..<count]
      if bytes.count > 2 << 20 { bytes.removeFirst(bytes.count - (1 << 20)) }
    }
    return ferror(file) == 0 ? String(decoding: bytes, as: UTF8.self) : nil
  }
}
