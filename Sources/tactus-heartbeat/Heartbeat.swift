import CommandLineKit
import Glibc
import Heartbeat
import OperationalLog
import Settings

/// The program: reads the command line, and runs a worker the way it asks for.
@main
struct HeartbeatProgram {
  private static let name = "tactus-heartbeat"

  static let tool = Tool(
    name: name, version: Version.text,
    summary: "Tell a receiver again and again that the sensor is alive",
    discussion: """
      Posts {"type":4} to the URL at once and then at every interval, until SIGTERM or Ctrl-C. \
      `tactus run` starts it and gives it --sensor; without that it works without a sensor. With \
      --once it sends one beat and shows what came of it; with --continuous it shows every beat.

      What isn't said here is taken from the section `heartbeat:` of the configuration, which SIGHUP \
      reads anew. A URL that holds a password belongs there, or into the variable \
      TACTUS_HEARTBEAT_URL: other users can see a command line.

      Exit status: 0 done or stopped, 1 a beat failed (--once, --continuous), 64 wrong command line, 70 \
      the network library is stuck, 71 no descriptors, 73 no salt can be made, 78 wrong configuration.
      """,
    CommandLineValues(), CommandLineValues.parameters
  ) { values in try run(values) }

  static func main() {
    // The TLS library writes to connections that the receiver may have closed.
    signal(SIGPIPE, SIG_IGN)
    umask(0o027)
    cleanEnvironment()
    // At every start it would tell the journal that its threads may not be more urgent than others.
    setenv("LIBDISPATCH_LOG", "NO", 1)
    do {
      switch try tool.parse(CommandLine.arguments.dropFirst()) {
      case .text(let text): Output.write(text)
      case .run(_, let action): end(try action())
      }
    } catch let error as UsageError {
      Output.tell(error.explanation(program: name))
      end(UsageError.exitStatus)
    } catch let error as ConfigurationError {
      Output.tell("\(name): \(error)\n")
      end(ConfigurationError.exitStatus)
    } catch let error as SaltError {
      Output.tell("\(name): \(error)\n")
      end(73)
    } catch {
      Output.tell("\(name): \(error)\n")
      end(71)
    }
  }

  private static func run(_ values: CommandLineValues) throws -> Int32 {
    if let shell = values.shell {
      Output.write(tool.completions(for: shell))
      return 0
    }
    if values.wantsReference {
      Output.write(tool.reference())
      return 0
    }
    try values.check()
    if let parent = values.parent { dieWithParent(parent) }
    let settings = try values.settings()
    let target = try settings.target()
    let options = try values.workerOptions(settings)
    let monitor = values.mode == .worker ? nil : Monitor(values.mode, target)
    let level = monitor == nil ? values.logLevel : .error
    let log = OperationalLog(level: level, folder: values.logFolder)
    if monitor == nil, !settings.isEnabled {
      log.info("heartbeats are switched off by the configuration (heartbeat.enabled)")
      return 0
    }
    let probe: LivenessProbe =
      if let socket = values.sensorSocket { SensorProbe.asking(socket: socket) } else {
        { .sensing }
      }
    let worker = try HeartbeatWorker(
      options,
      transport: { try URLSessionTransport(target, userAgent: "\(name)/\(Version.text)") },
      log: log, probe: probe, watcher: { monitor?.show($0) })
    log.info("heartbeats go to \(target) every \(options.interval)")
    let reason = worker.run()
    if let monitor { return monitor.finish(worker.statistics) }
    switch reason {
    case .signal, .done: return 0
    case .stuck: return 70
    case .renewal, .reload:
      HeartbeatWorker.beginAnew(because: reason)
      return 70
    }
  }

  /// Ends at once: the network library's threads have nothing to clean up that anyone would miss, and
  /// would only race with it.
  private static func end(_ status: Int32) -> Never { _exit(status) }
}
