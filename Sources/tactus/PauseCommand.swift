import CommandLineKit
import FeatureLog
import Glibc
import Sensor
import Settings
import Status

/// `tactus pause`: nothing is sensed until somebody says so, or for some time.
enum PauseCommand {
  struct Values: Sendable {
    var length: TimeSpan?
    var config: String?
    var changes = ConfigurationChanges()
  }

  static let placeParameters: [Parameter<Values>] =
    [.option("config", \.config, "FILE", "configuration file instead of /etc/tactus/tactus.yaml")]
    + Setting.parameters(of: Setting.places, \.changes)

  static let command = Command(
    "pause", "sense nothing for a while, or until 'tactus resume'",
    discussion: """
      The running sensor closes every input device, so nothing is read, and forgets which keys were down; \
      the window that was begun is written as far as it got, and marked as cut short. The feature log \
      tells of the pause when it is over. A pause outlives the sensor and the machine: a sensor that is \
      started meanwhile is paused. TIME counts while the machine sleeps.

      Who may write to the sensor's state folder may pause: for a sensor of your own that is you, for the \
      system's the group tactus-person. Without --log-dir or --state-dir both are paused. The exit status \
      is 0 only where every sensor that answers has closed its devices.
      """,
    Values(),
    [.operand("TIME", \.length, "how long, such as 30m or 2h; without, until 'tactus resume'")]
      + placeParameters
  ) { values in
    if let length = values.length, length < .seconds(1) {
      throw UsageError("TIME is at least 1s", command: "pause")
    }
    let places = try SensorPlaces(config: values.config, changes: values.changes)
    let pause = try PauseRequest.send(to: places) { file throws(StateFileError) in
      try file.write(for: values.length)
    }
    return try PauseRequest.wait(
      at: places, until: true, done: pause.text,
      silent: "no sensor answers; one that is started is \(pause.text)")
  }
}

/// `tactus resume`: the end of a pause.
enum ResumeCommand {
  static let command = Command(
    "resume", "sense again after 'tactus pause'",
    discussion: """
      Who may pause may resume; see 'tactus pause --help'. Where sensing needs a consent that was \
      withdrawn, 'tactus consent' is what ends the pause.
      """,
    PauseCommand.Values(), PauseCommand.placeParameters
  ) { values in
    let places = try SensorPlaces(config: values.config, changes: values.changes)
    let wasPaused = try PauseRequest.send(to: places) { file throws(StateFileError) in
      try file.remove()
    }
    return try PauseRequest.wait(
      at: places, until: false, done: wasPaused ? "sensing again" : "sensing; there was no pause",
      silent: wasPaused ? "no sensor answers; one that is started senses" : "there was no pause")
  }
}

/// Says something to the sensors, and looks whether they do it.
private enum PauseRequest {
  /// A device is closed in milliseconds; a loaded machine takes longer.
  private static let patience = 100
  private static let turn: UInt32 = 50_000

  /// Tries every folder before it gives up.
  static func send<Result>(
    to places: SensorPlaces, _ say: (PauseFile) throws(StateFileError) -> Result
  ) throws(StateFileError) -> Result {
    var results: [Result] = []
    var failure: StateFileError?
    for folder in places.stateFolders {
      do throws(StateFileError) {
        results.append(try say(PauseFile(folder: folder)))
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return results[0]
  }

  /// Waits until each sensor that answers is paused, with its devices closed, or isn't.
  static func wait(
    at places: SensorPlaces, until paused: Bool, done: String, silent: String
  ) throws -> Int32 {
    var status: Int32 = 0
    var answers = 0
    for path in places.sockets {
      guard let answer = document(path) else { continue }
      answers += 1
      let name = "process \(answer["pid"]?.integer ?? 0)"
      if (0..<patience).contains(where: { _ in
        if document(path).map({ obeys($0, paused) }) ?? true { return true }
        usleep(turn)
        return false
      }) {
        let what = paused ? "\(done); its input devices are closed" : done
        try StandardOutput.write(lines: ["\(name): \(what)"])
      } else {
        status = 1
        StandardError.write(
          "tactus: \(name) doesn't obey: its state folder is another one, or consent is missing; "
            + "'tactus status' says how it is, --state-dir or --log-dir names its folder\n")
      }
    }
    if answers == 0 { try StandardOutput.write(lines: [silent]) }
    return status
  }

  private static func document(_ path: String) -> JSONValue? {
    (try? StatusClient(path: path).ask(.status)).flatMap { JSONValue(parsing: $0) }
  }

  private static func obeys(_ document: JSONValue, _ paused: Bool) -> Bool {
    let isPaused = document["paused"]?.members != nil
    return isPaused == paused && (!paused || document["devices"]?.array?.isEmpty == true)
  }
}
