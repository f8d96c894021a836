import Glibc

/// Cuts what a descriptor delivers into lines, in bounded memory however long a line is.
struct LineReader: ~Copyable {
  /// A record has a few tens of kilobytes; what is longer than this is none.
  static let longestLine = 1 << 20
  private static let blockSize = 1 << 16

  enum Line: Equatable {
    /// Without its newline.
    case whole([UInt8])
    /// The file ends inside this line.
    case unfinished([UInt8])
    case tooLong
  }

  let descriptor: OwnedDescriptor
  /// The number of the line read last, from 1.
  private(set) var lineNumber = 0
  /// How many bytes have been taken from the descriptor.
  private(set) var position = 0
  /// Read and not yet handed out; a newline lies at or after `searched` only.
  private var pending: [UInt8] = []
  private var start = 0
  private var searched = 0
  private var isSkipping = false

  init(_ descriptor: consuming OwnedDescriptor) {
    self.descriptor = descriptor
  }

  /// The next line; nil where no newline is left to be found at the moment. Later calls go on from
  /// there if the file has grown.
  mutating func next() throws(SystemError) -> Line? {
    while true {
      if let newline = pending[searched...].firstIndex(of: 0x0A) {
        defer { (start, searched) = (newline + 1, newline + 1) }
        lineNumber += 1
        if isSkipping || newline - start > Self.longestLine {
          isSkipping = false
          return .tooLong
        }
        return .whole(Array(pending[start..<newline]))
      }
      pending.removeFirst(start)
      start = 0
      if pending.count > Self.longestLine {
        isSkipping = true
        pending.removeAll(keepingCapacity: true)
      }
      searched = pending.count
      guard try fill() else { return nil }
    }
  }

  /// What the file ends in without a newline, once; nil where it ends in a newline.
  mutating func remainder() -> Line? {
    defer {
      pending = []
      (start, searched, isSkipping) = (0, 0, false)
    }
    guard isSkipping || start < pending.count else { return nil }
    lineNumber += 1
    return isSkipping ? .tooLong : .unfinished(Array(pending[start...]))
  }

  private mutating func fill() throws(SystemError) -> Bool {
    var failure: SystemError?
    let raw = descriptor.raw
    let block = [UInt8](unsafeUninitializedCapacity: Self.blockSize) { buffer, count in
      do throws(SystemError) {
        count = try SystemCall.read(raw, into: UnsafeMutableRawBufferPointer(buffer))
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    pending.append(contentsOf: block)
    position += block.count
    return !block.isEmpty
  }
}
