import Foundation
import Testing

@testable import Heartbeat

@Suite final class PseudonymTests {
  private let folder = FileManager.default.temporaryDirectory.path + "/tactus-\(UUID().uuidString)"
  private var path: String { folder + "/salt" }

  init() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// Outside oracle: `openssl passwd -6 -salt 0123456789abcdef alice`.
  @Test func `a pseudonym is the hash of crypt without its scheme and salt`() throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["openssl", "passwd", "-6", "-salt", "0123456789abcdef", "alice"]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "openssl is needed")
    let hash = try #require(output.split(separator: "$").last)
    #expect(Pseudonym(of: "alice", salt: "0123456789abcdef")?.text == String(hash.prefix(22)))
  }

  @Test func `it depends on the user and on the salt`() {
    let texts = [
      ("alice", "0123456789abcdef"), ("bob", "0123456789abcdef"), ("alice", "0123456789abcdeg"),
    ]
    .map { Pseudonym(of: $0.0, salt: $0.1)?.text }
    #expect(Set(texts).count == 3 && !texts.contains(nil))
    #expect(Pseudonym(of: "alice", salt: "short") == nil)
    #expect(Pseudonym(of: "alice", salt: "$0123456789abcde") == nil)
  }

  @Test func `the salt is made once, for its owner alone`() throws {
    let salt = try Pseudonym.salt(at: path)
    #expect(try Pseudonym.salt(at: path) == salt)
    #expect(Pseudonym(of: "alice", salt: salt) != nil)
    var status = stat()
    #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)
    try FileManager.default.removeItem(atPath: path)
    #expect(try Pseudonym.salt(at: path) != salt)
  }

  @Test func `a salt that others can read or that is none is refused`() throws {
    try "0123456789abcdef".write(toFile: path, atomically: false, encoding: .utf8)
    chmod(path, 0o644)
    #expect(throws: SaltError.self) { try Pseudonym.salt(at: path) }
    chmod(path, 0o600)
    #expect(try Pseudonym.salt(at: path) == "0123456789abcdef")
    for content in ["", "0123", "0123456789abcdef0", "0123456789abcde\n"] {
      try content.write(toFile: path, atomically: false, encoding: .utf8)
      #expect(throws: SaltError.self) { try Pseudonym.salt(at: path) }
    }
    #expect(throws: SaltError.self) { try Pseudonym.salt(at: folder + "/none/salt") }
  }
}
