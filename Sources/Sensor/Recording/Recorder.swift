public import CommandLineKit
internal import Glibc
internal import InputDevices
internal import InputEvents
public import OperationalLog
internal import Recordings
internal import Settings
internal import Synchronization

/// Records devices to files, through the loop that the sensor reads with, so that a replay gives the
/// records that the sensor would have written.
public struct Recorder: ~Copyable {
  /// What to record, and how.
  public struct Options: Sendable {
    /// Where the files go; made where missing.
    public var folder: String
    /// Device nodes to record; empty for all that the sensor would read.
    public var nodes: [String]
    /// False to keep the keys as they are: whoever has the file can read what was typed.
    public var isObfuscated: Bool
    /// When to stop unasked.
    public var timeLimit: TimeSpan?

    public init(folder: String, nodes: [String], isObfuscated: Bool, timeLimit: TimeSpan?) {
      self.folder = folder
      self.nodes = nodes
      self.isObfuscated = isObfuscated
      self.timeLimit = timeLimit
    }
  }

  private let options: Options
  private let log: OperationalLog
  private let session: SensingSession

  public init(_ options: Options, log: OperationalLog) throws {
    session = try SensingSession(log: log)
    self.options = options
    self.log = log
  }

  /// Records until SIGTERM, SIGINT, SIGHUP or the time limit.
  ///
  /// - Returns: the files, in the order in which their devices were found.
  public consuming func run() throws -> [String] {
    let files = RecordingFiles(options, log: log, mailbox: session.mailbox)
    try session.run(
      handing: RecordingConsumer(files: files), listing: DeviceRegistry(),
      SensingSession.Options(
        keyboardReadPeriod: Configuration(logDirectory: "").keyboardReadPeriod, grabCheck: .zero,
        timeLimit: options.timeLimit, rejection: { files.start($0) })
    ) {}
    return try files.close()
  }
}

/// The files of a session, one a device; made on the device manager's thread, filled on the loop's.
private final class RecordingFiles: Sendable {
  private let options: Recorder.Options
  private let log: OperationalLog
  private let mailbox: LoopMailbox
  /// Time zero of all files.
  private let start = WallClock.monotonic
  private let wall = WallTime(
    microseconds: WallClock.now, utcOffsetSeconds: WallClock.utcOffset(at: WallClock.now))
  private let state = Mutex(State())

  private struct State {
    var writers: [UInt32: RecordingWriter] = [:]
    /// Those of devices that went away: closed, like the others, at the end.
    var finished: [RecordingWriter] = []
    var paths: [String] = []
    var failure: RecordingError?
  }

  init(_ options: Recorder.Options, log: OperationalLog, mailbox: LoopMailbox) {
    self.options = options
    self.log = log
    self.mailbox = mailbox
  }

  /// Begins the device's file. Returns why there is none.
  func start(_ device: InputDevice) -> String? {
    guard options.nodes.isEmpty || options.nodes.contains(device.node) else {
      return "it is not among the devices named"
    }
    let path = "\(options.folder)/event\(device.number)-\(slug(device.candidate.name)).events"
    let header = RecordingHeader(
      device: device.description, start: start, wall: wall, order: device.number,
      isObfuscated: options.isObfuscated, provenance: device.provenance, seat: device.seat)
    do throws(RecordingError) {
      try state.withLock { state throws(RecordingError) in
        state.writers[device.id.rawValue] = try RecordingWriter(path: path, header: header)
        state.paths.append(path)
      }
      log.info("recording to \(path)")
      return nil
    } catch {
      fail(error)
      return "\(error)"
    }
  }

  func append(_ item: RecordedItem, of device: UInt32) {
    do throws(RecordingError) {
      try state.withLock { state throws(RecordingError) in try state.writers[device]?.append(item) }
    } catch { fail(error) }
  }

  /// Ends the file of a device that went away, and the session with the last one that was named.
  func finish(_ device: UInt32, at time: Int64) {
    append(.end(time: time), of: device)
    let remaining = state.withLock { state in
      state.finished.append(
        contentsOf: [state.writers.removeValue(forKey: device)].compactMap { $0 })
      return state.writers.count
    }
    if remaining == 0, !options.nodes.isEmpty { mailbox.stop() }
  }

  func appendToAll(_ item: RecordedItem) {
    do throws(RecordingError) {
      try state.withLock { state throws(RecordingError) in
        for writer in state.writers.values { try writer.append(item) }
      }
    } catch { fail(error) }
  }

  /// Writes what is left, and tells of the first thing that went wrong.
  func close() throws -> [String] {
    let (paths, failure) = try state.withLock { state in
      for writer in state.finished + state.writers.values { try writer.close() }
      return (state.paths, state.failure)
    }
    if let failure { throw failure }
    return paths
  }

  /// A recording with a hole that nobody knows of is worse than none: stop.
  private func fail(_ error: RecordingError) {
    state.withLock { $0.failure = $0.failure ?? error }
    mailbox.stop()
  }

  /// The name in the letters that no shell minds.
  private func slug(_ name: String) -> String {
    let words = name.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    return words.isEmpty ? "device" : words.joined(separator: "-")
  }
}

/// Passes events on to files. Slower than a sensor's loop may be, which a recording can afford.
private struct RecordingConsumer: ~Copyable, EventConsumer {
  let files: RecordingFiles

  var deadline: Int64? { nil }

  mutating func take(
    _ event: KernelEvent, from device: DeviceTag, classifier: inout EventClassifier
  ) {
    files.append(.event(event), of: device.number)
  }

  mutating func setAside(
    _ event: KernelEvent, because cause: SetAsideCause, from device: DeviceTag
  ) {
    // What the sensor must not use is no part of a recording of what it uses.
  }

  mutating func gap(
    _ cause: GapCause, of device: DeviceTag, classifier: inout EventClassifier, at time: Int64
  ) {
    files.append(.gap(cause, time: time), of: device.number)
    if cause == .removed { files.finish(device.number, at: time) }
  }

  mutating func suspended(at time: Int64) { files.appendToAll(.gap(.suspended, time: time)) }
  mutating func advance(to time: Int64) {}
  mutating func stop(at time: Int64) { files.appendToAll(.end(time: time)) }
}
