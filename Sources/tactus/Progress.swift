import Glibc

/// How far a long reading has come, on one line of the terminal; nothing where standard error is none.
struct Progress {
  private static let width = 30
  private let path: String
  private let isShown = isatty(STDERR_FILENO) == 1
  private let begin = Progress.now()
  private var hasShown = false

  init(_ path: String) { self.path = path }

  /// - Parameters:
  ///   - done: files that were read.
  ///   - ahead: files that are to be read yet.
  mutating func show(done: Int, ahead: Int) {
    // What is over in a moment needs no bar.
    guard isShown, ahead > 0, hasShown || Self.now() - begin > 0.5 else { return }
    hasShown = true
    let filled = Self.width * done / max(1, done + ahead)
    let bar =
      String(repeating: "#", count: filled) + String(repeating: ".", count: Self.width - filled)
    StandardError.write("\r[\(bar)] \(done) of \(done + ahead) files of \(path)\u{1B}[K")
  }

  /// Leaves the line to what comes next.
  mutating func clear() {
    if hasShown { StandardError.write("\r\u{1B}[K") }
    hasShown = false
  }

  /// Seconds of the monotonic clock.
  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
