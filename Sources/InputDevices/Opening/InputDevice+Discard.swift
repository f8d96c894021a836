import CLinux
import Glibc
import InputEvents
import Synchronization

extension InputDevice {
  /// Throws away what is queued, counted as delivered: for a program that watches the device without
  /// sensing anything, and still has to tell silence from a grab.
  ///
  /// - Returns: false once reading fails, for the device is gone then.
  public func discardQueue() -> Bool {
    let size = queueLength * MemoryLayout<KernelEvent>.stride
    return withUnsafeTemporaryAllocation(byteCount: size, alignment: 8) { buffer in
      defer { clinux_wipe(buffer.baseAddress, size) }
      while true {
        let count = retrying { read(descriptor, buffer.baseAddress, size) }
        guard count > 0 else { return count == -Int(EAGAIN) }
        delivered.add(
          UInt64(count / MemoryLayout<KernelEvent>.stride), ordering: .relaxed)
      }
    }
  }
}
