internal import CommandLineKit

extension Setting {
  /// Where the logs lie, and how the feature log is kept.
  static let logs: [Setting] = [
    Setting(
      "log_dir", \.logDirectory, under: "Logs", "DIR",
      "folder for the feature log and monitor_*.log (default: /var/log/tactus for root and "
        + "services, else ~/.local/state/tactus)",
      Limits("a folder's path that doesn't begin with '~'") {
        !$0.isEmpty && !$0.hasPrefix("~") && !$0.utf8.contains(0)
      }),
    Setting(
      "log_level", \.logLevel, under: "Logs", "LEVEL",
      "least severity to log: debug, info, warning or error"),
    Setting(
      "runtime_dir", \.runtimeDirectory, under: "Logs", "DIR",
      "folder for the status socket and the heartbeat's files (default: the service's "
        + "RuntimeDirectory=, else 'run' in the log folder)",
      Limits("a folder's path that doesn't begin with '~'") {
        !$0.hasPrefix("~") && !$0.utf8.contains(0)
      }),
    Setting(
      "log_sync", \.logSync, under: "Logs", "TIME",
      "how long a record may wait for the disk, 10ms to 1m; 0 for not at all",
      durationOrZero(.milliseconds(10), .minutes(1))),
    Setting(
      "log_rotate", \.logRotate, under: "Logs", "CHOICE",
      "'auto' begins a new file each day and at log_rotate_size, and compresses old ones; 'off' "
        + "leaves that to others"),
    Setting(
      "log_rotate_size", \.logRotateSize, under: "Logs", "SIZE",
      "size at which a new file is begun, 64K to 1G; 0 for any",
      sizeOrZero(ByteCount(bytes: 64 << 10), ByteCount(bytes: 1 << 30))),
    Setting(
      "log_keep", \.logKeep, under: "Logs", "TIME",
      "how long rotated files are kept, 1h to 3650d; 0 for ever",
      durationOrZero(.hours(1), .days(3650))),
    Setting(
      "log_keep_size", \.logKeepSize, under: "Logs", "SIZE",
      "how much rotated files may take together, 1M to 1T; 0 for any amount",
      sizeOrZero(ByteCount(bytes: 1 << 20), ByteCount(bytes: 1 << 40))),
    Setting(
      "log_keep_free", \.logKeepFree, under: "Logs", "SIZE",
      "how much of the file system to leave free by removing the oldest files, 1M to 1T; 0 for "
        + "nothing",
      sizeOrZero(ByteCount(bytes: 1 << 20), ByteCount(bytes: 1 << 40))),
  ]

  private static func sizeOrZero(_ least: ByteCount, _ most: ByteCount) -> Limits<ByteCount> {
    Limits("0, or a size, from \(least.argument) to \(most.argument)") {
      $0.bytes == 0 || ($0 >= least && $0 <= most)
    }
  }
}
