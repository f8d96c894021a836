import CLinux
import Glibc

/// Commands to the device manager's thread from any other: a pipe, so that sending is one system
/// call without memory to allocate or a lock to wait for.
struct CommandPipe: ~Copyable, Sendable {
  enum Command: Equatable {
    case stop
    case release(DeviceID)
    case checkGrabs
    case pause
    case resume
  }

  private let reading: FileDescriptor
  private let writing: FileDescriptor

  init() throws(CommandPipeError) {
    var ends: (CInt, CInt) = (-1, -1)
    let status = withUnsafeMutableBytes(of: &ends) { bytes in
      clinux_pipe(bytes.baseAddress?.assumingMemoryBound(to: CInt.self))
    }
    guard status >= 0 else { throw CommandPipeError(errno: -status) }
    reading = FileDescriptor(owning: ends.0)
    writing = FileDescriptor(owning: ends.1)
  }

  /// Readable when there are commands.
  var descriptor: CInt { reading.raw }

  /// Safe on a real-time thread. A command that the pipe has no room for is one of thousands that
  /// nobody took: its receiver is gone.
  func send(_ command: Command) {
    var word =
      switch command {
      case .stop: UInt64.max
      case .checkGrabs: UInt64.max - 1
      case .pause: UInt64.max - 2
      case .resume: UInt64.max - 3
      case .release(let id): UInt64(id.rawValue)
      }
    _ = retrying { write(writing.raw, &word, MemoryLayout<UInt64>.size) }
  }

  /// The commands that have come, in their order, without waiting.
  func receive() -> [Command] {
    var words = InlineArray<64, UInt64>(repeating: 0)
    let size = MemoryLayout.size(ofValue: words)
    let count = retrying { read(reading.raw, &words, size) } / MemoryLayout<UInt64>.size
    return (0..<max(count, 0)).map { index in
      switch words[index] {
      case .max: .stop
      case .max - 1: .checkGrabs
      case .max - 2: .pause
      case .max - 3: .resume
      case let word: .release(DeviceID(rawValue: UInt32(truncatingIfNeeded: word)))
      }
    }
  }
}

/// The process has no descriptor left for the manager's commands.
public struct CommandPipeError: Error, Equatable, CustomStringConvertible {
  public let errno: CInt
  public var description: String {
    "no pipe for the device manager: \(reason(errno)); raise the limit of open files"
  }
}
