public import Glibc
public import OperationalLog

extension Configuration {
  /// No configuration comes near this; more is a file that was named by mistake.
  private static let largestFile = 1 << 20

  /// The configuration by all sources: defaults, then the file, then the command line.
  ///
  /// - Parameters:
  ///   - file: the file that the user named. Where nil, ``defaultFile`` is read if it is there.
  ///   - options: what the command line says.
  public static func load(
    file: String?, options: ConfigurationChanges, defaultFile: String = Configuration.defaultFile,
    environment: (String) -> String? = environmentVariable, user: uid_t = geteuid()
  ) throws(ConfigurationError) -> Configuration {
    let folder = defaultLogDirectory(environment: environment, user: user)
    var configuration = try load(
      over: Configuration(logDirectory: folder ?? ""), file, options, defaultFile, environment, user
    )
    guard !configuration.logDirectory.isEmpty else {
      throw ConfigurationError(
        message: "no home folder is known to keep logs in: name a folder with --log-dir")
    }
    if configuration.runtimeDirectory.isEmpty {
      configuration.runtimeDirectory = defaultRuntimeDirectory(
        configuration.logDirectory, environment)
    }
    if configuration.stateDirectory.isEmpty {
      configuration.stateDirectory =
        givenFolder("STATE_DIRECTORY", environment) ?? configuration.logDirectory
    }
    return configuration
  }

  /// A folder that systemd made (`RuntimeDirectory=`), else one in the log folder, which belongs to one
  /// sensor alone.
  private static func defaultRuntimeDirectory(
    _ logDirectory: String, _ environment: (String) -> String?
  ) -> String {
    givenFolder("RUNTIME_DIRECTORY", environment) ?? logDirectory + "/run"
  }

  /// The first folder that systemd made by one of its settings.
  private static func givenFolder(
    _ variable: String, _ environment: (String) -> String?
  ) -> String? {
    let given = environment(variable)?.prefix { $0 != ":" } ?? ""
    return given.hasPrefix("/") ? String(given) : nil
  }

  /// Only what says where the heartbeat goes and how, for a program that has no log folder.
  ///
  /// - Parameters: as of ``load(file:options:defaultFile:environment:user:)``.
  public static func loadHeartbeat(
    file: String?, options: ConfigurationChanges, defaultFile: String = Configuration.defaultFile,
    environment: (String) -> String? = environmentVariable, user: uid_t = geteuid()
  ) throws(ConfigurationError) -> HeartbeatSettings {
    try load(
      over: Configuration(logDirectory: ""), file, options, defaultFile, environment, user
    ).heartbeat
  }

  private static func load(
    over defaults: Configuration, _ file: String?, _ options: ConfigurationChanges,
    _ defaultFile: String, _ environment: (String) -> String?, _ user: uid_t
  ) throws(ConfigurationError) -> Configuration {
    var configuration = defaults
    if let text = try read(file ?? defaultFile, isRequired: file != nil, user: user) {
      try changes(in: text, file: file ?? defaultFile).apply(to: &configuration)
    }
    // Other users see a program's arguments, but not its environment.
    if let url = environment("TACTUS_HEARTBEAT_URL") { configuration.heartbeat.url = url }
    options.apply(to: &configuration)
    if let contradiction = configuration.heartbeat.contradiction {
      throw ConfigurationError(message: contradiction)
    }
    return configuration
  }

  /// What the text of a configuration file says; `file` is its name in messages.
  static func changes(
    in text: [UInt8], file: String
  ) throws(ConfigurationError) -> ConfigurationChanges {
    do {
      return try YAMLDecoder().decode(ConfigurationChanges.self, from: text)
    } catch {
      let place = "\(file):\(error.position.line):\(error.position.column)"
      throw ConfigurationError(message: "\(place): \(error.message)")
    }
  }

  /// A folder that systemd made (`LogsDirectory=`), the system's for root, else the user's own by
  /// the XDG rules, which say that a relative path is to be ignored.
  static func defaultLogDirectory(
    environment: (String) -> String?, user: uid_t
  ) -> String? {
    func absolute(_ path: Substring?) -> String? {
      path.flatMap { $0.hasPrefix("/") ? String($0) : nil }
    }
    if let given = absolute(environment("LOGS_DIRECTORY")?.prefix { $0 != ":" }) { return given }
    if user == 0 { return "/var/log/tactus" }
    if let state = absolute(environment("XDG_STATE_HOME")?[...]) { return state + "/tactus" }
    return absolute(environment("HOME")?[...]).map { $0 + "/.local/state/tactus" }
  }

  /// The bytes of a file that can be trusted, or nil where it isn't there and need not be.
  private static func read(
    _ path: String, isRequired: Bool, user: uid_t
  ) throws(ConfigurationError) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else {
      if errno == ENOENT, !isRequired { return nil }
      throw ConfigurationError(
        message: "\(path): cannot be read: \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw ConfigurationError(
        message: "\(path): cannot be read: \(String(cString: strerror(errno)))")
    }
    if let mistrust = mistrust(mode: status.st_mode, owner: status.st_uid, user: user, path: path) {
      throw ConfigurationError(message: "\(path): \(mistrust)")
    }
    return try contents(descriptor, path)
  }

  /// Why a file may not decide what the sensor does: someone else could have written it. Only files
  /// have a say in this; a pipe or device was put there by who named it.
  static func mistrust(mode: mode_t, owner: uid_t, user: uid_t, path: String) -> String? {
    guard mode & S_IFMT == S_IFREG else { return nil }
    if mode & (S_IWGRP | S_IWOTH) != 0 {
      let who = mode & S_IWOTH != 0 ? "everyone" : "its group"
      return "can be changed by \(who), so it isn't used: run 'chmod go-w \(path)'"
    }
    if owner != 0, owner != user {
      return "belongs to another user (\(owner)), so it isn't used: run 'chown root \(path)'"
    }
    return nil
  }

  private static func contents(
    _ descriptor: Int32, _ path: String
  ) throws(ConfigurationError) -> [UInt8] {
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 14)
    while bytes.count <= largestFile {
      let count = Glibc.read(descriptor, &block, block.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw ConfigurationError(
          message: "\(path): cannot be read: \(String(cString: strerror(errno)))")
      }
      if count == 0 { return bytes }
      bytes += block[..<count]
    }
    throw ConfigurationError(message: "\(path): larger than 1 MiB: this is no configuration file")
  }
}
