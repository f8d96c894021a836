import Testing

@testable import Settings

@Suite struct YAMLDecoderTests {
  private struct Server: Decodable, Equatable {
    var name: String
    var port: UInt16?
    var weights: [Double]?
    var isOn: Bool?
    var backup: Backup?
    struct Backup: Decodable, Equatable {
      var hosts: [Host]
    }
    struct Host: Decodable, Equatable {
      var host: String
    }
  }

  private func decode(_ text: String) throws -> Server {
    try YAMLDecoder().decode(Server.self, from: Array(text.utf8))
  }

  @Test func `nested values, lists and every style of text`() throws {
    let server = try decode(
      """
      name: 'it''s'
      port: 65535
      weights: [1, 2.5, -3e2]
      isOn: true
      backup:
        hosts:
          - host: |
              two
              lines
          - {host: "\\u00e9"}
      """)
    #expect(
      server
        == Server(
          name: "it's", port: 65535, weights: [1, 2.5, -300], isOn: true,
          backup: .init(hosts: [.init(host: "two\nlines\n"), .init(host: "é")])))
    #expect(try decode("name: off") == Server(name: "off"))
  }

  @Test(arguments: [
    ("port: 1\n", 1, 1, "missing key 'name'"),
    ("nmae: a\n", 1, 1, "unknown key 'nmae'; did you mean 'name'?"),
    (
      "name: a\nport: 65536\n", 2, 7, "port: expected a whole number from 0 to 65535, found '65536'"
    ),
    ("name: a\nport: 1.5\n", 2, 7, "port: expected a whole number from 0 to 65535, found '1.5'"),
    ("name: a\nport:\n", 2, 6, "port: expected a whole number from 0 to 65535, found nothing"),
    ("name: a\nisOn: yes\n", 2, 7, "isOn: expected true or false, found 'yes'"),
    ("name: a\nweights: 3\n", 2, 10, "weights: expected a list, found '3'"),
    ("name: a\nweights: [1, .nan]\n", 2, 14, "weights.item 2: expected a number, found '.nan'"),
    ("name: a\nweights: [1, inf]\n", 2, 14, "weights.item 2: expected a number, found 'inf'"),
    ("name: [a]\n", 1, 7, "name: expected text, found a list"),
    (
      "name: a\nbackup:\n  hosts:\n  - host: b\n    hots: c\n", 5, 5,
      "unknown key 'hots'; did you mean 'host'?"
    ),
    (
      "name: a\nbackup:\n  hosts:\n  - {}\n", 4, 5, "backup.hosts.item 1: missing key 'host'"
    ),
  ])
  func `mistakes are placed`(text: String, line: Int, column: Int, message: String) {
    #expect(
      throws: YAMLError(position: .init(line: line, column: column), message: message)
    ) { try decode(text) }
  }
}
