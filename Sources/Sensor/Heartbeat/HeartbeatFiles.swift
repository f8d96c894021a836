internal import FeatureLog
internal import Glibc
internal import Settings
internal import Status

/// What the sensor and its heartbeat worker tell each other by files of the runtime folder.
struct HeartbeatFiles: Sendable, Equatable {
  private let folder: String
  let statisticsPath: String

  init(_ configuration: Configuration) {
    folder = configuration.runtimeDirectory
    let named = configuration.heartbeat.statisticsFile
    statisticsPath = named.isEmpty ? folder + "/heartbeat.json" : named
  }

  /// For the worker to read; JSON, which YAML takes.
  var settingsPath: String { folder + "/heartbeat.yaml" }
  var socketPath: String { folder + "/" + StatusRequest.socketName }

  /// The worker's account of its beats; nil where there is none that can be read.
  func statistics() -> JSONValue? {
    bytes(of: statisticsPath).flatMap { JSONValue(parsing: $0) }
  }

  /// Hands the settings over. They may hold a password, so the file is for its owner alone.
  func write(_ settings: HeartbeatSettings) throws(SystemCallError) {
    let members = Setting.heartbeat.map { setting in
      JSONValue.Member(setting.key, .string(setting.text(of: settings)))
    }
    let document: JSONValue = ["heartbeat": .object(members)]
    let temporary = settingsPath + ".new"
    mkdir(folder, 0o750)
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw SystemCallError(temporary, errno) }
    let line = document.line
    let count = Glibc.write(descriptor, line, line.count)
    let code = errno
    close(descriptor)
    guard count == line.count else { throw SystemCallError(temporary, code) }
    guard rename(temporary, settingsPath) == 0 else { throw SystemCallError(settingsPath, errno) }
  }

  private func bytes(of path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    // The worker's document has some kilobytes.
    var bytes = [UInt8](repeating: 0, count: 64 << 10)
    let count = read(descriptor, &bytes, bytes.count)
    return count > 0 ? Array(bytes[..<count]) : nil
  }
}
