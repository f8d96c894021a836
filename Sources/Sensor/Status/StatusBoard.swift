internal import FeatureLog
internal import Synchronization

/// What the threads want told of themselves. Nothing of it changes with a key or a movement: what a window
/// holds is told when its record is written, and no earlier.
final class StatusBoard: Sendable {
  struct Contents: Sendable {
    /// The priority that the sensing loop got; nil before it asked.
    var priority: String?
    /// The same as a number; 0 where it isn't real time.
    var realtimePriority = 0
    /// The watcher for devices has told of all that were there at the start.
    var hasSettled = false

    /// Records written by this run, and windows that couldn't be.
    var written = 0
    var lost = 0
    /// The lost ones by cause; those that found no place to wait aren't among them.
    var losses: [LossCause: Int] = [:]
    /// How often the system refused to write a record, by its reason.
    var refusals: [SystemError: Int] = [:]
    var lastSequence: Int?
    /// Why the log can't be written; nil while it can.
    var logProblem: String?
    /// Sums of what the records say, by the records' own names: `events.pointer.read`, `gap.dropped`.
    var counts: [(name: String, sum: Int)] = []

    var worker = Worker()
  }

  /// The heartbeat's worker, as its keeper sees it.
  struct Worker: Sendable {
    var processID: Int32?
    /// How often it was started again.
    var restarts = 0
    /// When it last asked whether the sensor is sensing, in microseconds of the monotonic clock.
    var lastSign: Int64?
    /// Why there is none; nil where one runs or is to be started.
    var problem: String?
  }

  private let contents = Mutex(Contents())

  var snapshot: Contents { contents.withLock { $0 } }

  func update(_ change: (inout Contents) -> Void) {
    contents.withLock { change(&$0) }
  }

  func note(_ record: WindowRecord, sequence: Int) {
    update { contents in
      contents.lastSequence = sequence
      contents.logProblem = nil
      // Examples that were played are nothing that was sensed.
      guard record.source == .live else { return }
      contents.written += 1
      if contents.counts.isEmpty { contents.counts = record.counts.map { ($0.name, 0) } }
      for (index, count) in record.counts.enumerated() where index < contents.counts.count {
        contents.counts[index].sum += count.value ?? 0
      }
    }
  }
}
