import Foundation
import Testing

@testable import OperationalLog

@Suite struct LogFileTests {
  @Test func `the file is made when it is needed, for its group to read`() throws {
    let folder = try TemporaryFolder()
    var file = LogFile(folder: folder.path + "/a/b", name: "log")
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/a"))
    var written = file.append("one\n")
    #expect(written)
    written = file.append("two\n")
    #expect(written)
    #expect(try folder.text(of: "a/b/log") == "one\ntwo\n")
    var status = stat()
    #expect(stat(folder.path + "/a/b/log", &status) == 0)
    #expect(status.st_mode & 0o137 == 0)
  }

  @Test func `a removed folder is made again`() throws {
    let folder = try TemporaryFolder()
    var file = LogFile(folder: folder.path + "/logs", name: "log")
    _ = file.append("one\n")
    try FileManager.default.removeItem(atPath: folder.path + "/logs")
    let written = file.append("two\n")
    #expect(written)
    #expect(try folder.text(of: "logs/log") == "two\n")
  }

  @Test func `a link in the file's place is not followed`() throws {
    let folder = try TemporaryFolder()
    symlink(folder.path + "/victim", folder.path + "/log")
    var file = LogFile(folder: folder.path, name: "log")
    let written = file.append("one\n")
    #expect(!written)
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/victim"))
  }

  /// A limit on the size of files cuts a write in the middle, as a full disk does.
  @Test func `a line that doesn't fit leaves nothing behind`() async {
    await #expect(processExitsWith: .success) {
      signal(SIGXFSZ, SIG_IGN)
      let folder = try TemporaryFolder()
      var file = LogFile(folder: folder.path, name: "log")
      let line = String(repeating: "x", count: 29) + "\n"
      func limit(_ size: rlim_t) {
        var limit = rlimit(rlim_cur: size, rlim_max: 1 << 20)
        setrlimit(__rlimit_resource_t(1), &limit)
      }
      limit(100)
      let written = (0..<5).map { _ in file.append(line) }
      #expect(written == [true, true, true, false, false])
      #expect(try folder.text(of: "log") == String(repeating: line, count: 3))
      limit(1 << 20)
      let healed = file.append(line)
      #expect(healed)
      #expect(try folder.text(of: "log") == String(repeating: line, count: 4))
    }
  }
}
