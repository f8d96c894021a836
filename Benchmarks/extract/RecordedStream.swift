import Glibc
import InputEvents

extension Extract {
  /// Writes at least `events` events as a session of two recordings: mouse.evemu, keyboard.evemu.
  static func write(to folder: String, events: Int) {
    var stream = InputStream(count: min(events, 1_000_000))
    let files = [
      open("\(folder)/mouse.evemu", head: head(mouseHead)),
      open("\(folder)/keyboard.evemu", head: head(keyboardHead)),
    ]
    var written = [0, 0]
    while written.reduce(0, +) < events {
      for run in stream.runs {
        for event in stream.events[run.range] {
          put(event, in: files[Int(run.device)])
        }
        written[Int(run.device)] += run.range.count
      }
      stream.goOn()
    }
    for file in files where fclose(file) != 0 { fail("cannot write to \(folder)") }
    print("{\"events\": \(written.reduce(0, +))}")
  }

  /// As evemu's own recorder writes it, but for the comments.
  private static func put(_ event: KernelEvent, in file: UnsafeMutablePointer<FILE>) {
    let sign = event.value < 0 ? "-" : ""
    let value = sign + padded(String(event.value.magnitude), to: event.value < 0 ? 3 : 4)
    fputs(
      "E: \(event.seconds).\(padded(String(event.microseconds), to: 6)) "
        + "\(hexadecimal(event.type)) \(hexadecimal(event.code)) \(value)\n", file)
  }

  private static func hexadecimal(_ number: UInt16) -> String {
    padded(String(number, radix: 16), to: 4)
  }

  private static func padded(_ digits: String, to count: Int) -> String {
    String(repeating: "0", count: max(0, count - digits.utf8.count)) + digits
  }

  private static func open(_ path: String, head: String) -> UnsafeMutablePointer<FILE> {
    guard let file = fopen(path, "w") else { fail("cannot create \(path)") }
    fputs(head, file)
    return file
  }

  private static func head(_ device: (name: String, bits: [(type: Int, codes: Set<Int>)])) -> String
  {
    var text =
      "# EVEMU 1.3\nN: \(device.name)\nI: 0003 046d c000 0111\nP: 00 00 00 00 00 00 00 00\n"
    for (type, codes) in device.bits {
      for word in 0...((codes.max() ?? 0) / 64) {
        let bytes = (0..<8).map { byte -> String in
          let bits = (0..<8).filter { codes.contains(word * 64 + byte * 8 + $0) }
          return padded(String(bits.reduce(0) { $0 | 1 << $1 }, radix: 16), to: 2)
        }
        text += "B: \(padded(String(type, radix: 16), to: 2)) \(bytes.joined(separator: " "))\n"
      }
    }
    return text
  }

  private static var mouseHead: (name: String, bits: [(type: Int, codes: Set<Int>)]) {
    ("Benchmark Mouse", [(0, [0, 1, 2]), (1, [0x110, 0x111, 0x112]), (2, [0, 1, 8])])
  }

  private static var keyboardHead: (name: String, bits: [(type: Int, codes: Set<Int>)]) {
    ("Benchmark Keyboard", [(0, [0, 1]), (1, Set(1...127))])
  }
}
