import Glibc

/// Finds the input devices, opens and closes them, and tells what becomes of them.
///
/// All of it happens on the thread that calls ``run(_:)``, a normal one: opening and closing take
/// the kernel milliseconds. That thread sleeps until udev, a permission or a command wakes it. The
/// other methods may be called from any thread, real-time ones included, before and during the run.
public final class DeviceManager: Sendable {
  private let commands: CommandPipe

  /// - Throws: ``CommandPipeError`` when the process has too many files open.
  public init() throws(CommandPipeError) { commands = try CommandPipe() }

  /// Ends ``run(_:)``, which closes all devices: stop reading first.
  public func stop() { commands.send(.stop) }

  /// The reader has let go of a device, either because it was withdrawn or because reading failed
  /// (`ENODEV`): close it.
  public func release(_ id: DeviceID) { commands.send(.release(id)) }

  /// Asks whether another program has grabbed a device. Worth asking every few seconds while there
  /// is input; while there is none, there is nothing to notice.
  public func checkGrabs() { commands.send(.checkGrabs) }

  /// Closes every device, as soon as the reader has let go of it, and opens none until ``resume()``.
  public func pause() { commands.send(.pause) }

  /// Opens the devices that are there by then.
  public func resume() { commands.send(.resume) }

  /// Reports the devices that are there and whatever happens to them, until ``stop()``.
  ///
  /// - Parameters:
  ///   - isPaused: whether to begin as after ``pause()``.
  ///   - report: called on this thread.
  /// - Throws: ``DiscoveryError`` where there is no talking to udev.
  public func run(
    isPaused: Bool = false, _ report: (DeviceEvent) -> Void
  ) throws(DiscoveryError) {
    let discovery = try Discovery()
    var table = DeviceTable(openDevice: DeviceOpener.open)
    var watch = Self.startWatch(report)
    if isPaused {
      table.pause(report)
    } else {
      table.reconcile(with: try discovery.enumerate(), report)
    }
    report(.settled)
    while true {
      let ready = wait(discovery.descriptor, watch?.descriptor)
      if ready.commands {
        for command in commands.receive() {
          switch command {
          case .stop: return
          case .release(let id): table.release(id, report)
          case .checkGrabs: table.checkGrabs(report)
          case .pause: table.pause(report)
          case .resume: Self.resume(discovery, &table, report)
          }
        }
      }
      if ready.changes { Self.follow(discovery, &table, report) }
      if ready.nodes { Self.retry(&watch, &table, report) }
    }
  }

  /// Waits until there is something to do.
  private func wait(
    _ changes: CInt, _ nodes: CInt?
  ) -> (commands: Bool, changes: Bool, nodes: Bool) {
    func interest(_ descriptor: CInt) -> pollfd {
      pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    }
    // A negative descriptor is passed over.
    var set: InlineArray<3, pollfd> = [
      interest(commands.descriptor), interest(changes), interest(nodes ?? -1),
    ]
    _ = withUnsafeMutableBytes(of: &set) { bytes in
      retrying { Int(poll(bytes.baseAddress?.assumingMemoryBound(to: pollfd.self), 3, -1)) }
    }
    return (set[0].revents != 0, set[1].revents != 0, set[2].revents != 0)
  }

  private static func resume(
    _ discovery: Discovery, _ table: inout DeviceTable, _ report: (DeviceEvent) -> Void
  ) {
    table.resume(report)
    do throws(DiscoveryError) {
      table.reconcile(with: try discovery.enumerate(), report)
    } catch { report(.impaired(.listingFailed(error))) }
    report(.settled)
  }

  private static func follow(
    _ discovery: Discovery, _ table: inout DeviceTable, _ report: (DeviceEvent) -> Void
  ) {
    do throws(DiscoveryError) {
      while let change = try discovery.receive() {
        switch change {
        case .present(let device): table.update(device, report)
        case .absent(let path): table.remove(path, report)
        }
      }
    } catch {
      // What was lost is known no more; what is there now is.
      do throws(DiscoveryError) {
        table.reconcile(with: try discovery.enumerate(), report)
      } catch { report(.impaired(.listingFailed(error))) }
    }
  }

  private static func startWatch(_ report: (DeviceEvent) -> Void) -> NodeWatch? {
    do throws(NodeWatchError) {
      return try NodeWatch()
    } catch {
      report(.impaired(.permissionsUnwatched(errno: error.errno)))
      return nil
    }
  }

  private static func retry(
    _ watch: inout NodeWatch?, _ table: inout DeviceTable, _ report: (DeviceEvent) -> Void
  ) {
    do throws(NodeWatchError) {
      for notice in try watch?.receive() ?? [] {
        switch notice {
        case .node(let name): table.retry("/dev/input/" + name, report)
        case .anything: table.retry(nil, report)
        }
      }
    } catch {
      watch = nil
      report(.impaired(.permissionsUnwatched(errno: error.errno)))
    }
  }
}
