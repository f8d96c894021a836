// Runs the device manager and prints what it tells as JSON Lines, for the system tests.
//
// Reads commands from standard input, one a line: `grabs` has it look for grabs, `release ID` plays
// a reader that gives a device up, the end of input stops it. A withdrawn device is released at once.

import Glibc
import InputDevices
import InputEvents

func quoted(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"", "\\": result += "\\\(scalar)"
    case "\u{0}"..<" ": result += " "
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}

func line(_ event: String, _ fields: [(String, String)]) -> String {
  let pairs = [("event", quoted(event))] + fields
  return "{" + pairs.map { "\(quoted($0.0)): \($0.1)" }.joined(separator: ", ") + "}"
}

func fields(_ candidate: Candidate) -> [(String, String)] {
  [
    ("node", quoted(candidate.node)), ("path", quoted(candidate.systemPath)),
    ("name", quoted(candidate.name)), ("roles", quoted(candidate.roles.description)),
    ("provenance", quoted(candidate.provenance.label)), ("seat", quoted(candidate.seat)),
    ("group", quoted(candidate.group)), ("period", String(candidate.minimumReportPeriod)),
    ("dpi", candidate.dotsPerInch.map { String($0) } ?? "null"),
  ]
}

func fields(_ device: InputDevice) -> [(String, String)] {
  let clock =
    switch device.clock {
    case .monotonic: "monotonic"
    case .refused(let code): "refused \(code)"
    }
  return fields(device.candidate) + [
    ("id", String(device.id.rawValue)), ("queue", String(device.queueLength)),
    ("clock", quoted(clock)), ("masked", device.maskRefusal == nil ? "true" : "false"),
    ("identity", quoted(device.description.name)), ("probed", "\(device.keyState() != nil)"),
  ]
}

func describe(_ event: DeviceEvent) -> String {
  switch event {
  case .opened(let device): line("opened", fields(device))
  case .withdrawn(let device, let reason):
    line("withdrawn", fields(device) + [("reason", quoted(reason.description))])
  case .refused(let candidate, let error):
    line("refused", fields(candidate) + [("reason", quoted(error.description))])
  case .ignored(let candidate, let reason):
    line("ignored", fields(candidate) + [("reason", quoted(reason.description))])
  case .departed(let candidate): line("departed", fields(candidate))
  case .captured(let device): line("captured", fields(device))
  case .freed(let device): line("freed", fields(device))
  case .settled: line("settled", [])
  case .impaired(let what): line("impaired", [("reason", quoted(what.description))])
  }
}

/// Whole lines, at once: a stream's buffer would be locked by the thread that waits for commands.
func say(_ line: String) {
  var line = line + "\n"
  line.withUTF8 { _ = write(STDOUT_FILENO, $0.baseAddress, $0.count) }
}

func obeyCommands(_ manager: DeviceManager) {
  while let words = readLine()?.split(separator: " ") {
    switch words.first {
    case "grabs": manager.checkGrabs()
    case "release":
      if let id = words.last.flatMap({ UInt32($0) }) { manager.release(DeviceID(rawValue: id)) }
    default: break
    }
  }
  manager.stop()
}

/// On a thread of its own. Not in `main`, whose closures belong to the main thread.
func startObeying(_ manager: DeviceManager) {
  var thread = pthread_t()
  let context = Unmanaged.passRetained(manager).toOpaque()
  let body: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { context in
    if let context {
      obeyCommands(Unmanaged<DeviceManager>.fromOpaque(context).takeRetainedValue())
    }
    return nil
  }
  pthread_create(&thread, nil, body, context)
}

@main
enum DeviceProbe {
  static func main() throws {
    let manager = try DeviceManager()
    startObeying(manager)
    do {
      try manager.run { event in
        say(describe(event))
        if case .withdrawn(let device, _) = event { manager.release(device.id) }
      }
    } catch {
      say(line("failed", [("reason", quoted(error.description))]))
      exit(69)
    }
  }
}
