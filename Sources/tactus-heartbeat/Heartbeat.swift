import CommandLineKit
import Glibc
import Heartbeat
import OperationalLog

/// The program: reads the command line, and runs a worker the way it asks for.
@main
struct HeartbeatProgram {
  private static let name = "tactus-heartbeat"
  private static let version = "0.1.0"

  static let tool = Tool(
    name: name, version: version,
    summary: "Tell a receiver again and again that the sensor is alive",
    discussion: """
      Posts {"type":4} to the URL at once and then at every interval, until SIGTERM or Ctrl-C. It \
      works without the sensor. With --once it sends one beat and shows what came of it; with \
      --continuous it shows every beat. A URL that holds a password is better given by the variable \
      TACTUS_HEARTBEAT_URL, which other users can't see.

      Exit status: 0 done or stopped, 1 a beat failed (--once, --continuous), 64 wrong command line, 70 \
      the network library is stuck, 71 no descriptors, 73 no salt can be made.
      """,
    Settings(), Settings.parameters
  ) { settings in try run(settings) }

  static func main() {
    // The TLS library writes to connections that the receiver may have closed.
    signal(SIGPIPE, SIG_IGN)
    umask(0o027)
    cleanEnvironment()
    do {
      switch try tool.parse(CommandLine.arguments.dropFirst()) {
      case .text(let text): Output.write(text)
      case .run(_, let action): end(try action())
      }
    } catch let error as UsageError {
      Output.tell(error.explanation(program: name))
      end(UsageError.exitStatus)
    } catch let error as HeartbeatTargetError {
      Output.tell("\(name): \(error)\n")
      end(UsageError.exitStatus)
    } catch let error as SaltError {
      Output.tell("\(name): \(error)\n")
      end(73)
    } catch {
      Output.tell("\(name): \(error)\n")
      end(71)
    }
  }

  private static func run(_ settings: Settings) throws -> Int32 {
    try settings.check()
    if let parent = settings.parent { dieWithParent(parent) }
    let target = try HeartbeatTarget(settings.url, allowInsecure: settings.allowsInsecure)
    let options = try settings.workerOptions()
    let monitor = settings.mode == .worker ? nil : Monitor(settings.mode, target)
    let level = monitor == nil ? settings.logLevel : .error
    let log = OperationalLog(level: level, folder: settings.logFolder)
    let worker = try HeartbeatWorker(
      options,
      transport: { try URLSessionTransport(target, userAgent: "\(name)/\(version)") },
      log: log, watcher: { monitor?.show($0) })
    log.info("heartbeats go to \(target) every \(options.interval)")
    let reason = worker.run()
    if let monitor { return monitor.finish(worker.statistics) }
    switch reason {
    case .signal, .done: return 0
    case .stuck: return 70
    case .renewal:
      HeartbeatWorker.renew()
      return 70
    }
  }

  /// Ends at once: the network library's threads have nothing to clean up that anyone would miss, and
  /// would only race with it.
  private static func end(_ status: Int32) -> Never { _exit(status) }
}
