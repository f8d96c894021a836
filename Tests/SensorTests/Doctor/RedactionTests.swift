import Testing

@testable import Sensor

@Suite struct RedactionTests {
  private let redaction = Redaction(home: "/home/ada", user: "ada", host: "desk", boot: "b00t-1d")

  @Test(arguments: [
    ("/home/ada/logs of ada", "~/logs of (user)"),
    ("desk: boot b00t-1d", "(host): boot (boot)"),
    // Neither is a word of its own there.
    ("a desktop in Canada", "a desktop in Canada"),
    ("url: https://me:secret@host.example/a?key=1, next", "url: https://(redacted), next"),
    (#"{"target": "http://10.0.0.1/x"}"#, #"{"target": "http://(redacted)"}"#),
    ("P: Phys=a4:c3:f0:12:34:56 end", "P: Phys=(address) end"),
    ("12:34:56 is a time", nil),
  ])
  func `names and addresses are taken out`(_ text: String, _ expected: String?) {
    #expect(redaction.apply(text) == expected ?? text)
  }

  @Test
  func `properties that tell one device from another are taken out, wherever else they stand`() {
    var redaction = redaction
    let shown = redaction.properties(
      """
      ID_VENDOR=Acme
      ID_SERIAL=Acme_Mouse_99XY
      ID_SERIAL_SHORT=99XY77
      UNIQ="f4-unique-1"
      DEVLINKS=/dev/input/by-id/usb-Acme_Mouse_99XY-event-mouse
      U: Uniq=
      """)
    #expect(
      shown == """
        ID_VENDOR=Acme
        ID_SERIAL=(redacted)
        ID_SERIAL_SHORT=(redacted)
        UNIQ=(redacted)
        DEVLINKS=(redacted)
        U: Uniq=
        """)
    #expect(redaction.apply("a mouse 99XY77, f4-unique-1") == "a mouse (redacted), (redacted)")
  }

  @Test func `accounts that every machine has are nobody's name`() {
    let redaction = Redaction(home: "/", user: "root", host: "localhost", boot: "")
    #expect(redaction.apply("root on localhost at /") == "root on localhost at /")
  }
}
