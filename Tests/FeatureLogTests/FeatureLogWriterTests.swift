import Foundation
import Testing

@testable import FeatureLog

struct FeatureLogWriterTests {
  /// The sequence numbers of a log in which every line is a window.
  static func sequences(_ path: String) throws -> [Int] {
    var reader = try FeatureLogReader(path: path)
    var sequences: [Int] = []
    while let entry = try reader.next() {
      switch entry {
      case .window(let window): sequences.append(window.sequence)
      case .gap: continue
      case .damaged(let damage): Issue.record("\(damage)")
      }
    }
    return sequences
  }

  static func write(_ count: Int, to folder: LogFolder) throws {
    var writer = try FeatureLogWriter(folder: folder)
    for _ in 0..<count { try writer.append(.plain) }
  }

  /// Of the whole process, so for exit tests only.
  static func limitFileSize(_ bytes: Int?) {
    let resource = __rlimit_resource_t(UInt32(RLIMIT_FSIZE.rawValue))
    var limit = rlimit()
    getrlimit(resource, &limit)
    limit.rlim_cur = bytes.map(rlim_t.init) ?? limit.rlim_max
    setrlimit(resource, &limit)
  }

  @Test func `Numbers go on from one run to the next`() throws {
    let temporary = TemporaryFolder()
    try Self.write(3, to: temporary.log)
    try Self.write(2, to: temporary.log)
    #expect(try Self.sequences(temporary.log.path) == [1, 2, 3, 4, 5])
  }

  @Test func `Folders and files get their modes whatever the umask`() async {
    await #expect(processExitsWith: .success) {
      umask(0o777)
      let temporary = "/tmp/tactus-umask-\(getpid())"
      defer { try? FileManager.default.removeItem(atPath: temporary) }
      let folder = LogFolder(path: temporary + "/a/b")
      try FeatureLogWriterTests.write(1, to: folder)
      for path in [temporary, temporary + "/a", folder.path] {
        guard try mode(path) == 0o750 else { exit(1) }
      }
      guard try mode(folder.logPath) == 0o640, try mode(folder.lockPath) == 0o640 else { exit(2) }
    }
  }

  @Test func `A folder that everyone may write to is refused with the remedy`() throws {
    let temporary = TemporaryFolder()
    chmod(temporary.path, 0o1777)
    let error = #expect(throws: FeatureLogError.self) {
      _ = try FeatureLogWriter(folder: LogFolder(path: temporary.path))
    }
    #expect(error == .folderOpenToAll(path: temporary.path))
    #expect("\(error!)".contains("chmod o-w \(temporary.path)"))
    #expect(contents(temporary.path + "/tactus.jsonl").isEmpty)
  }

  @Test func `A log that is cut anywhere goes on after its last whole record`() throws {
    let temporary = TemporaryFolder()
    let folder = temporary.log
    try Self.write(3, to: folder)
    let whole = contents(folder.logPath)
    let newlines = whole.indices.filter { whole[$0] == 0x0A }
    // Every byte around the lines' ends; between them, records are much the same all along.
    let sizes = (newlines[0]...whole.count).filter { size in
      size % 97 == 0 || newlines.contains { abs($0 - size) < 40 }
    }
    for size in sizes {
      try overwrite(folder.logPath, whole[..<size])
      try? FileManager.default.removeItem(atPath: folder.tornPath)
      var writer = try FeatureLogWriter(folder: folder)
      #expect(writer.problemAtStart == nil)
      try writer.append(.plain)
      let kept = newlines.filter { $0 < size }.last.map { $0 + 1 } ?? 0
      let torn = Array(whole[kept..<size])
      #expect(writer.counters.bytesSetAside == torn.count)
      #expect(contents(folder.tornPath) == (torn.isEmpty ? [] : torn + [0x0A]))
      #expect(Array(contents(folder.logPath).prefix(kept)) == Array(whole[..<kept]))
      let good = newlines.filter { $0 < size }.count
      #expect(try Self.sequences(folder.path) == Array(1...good + 1))
    }
  }

  @Test func `Damaged last lines and long runs of zeros are set aside`() throws {
    let temporary = TemporaryFolder()
    let folder = temporary.log
    try Self.write(2, to: folder)
    let good = contents(folder.logPath)
    let zeros = [UInt8](repeating: 0, count: 3 * LogTail.blockSize + 17)
    for tail in [Array("{\"v\":1,\"seq\":\n".utf8), Array("\n\n".utf8), zeros, zeros + [0x0A]] {
      try overwrite(folder.logPath, good + tail)
      var writer = try FeatureLogWriter(folder: folder)
      #expect(writer.counters.bytesSetAside == tail.count)
      try writer.append(.plain)
      #expect(try Self.sequences(folder.path) == [1, 2, 3])
    }
  }

  @Test func `A torn end that appears while writing is set aside too`() throws {
    let temporary = TemporaryFolder()
    var writer = try FeatureLogWriter(folder: temporary.log)
    try writer.append(.plain)
    try overwrite(temporary.log.logPath, contents(temporary.log.logPath) + Array("{\"v".utf8))
    try writer.append(.plain)
    #expect(writer.counters.bytesSetAside == 3)
    #expect(try Self.sequences(temporary.log.path) == [1, 2])
  }

  /// A file size limit makes the kernel take a part of a write, like a full tmpfs does.
  @Test func `A write cut short at any byte leaves no trace and the next one succeeds`() async {
    await #expect(processExitsWith: .success) {
      signal(SIGXFSZ, SIG_IGN)
      let temporary = "/tmp/tactus-short-\(getpid())"
      defer { try? FileManager.default.removeItem(atPath: temporary) }
      let folder = LogFolder(path: temporary)
      var writer = try FeatureLogWriter(folder: folder)
      try writer.append(.plain)
      let line = contents(folder.logPath).count
      let cuts = (0..<line).filter { $0 < 50 || $0 > line - 50 || $0 % 41 == 0 }
      for cut in cuts {
        let before = contents(folder.logPath)
        FeatureLogWriterTests.limitFileSize(before.count + cut)
        var caught: FeatureLogError?
        do throws(FeatureLogError) { try writer.append(.plain) } catch { caught = error }
        FeatureLogWriterTests.limitFileSize(nil)
        guard contents(folder.logPath) == before else { exit(1) }
        switch caught {
        case .cannotWrite(_, let reason) where cut == 0 && reason.code == EFBIG: break
        case .shortWrite(_, cut, _) where cut > 0: break
        default: exit(2)
        }
        try writer.append(.plain)
      }
      let numbers = [1] + cuts.indices.map { 2 * $0 + 3 }
      guard try FeatureLogWriterTests.sequences(temporary) == numbers else { exit(3) }
      guard writer.counters.gapRecords == cuts.count else { exit(4) }
    }
  }

  @Test func `A torn end that cannot be set aside waits for the next append`() async {
    await #expect(processExitsWith: .success) {
      signal(SIGXFSZ, SIG_IGN)
      let temporary = "/tmp/tactus-stuck-\(getpid())"
      defer { try? FileManager.default.removeItem(atPath: temporary) }
      let folder = LogFolder(path: temporary)
      try FeatureLogWriterTests.write(2, to: folder)
      let torn = contents(folder.logPath).dropLast(9)
      try overwrite(folder.logPath, torn)
      FeatureLogWriterTests.limitFileSize(1)
      var writer = try FeatureLogWriter(folder: folder)
      guard case .cannotRepair = writer.problemAtStart else { exit(1) }
      var caught: FeatureLogError?
      do throws(FeatureLogError) { try writer.append(.plain) } catch { caught = error }
      guard case .cannotRepair = caught else { exit(2) }
      guard contents(folder.logPath) == Array(torn), contents(folder.tornPath).isEmpty else {
        exit(3)
      }
      FeatureLogWriterTests.limitFileSize(nil)
      try writer.append(.plain)
      guard try FeatureLogWriterTests.sequences(temporary) == [1, 3] else { exit(4) }
    }
  }

  @Test func `A folder behind a dangling link is told, not looked for for ever`() throws {
    let temporary = TemporaryFolder()
    symlink("/nowhere/at/all", temporary.path + "/link")
    let folder = LogFolder(path: temporary.path + "/link/a")
    let error = #expect(throws: FeatureLogError.self) { _ = try FeatureLogWriter(folder: folder) }
    #expect(error == .folderUnavailable(path: folder.path, SystemError(code: ENOENT)))
  }

  @Test func `A removed or replaced file or folder is made anew`() throws {
    let temporary = TemporaryFolder()
    let folder = temporary.log
    var writer = try FeatureLogWriter(folder: folder)
    try writer.append(.plain)
    try FileManager.default.removeItem(atPath: folder.logPath)
    try writer.append(.plain)
    #expect(try Self.sequences(folder.path) == [2])
    try FileManager.default.moveItem(atPath: folder.logPath, toPath: folder.path + "/old")
    try writer.append(.plain)
    #expect(try Self.sequences(folder.path) == [3])
    try FileManager.default.removeItem(atPath: folder.path)
    try writer.append(.plain)
    try writer.append(.plain)
    #expect(try Self.sequences(folder.path) == [4, 5])
    #expect(try mode(folder.path) == 0o750)
    #expect(throws: FeatureLogError.self) { _ = try FeatureLogWriter(folder: folder) }
  }

  @Test func `Writing heals when what stood in its way goes`() throws {
    let temporary = TemporaryFolder()
    let folder = temporary.log
    var writer = try FeatureLogWriter(folder: folder)
    try writer.append(.plain)
    try FileManager.default.removeItem(atPath: folder.logPath)
    mkdir(folder.logPath, 0o755)
    var caught: FeatureLogError?
    do throws(FeatureLogError) { try writer.append(.plain) } catch { caught = error }
    #expect(caught == .notAFile(path: folder.logPath))
    rmdir(folder.logPath)
    try writer.append(.plain)
    #expect(try Self.sequences(folder.path) == [3])
    #expect(writer.counters.lost == [.other: 1])
  }

  @Test func `A log emptied by others goes on without a hole of zeros`() throws {
    let temporary = TemporaryFolder()
    var writer = try FeatureLogWriter(folder: temporary.log)
    try writer.append(.plain)
    truncate(temporary.log.logPath, 0)
    try writer.append(.plain)
    #expect(try Self.sequences(temporary.log.path) == [2])
  }

  @Test func `One process writes a log, and the next is told which`() throws {
    let temporary = TemporaryFolder()
    do {
      let writer = try FeatureLogWriter(folder: temporary.log)
      let error = #expect(throws: FeatureLogError.self) {
        _ = try FeatureLogWriter(folder: temporary.log)
      }
      #expect(
        error == .alreadyRunning(lock: temporary.log.lockPath, processID: Int(getpid())))
      #expect("\(error!)".contains("(process \(getpid()))"))
      _ = writer.nextSequence
    }
    try Self.write(1, to: temporary.log)
    #expect(try Self.sequences(temporary.log.path) == [1])
  }

  @Test func `A symbolic link does not lead the writer elsewhere`() throws {
    let temporary = TemporaryFolder()
    try overwrite(temporary.path + "/precious", "text\n".utf8)
    let folder = LogFolder(path: temporary.path)
    symlink(temporary.path + "/precious", folder.logPath)
    let error = #expect(throws: FeatureLogError.self) {
      _ = try FeatureLogWriter(folder: folder)
    }
    #expect(error == .cannotOpen(path: folder.logPath, SystemError(code: ELOOP)))
    #expect(contents(temporary.path + "/precious") == Array("text\n".utf8))
  }
}
