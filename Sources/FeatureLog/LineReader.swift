import Glibc

/// Cuts what a descriptor delivers into lines, in bounded memory however long a line is.
struct LineReader: ~Copyable, Sendable {
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
  /// How far the descriptor has been read, in bytes from where it stood.
  private(set) var position = 0
  /// Where the line begins that has not been handed out yet.
  var lineStart: Int { position - (pending.count - start) }
  /// Read and not yet handed out; a newline lies at or after `searched` only.
  private var pending: [UInt8] = []
  private var start = 0
  private var searched = 0
  private var isSkipping = false
  private var isStopped = false

  private var unpacker: GzipReader?

  init(_ descriptor: consuming OwnedDescriptor) {
    self.descriptor = descriptor
  }

  /// Opens a file, compressed or not by its name unless that is told.
  init(path: String, isCompressed: Bool? = nil) throws(SystemError) {
    let file = try SystemCall.open(path, O_RDONLY)
    let isCompressed = isCompressed ?? path.hasSuffix(LogSegment.compressedSuffix)
    let unpacker = isCompressed ? try GzipReader(file.raw) : nil
    descriptor = file
    self.unpacker = unpacker
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

  /// Nothing more is read.
  mutating func stop() {
    isStopped = true
    pending = []
    (start, searched, isSkipping) = (0, 0, false)
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

  /// Goes back to the start of an unfinished line of a regular file, to read all of it anew: its
  /// writer may have taken it back and written something else there.
  mutating func rereadUnfinished() throws(SystemError) {
    // Of a line that is too long nothing is kept, and whatever follows it is found all the same.
    if isSkipping || pending.isEmpty { return }
    let (raw, kept) = (descriptor.raw, pending.count - start)
    _ = try SystemCall.retrying { lseek(raw, off_t(-kept), SEEK_CUR) }
    position -= kept
    pending.removeAll(keepingCapacity: true)
    (start, searched) = (0, 0)
  }

  private mutating func fill() throws(SystemError) -> Bool {
    if isStopped { return false }
    var failure: SystemError?
    let (raw, unpacker) = (descriptor.raw, unpacker)
    let block = [UInt8](unsafeUninitializedCapacity: Self.blockSize) { buffer, count in
      do throws(SystemError) {
        let target = UnsafeMutableRawBufferPointer(buffer)
        if let unpacker {
          count = try unpacker.read(into: target)
        } else {
          count = try SystemCall.read(raw, into: target)
        }
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
