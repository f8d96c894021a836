internal import FeatureLog
internal import Glibc

/// The file of metrics: made from the sensor's status document, replaced as a whole.
///
/// What grows as people work is held back to full hours of the sensor's run, so that whoever scrapes the
/// file, however often, can't tell when in an hour someone was active, nor how long a password is.
struct MetricsFile {
  static let hour = 3_600

  let path: String
  private var heldHour = 0
  private var held: [[Metric.Sample]] = []

  init(path: String) { self.path = path }

  /// The file's text for what a sensor says of itself now.
  mutating func text(of status: JSONValue) -> [UInt8] {
    let hour = (status["uptime_s"]?.integer ?? 0) / Self.hour
    let current = Metric.all.map { $0.samples(status) }
    if hour == 0 {
      held = current.map(Self.zeroed)
    } else if hour != heldHour {
      (heldHour, held) = (hour, current)
    }
    return Metric.text(
      zip(Metric.all, zip(current, held)).map { metric, samples in
        (metric, metric.pace == .hourly ? samples.1 : samples.0)
      })
  }

  private static func zeroed(_ samples: [Metric.Sample]) -> [Metric.Sample] {
    samples.map { Metric.Sample(labels: $0.labels, value: 0) }
  }

  /// Puts `text` in the file's place. Everyone may read it, whatever the umask: that is its purpose.
  func replace(with text: [UInt8]) throws(SystemCallError) {
    // A collector reads whatever ends in .prom.
    let temporary = path + ".new"
    unlink(temporary)
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw SystemCallError(temporary, errno) }
    var code: CInt = fchmod(descriptor, 0o644) == 0 ? 0 : errno
    if code == 0 {
      let count = write(descriptor, text, text.count)
      if count < 0 { code = errno } else if count < text.count { code = ENOSPC }
    }
    close(descriptor)
    if code == 0, rename(temporary, path) != 0 { code = errno }
    guard code != 0 else { return }
    unlink(temporary)
    throw SystemCallError(path, code)
  }

  /// A sensor that has stopped has no metrics.
  func remove() { unlink(path) }
}
