import CommandLineKit
import Glibc
import Sensor
import Settings

/// `tactus heartbeat`: one beat, or one after the other, for a person to see. It becomes the heartbeat's own
/// program, for this one has no network.
enum HeartbeatCommand {
  private struct Values: Sendable {
    var isContinuous = false
    var options: [String] = []
  }

  /// Those that matter to whoever tries it.
  private static let offered = ["url", "timeout", "type", "interval"]

  static let command = Command(
    "heartbeat", "send a heartbeat and show what came of it",
    discussion: """
      Sends one beat to where the configuration says, and shows target, payload, result, answer and \
      time; the exit status is 0 where it succeeded, else 1. With --continuous it goes on, a line a \
      beat, until Ctrl-C. It works with and without a running sensor, and doesn't touch that one's \
      own heartbeat. `tactus-heartbeat --help` has more options.
      """,
    Values(),
    [
      .flag("continuous", short: "c", \.isContinuous, "go on until Ctrl-C, with a running count")
    ] + Setting.heartbeat.filter { offered.contains($0.key) }.map(option)
      + [passed("config", "FILE", "configuration file instead of /etc/tactus/tactus.yaml", nil)]
  ) { values in
    let program = HeartbeatProgram.path
    let arguments =
      [program, values.isContinuous ? "--continuous" : "--once"] + values.options
    var pointers = arguments.map { strdup($0) } + [nil]
    execv(program, &pointers)
    StandardError.write("tactus: can't run \(program): \(String(cString: strerror(errno)))\n")
    return ExitStatus.unavailable
  }

  private static func option(_ setting: Setting) -> Parameter<Values> {
    passed(setting.optionOfHeartbeat, setting.placeholder, setting.help, setting.defaultText)
  }

  /// An option that the other program reads: it knows what is right.
  private static func passed(
    _ name: String, _ placeholder: String, _ help: String, _ standard: String?
  ) -> Parameter<Values> {
    .option(name, placeholder, help, default: standard, expectation: "text") { values, word in
      values.options.append("--\(name)=\(word)")
      return true
    }
  }
}
