import CLinux

/// Which keys and buttons of a device are down, in a form that can only be compared.
///
/// A digest under a seed of this process: two states can be told apart, but no key be read from it.
public struct KeyState: Sendable, Equatable {
  private let digest: Int

  /// - Parameter bits: a bitmap of the keys that are down.
  init(bits: UnsafeRawBufferPointer) {
    var hasher = Hasher()
    hasher.combine(bytes: bits)
    digest = hasher.finalize()
  }

  /// `nil` where the descriptor can't be asked: the device is gone.
  init?(descriptor: CInt) {
    // KEY_CNT bits, wiped afterwards: they say what is being typed at this moment.
    var bits = InlineArray<12, UInt64>(repeating: 0)
    let state = withUnsafeMutableBytes(of: &bits) { bytes -> KeyState? in
      defer { clinux_wipe(bytes.baseAddress, bytes.count) }
      let size = UInt32(bytes.count)
      guard clinux_input_key_state(descriptor, bytes.baseAddress, size) >= 0 else { return nil }
      return KeyState(bits: UnsafeRawBufferPointer(bytes))
    }
    guard let state else { return nil }
    self = state
  }
}
