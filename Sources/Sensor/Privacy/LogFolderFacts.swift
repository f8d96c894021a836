internal import FeatureLog
internal import Glibc

/// What a log folder is to who looks at it from outside.
struct LogFolderFacts {
  let path: String
  /// Nil where it can't be looked at.
  private var files: [(name: String, bytes: Int64)]?
  private var status = stat()
  private var problem: String?
  /// When the oldest record begins.
  private var since: String?
  private let writer: LogFolder.Writer

  init(_ path: String) {
    self.path = path
    writer = LogFolder(path: path).writer
    guard stat(path, &status) == 0 else {
      problem = errno == ENOENT ? "not there yet" : String(cString: strerror(errno))
      return
    }
    do throws(FeatureLogError) {
      files = try LogFolder(path: path).names().compactMap { name in
        var file = stat()
        guard stat(path + "/" + name, &file) == 0, file.st_mode & S_IFMT == S_IFREG else {
          return nil
        }
        return (name, Int64(file.st_size))
      }
    } catch {
      problem = "this user can't look into it (\(error.reason.map { "\($0)" } ?? "\(error)"))"
      return
    }
    since = Self.oldest(in: path)
  }

  private static func oldest(in path: String) -> String? {
    guard var reader = try? FeatureLogReader(path: path) else { return nil }
    while let entry = try? reader.next() {
      if case .window(let window) = entry { return WallClock.iso8601(window.startMicroseconds) }
    }
    return nil
  }

  /// Who may read what lies in the folder, by its mode.
  var readers: String {
    var readers = ["root", SeatUser.name(of: status.st_uid)]
    if status.st_mode & (S_IRGRP | S_IXGRP) != 0 {
      readers.append("the group \(Self.group(status.st_gid))")
    }
    if status.st_mode & (S_IROTH | S_IXOTH) != 0 { readers.append("everyone") }
    var seen: Set<String> = []
    return readers.filter { seen.insert($0).inserted }.joined(separator: ", ")
  }

  private static func group(_ id: gid_t) -> String {
    getgrgid(id).map { String(cString: $0.pointee.gr_name) } ?? String(id)
  }

  private var writerText: String {
    switch writer {
    case .nobody: "no sensor is running"
    case .process(let id): "a sensor is running\(id.map { ", process \($0)" } ?? "")"
    case .unknown(let reason): "whether a sensor is running can't be told: \(reason)"
    }
  }

  private func size(_ prefix: String, _ suffixes: String...) -> String {
    let matching = (files ?? []).filter { file in
      file.name.hasPrefix(prefix) && suffixes.contains { file.name.hasSuffix($0) }
    }
    let kibibytes = (matching.reduce(0) { $0 + $1.bytes } + 1_023) >> 10
    return "\(matching.count) \(matching.count == 1 ? "file" : "files"), \(kibibytes) KiB"
  }

  var lines: [String] {
    if let problem { return ["\(path): \(problem); \(writerText)"] }
    let records = size("tactus", ".jsonl", ".gz", ".torn")
    return [
      "\(path): records in \(records); about the sensor \(size("monitor_", ".log"))",
      "can be read by \(readers)",
      since.map { "since \($0)" } ?? "no record in it",
      writerText,
    ]
  }

  var json: JSONValue {
    var process: Int?
    if case .process(let id) = writer { process = id }
    return [
      "folder": .string(path),
      "problem": .optional(problem),
      "files": .array(
        (files ?? []).map { ["name": .string($0.name), "bytes": .integer(Int($0.bytes))] }),
      "readers": problem == nil ? .string(readers) : .null,
      "since": .optional(since),
      "sensor_pid": .optional(process),
    ]
  }
}
