internal import Glibc

/// The heartbeat's own program.
public enum HeartbeatProgram {
  /// Where it is installed: beside this one.
  public static var path: String {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
    let bytes = buffer.prefix(max(count, 0)).map { UInt8(bitPattern: $0) }
    let own = String(decoding: bytes, as: UTF8.self)
    return (own.lastIndex(of: "/").map { String(own[...$0]) } ?? "") + "tactus-heartbeat"
  }
}
