internal import Synchronization

/// What the device manager's thread tells the sensing loop.
struct LoopCommand: BitwiseCopyable, Sendable {
  enum Action: UInt8, BitwiseCopyable, Sendable {
    /// Read this device from now on.
    case add
    /// Stop reading it and give it back.
    case remove
    /// The same, because nothing is to be read for a while; with the last one all ends that is under way.
    case pause
    /// Another program has taken it for itself: what it held is unknown.
    case grabbed
  }

  var action: Action
  /// The device's number, for its reader's address may be another's by now.
  var number: UInt32
  var reader: ReaderHandle
}

/// The lock-free boxes between the sensing loop and the other threads: commands in, readers back,
/// windows out.
final class LoopMailbox: Sendable {
  /// Wakes the loop.
  let wake: WakeEvent
  /// Wakes the device manager: a reader came back.
  let returned: WakeEvent
  /// Wakes the window writer.
  let windowReady: WakeEvent
  let signs: SignsOfLife
  private let stopping = Atomic<Bool>(false)
  private let examplesWanted = Atomic<Bool>(false)
  private let ended = Atomic<Bool>(false)
  private let droppedWindows = Atomic<UInt64>(0)
  /// The readers given back and not yet collected, linked by their `next`.
  private let givenBack = Atomic<UInt>(0)

  init() throws(SystemCallError) {
    wake = try WakeEvent()
    returned = try WakeEvent()
    windowReady = try WakeEvent()
    signs = try SignsOfLife()
  }

  /// Asks the loop and the writer whether they still turn.
  func askForSigns() {
    signs.ask()
    wake.signal()
    windowReady.signal()
  }

  func stop() {
    stopping.store(true, ordering: .releasing)
    wake.signal()
  }

  /// There is no device: whoever looks on may be shown examples.
  func wantExamples() {
    examplesWanted.store(true, ordering: .relaxed)
    windowReady.signal()
  }

  /// Whether that was said since the last call.
  func takeExamplesWanted() -> Bool { examplesWanted.exchange(false, ordering: .relaxed) }

  /// The loop has handed over its last window and given back its last reader.
  func loopEnded() {
    ended.store(true, ordering: .releasing)
    windowReady.signal()
  }

  var hasLoopEnded: Bool { ended.load(ordering: .acquiring) }

  var isStopping: Bool { stopping.load(ordering: .acquiring) }

  /// Windows that found the ring to the writer full.
  var windowsDropped: UInt64 { droppedWindows.load(ordering: .relaxed) }

  func countDroppedWindow() { droppedWindows.add(1, ordering: .relaxed) }

  /// Hands a reader to the device manager. Called by the loop alone.
  func giveBack(_ reader: ReaderHandle) {
    var head = givenBack.load(ordering: .relaxed)
    while true {
      reader.pointer.pointee.next = ReaderHandle(bitPattern: head)
      let (exchanged, original) = givenBack.weakCompareExchange(
        expected: head, desired: UInt(bitPattern: reader.pointer), ordering: .releasing)
      if exchanged { break }
      head = original
    }
    returned.signal()
  }

  /// Frees all readers given back so far. Called by the device manager alone.
  ///
  /// - Returns: the numbers of their devices.
  func collectReturned() -> [UInt32] {
    var next = ReaderHandle(bitPattern: givenBack.exchange(0, ordering: .acquiring))
    var numbers: [UInt32] = []
    while let reader = next {
      next = reader.pointer.pointee.next
      numbers.append(reader.pointer.pointee.tag.number)
      reader.free()
    }
    return numbers
  }
}
