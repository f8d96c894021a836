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
  /// The names in the folder, in their order; none where it isn't there.
  package func names() throws(FeatureLogError) -> [String] {
    do throws(SystemError) {
      return try SystemCall.names(in: path).sorted()
    } catch {
      if error.code == ENOENT { return [] }
      throw .cannotRead(path: path, error)
    }
  }

  /// The paths of what sensors told about themselves, the oldest first.
  public func monitorLogs() throws(FeatureLogError) -> [String] {
    try names().filter { $0.hasPrefix("monitor_") && $0.hasSuffix(".log") }
      .map { path + "/" + $0 }
  }
}
