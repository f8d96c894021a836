import BehaviorFeatures
import FeatureLog
import Glibc

/// Appends windows to a feature log through the sensor's own writer, and tells what became of each:
///
///     log-driver FOLDER [windows=N] [segment=BYTES] [sync=MICROSECONDS] [pause=MICROSECONDS]
///                [day=WINDOWS] [keep=BYTES] [tidy=1] [finish=0] [hold=1]
///
/// Lines on standard output: `ok NUMBER` or `lost CAUSE` for each window as soon as the writer has
/// answered, `sync FAILED` where it failed, at the end `made N untold N`. They are written by writev,
/// so that a fault in write(2) meets the log alone.
@main
struct LogDriver {
  private var values: [String: Int] = [:]
  private let folder: LogFolder
  private let run = String(UInt64.random(in: 1 << 60...UInt64.max), radix: 16)

  static func main() {
    signal(SIGXFSZ, SIG_IGN)
    signal(SIGPIPE, SIG_IGN)
    let arguments = CommandLine.arguments.dropFirst()
    guard let folder = arguments.first else { exit(64) }
    exit(LogDriver(folder, arguments.dropFirst()).drive())
  }

  private init(_ folder: String, _ settings: some Sequence<String>) {
    self.folder = LogFolder(path: folder)
    for setting in settings {
      let parts = setting.split(separator: "=")
      guard parts.count == 2, let value = Int(parts[1]) else { exit(64) }
      values[String(parts[0])] = value
    }
  }

  private func value(_ name: String, _ standard: Int) -> Int { values[name] ?? standard }

  private func drive() -> Int32 {
    var policy = LogPolicy()
    policy.segmentBytes = Int64(value("segment", 16 << 20))
    policy.syncMicroseconds = Int64(value("sync", 1_000_000))
    policy.keptBytes = Int64(value("keep", 0))
    policy.keptMicroseconds = 0
    do throws(FeatureLogError) {
      var writer = try FeatureLogWriter(folder: folder, policy: policy)
      tell("ready \(writer.nextSequence)")
      let keeper = LogKeeper(folder: folder, policy: policy)
      var rotations = -1
      for number in 0..<value("windows", 1) {
        append(window(number), to: &writer)
        if value("tidy", 0) > 0, writer.counters.rotations > rotations {
          rotations = writer.counters.rotations
          _ = keeper.tidy(now: 0)
        }
        if value("pause", 0) > 0 { usleep(UInt32(value("pause", 0))) }
      }
      if value("finish", 1) > 0 { try? writer.finish() }
      tell("made \(value("windows", 1)) untold \(writer.untoldWindows)")
      if value("hold", 0) > 0 { pause() }
      return 0
    } catch {
      tell("refused \(error)")
      if case .alreadyRunning = error { return 75 }
      return 73
    }
  }

  private func append(_ record: WindowRecord, to writer: inout FeatureLogWriter) {
    do throws(FeatureLogError) {
      let failures = writer.counters.failedSyncs
      try writer.append(record)
      if value("sync", 1) > 0 { try? writer.synchronizeIfDue() }
      tell("ok \(writer.nextSequence - 1)")
      if writer.counters.failedSyncs > failures { tell("sync failed") }
    } catch {
      tell("lost \(LossCause(error).rawValue)")
    }
  }

  /// A day has so many windows.
  private func window(_ number: Int) -> WindowRecord {
    let length = 86_400 / max(1, value("day", 1440))
    return WindowRecord(
      sequence: 0, bootID: "0f1e2d3c-4b5a", runID: run, source: .live,
      startMicroseconds: (1_795_392_000 + Int64(number * length)) * 1_000_000,
      utcOffsetSeconds: 0, duration: Double(length), isComplete: true, seat: "seat0", user: nil,
      keyboards: 1, pointers: 1, provenance: ["usb"], lengthUnit: "mm", counts: [],
      features: FeatureTable.all.map { _ in 0.1 + Double(number) })
  }

  private func tell(_ text: String) {
    var line = Array((text + "\n").utf8)
    line.withUnsafeMutableBytes { bytes in
      var piece = iovec(iov_base: bytes.baseAddress, iov_len: bytes.count)
      _ = writev(STDOUT_FILENO, &piece, 1)
    }
  }
}
