import Glibc

/// Lines of any text file, in bounded memory.
public enum TextLines {
  /// Hands each line without its newline to `take`, as far as the file can be read.
  public static func read(_ path: String, _ take: ([UInt8]) -> Void) {
    guard var lines = try? LineReader(path: path, isCompressed: false) else { return }
    while let line = try? lines.next() ?? lines.remainder() {
      switch line {
      case .whole(let bytes), .unfinished(let bytes): take(bytes)
      case .tooLong: break
      }
    }
  }
}

extension LogFolder {
  /// The paths of what sensors told about themselves, the oldest first; none of another folder.
  public var monitorLogs: [String] {
    ((try? SystemCall.names(in: path)) ?? [])
      .filter { $0.hasPrefix("monitor_") && $0.hasSuffix(".log") }.sorted()
      .map { path + "/" + $0 }
  }
}
