import Testing

@testable import Settings

@Suite struct HeartbeatTargetTests {
  @Test(arguments: [
    ("http://127.0.0.1:26002/heartbeat", "http://127.0.0.1:26002/heartbeat"),
    ("HTTP://localhost", "http://localhost"),
    ("https://beats.example.org/a/b", "https://beats.example.org/a/b"),
    (
      "https://user:secret@beats.example.org:8443/a?token=secret",
      "https://beats.example.org:8443/a?…"
    ),
    ("https://a@b@beats.example.org?x=secret", "https://beats.example.org?…"),
  ])
  func `what is shown holds no secret`(text: String, shown: String) throws {
    let target = try HeartbeatTarget(text)
    #expect("\(target)" == shown)
    #expect(!"\(target)".contains("secret"))
    #expect(!target.address.contains("@"))
  }

  @Test(arguments: [
    ("", "is no URL"), ("127.0.0.1:26002", "is no URL"), ("ftp://localhost/", "must begin with"),
    ("file:///etc/passwd", "must begin with"), ("http://", "no host"), ("http:///x", "no host"),
    ("https://a b/", "character"), ("https://a/#x", "character"), ("https://ä/", "character"),
    ("https://a\r\nX: y/", "character"), ("https://a:0/", "port"), ("https://a:65536/", "port"),
    ("https://a:+80/", "port"), ("https://a:/", "port"), ("http://[::1]:26002/", "IPv6"),
    ("https://[2001:db8::1]/", "IPv6"), ("https://a%41/", "no host"),
  ])
  func `what can't be sent to is refused, and why`(text: String, reason: String) throws {
    let error = try #require(throws: HeartbeatTargetError.self) { try HeartbeatTarget(text) }
    #expect(error.problem.contains(reason))
    #expect("\(error)".hasPrefix("the heartbeat's URL "))
  }

  @Test func `refusing tells no secret`() {
    for text in [
      "http://user:secret@far.example.org/?secret", "https://user:secret@:1/", "x://secret@a/",
    ] {
      let error = #expect(throws: HeartbeatTargetError.self) { try HeartbeatTarget(text) }
      #expect(error?.description.contains("secret") == false)
    }
  }

  @Test(arguments: [
    "http://localhost/", "http://LOCALHOST:1/", "http://127.0.0.1/", "http://127.9.8.7/",
  ])
  func `unencrypted beats go to this machine`(text: String) throws {
    #expect(try HeartbeatTarget(text).isLoopback)
  }

  /// Names and other spellings of addresses may lead anywhere.
  @Test(arguments: [
    "http://example.org/", "http://10.0.0.1/", "http://localhost.example.org/", "http://127.1/",
    "http://2130706433/", "http://0177.0.0.1/", "http://0.0.0.0/", "http://127.0.0.1.example.org/",
    "http://localhost@example.org/", "http://127.0.0.1:80@example.org/",
  ])
  func `unencrypted beats go nowhere else unless allowed`(text: String) throws {
    #expect(throws: HeartbeatTargetError.self) { try HeartbeatTarget(text) }
    #expect(try !HeartbeatTarget(text, allowInsecure: true).isLoopback)
  }
}
