internal import CommandLineKit
internal import Settings

/// Finds a worker that lives and does nothing: it hasn't asked the sensor for leave to beat for longer
/// than two beats can take.
///
/// Times are microseconds of the monotonic clock, so that neither sleep nor a step of the clock makes a
/// worker look hung.
struct HangDetector {
  /// A busy machine may take this long to start a worker.
  static let shortest = TimeSpan.seconds(30)

  private let patience: Int64
  private(set) var nextLook: Int64

  init(_ settings: HeartbeatSettings, startedAt: Int64) {
    let beats = 2 * settings.interval.microseconds + settings.timeout.microseconds
    patience = max(beats, Self.shortest.microseconds)
    nextLook = startedAt + patience
  }

  /// Whether the worker hangs; looked at when the time has come, else no.
  ///
  /// - Parameter lastSign: when the worker last asked; nil where it never did.
  mutating func finds(hangAt now: Int64, lastSign: Int64?) -> Bool {
    guard now >= nextLook else { return false }
    let since = lastSign.map { $0 + patience } ?? nextLook
    guard now < since else { return true }
    nextLook = since
    return false
  }
}
