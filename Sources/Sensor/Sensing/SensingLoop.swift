internal import CLinux
internal import Glibc
internal import InputEvents

/// Reads every device: the one high-priority thread.
///
/// It sleeps until a device has events, then lets a pointer's queue fill for a safe while before it
/// reads (``LateReading``); the kernel's stamps keep the precision. While someone types, keyboards
/// are read at a steady pace instead, so that the wakeups don't tell when a key was struck. Events
/// of all devices are taken in the order of their stamps. It never allocates, locks, logs, opens or
/// closes; idle, it doesn't wake at all.
struct SensingLoop<Consumer: EventConsumer & ~Copyable>: ~Copyable {
  private var consumer: Consumer
  private var commands: RingConsumer<LoopCommand>
  private let mailbox: LoopMailbox
  private var pace: KeyboardPace

  private var readers: ReaderHandle?
  private let everything: EpollSet
  /// All but the keyboards, to wait for while those are read at their own pace.
  private let pointers: EpollSet
  private var suspension = SuspensionDetector()
  /// When it last looked at the clock, in nanoseconds: once a wakeup, as looking can take a system call.
  private var time = now()
  /// The earliest stamp of the events that are here but lie after the last horizon.
  private var leftOver: Int64?

  /// - Parameter keyboardPeriod: nanoseconds between reads of keyboards while someone types.
  init(
    consumer: consuming Consumer, keyboardPeriod: Int64, mailbox: LoopMailbox,
    commands: consuming RingConsumer<LoopCommand>
  ) throws(SystemCallError) {
    let everything = try EpollSet(control: mailbox.wake.descriptor)
    let pointers = try EpollSet(control: mailbox.wake.descriptor)
    self.everything = everything
    self.pointers = pointers
    self.consumer = consumer
    self.commands = commands
    self.mailbox = mailbox
    pace = KeyboardPace(period: keyboardPeriod)
  }

  /// Runs until the mailbox says stop; then the consumer is stopped and every reader given back.
  mutating func run() {
    while !mailbox.isStopping {
      turn()
      mailbox.signs.show(.loop)
    }
    time = now()
    readAndTake()
    consumer.stop(at: time / 1_000)
    while let reader = readers { giveBack(reader) }
  }

  /// One wakeup.
  private mutating func turn() {
    let ready = pace.isTyping ? pointers.wait(timeout: timeout) : everything.wait(timeout: timeout)
    let hold = ready.shortestHold
    if ready.control {
      mailbox.wake.clear()
      time = now()
      // Readers may be gone after this, those of `ready` among them.
      obey()
    }
    if let hold { sleep(hold) }
    time = now()
    if hold == nil, ready.devices > 0, !pace.isTyping {
      // Someone begins to type: read with the next tick, like all that follows.
      pace.begin(at: time)
      return
    }
    if ready.devices > 0 || time >= deadline { readAndTake() }
  }

  // MARK: Waiting

  /// When to wake without an event, in nanoseconds; `Int64.max` while nothing is under way.
  private var deadline: Int64 {
    let consumer = consumer.deadline.map { $0 * 1_000 } ?? .max
    let waiting = leftOver.map { ($0 + 1) * 1_000 } ?? .max
    return min(consumer, waiting, pace.nextTick ?? .max)
  }

  /// Nanoseconds, or -1 where only an event can end the wait.
  private var timeout: Int64 {
    let deadline = deadline
    return deadline == .max ? -1 : max(0, deadline - time)
  }

  // MARK: Reading

  /// Reads all devices that have events and takes, in the order of their stamps, what was stamped
  /// until now.
  private mutating func readAndTake() {
    if suspension.hasSuspended(at: time) { cutForSuspension() }
    pace.ticked(at: time)
    var horizon = time / 1_000
    let ready = everything.wait(timeout: 0)
    if ready.isFull {
      // More may be ready than were told: ask each one.
      forEachReader { loop, reader in loop.read(reader, &horizon) }
    } else {
      ready.forEachReader { read($0, &horizon) }
    }
    take(through: horizon)
    consumer.advance(to: horizon)
    leftOver = nil
    forEachReader { loop, reader in loop.settle(reader) }
  }

  private mutating func read(_ reader: ReaderHandle, _ horizon: inout Int64) {
    let result = reader.pointer.pointee.read()
    // What is still queued is later than what is here: other devices must not overtake it.
    if result == .full, let last = reader.pointer.pointee.lastTime { horizon = min(horizon, last) }
    if reader.pointer.pointee.clockStepped {
      reader.pointer.pointee.clockStepped = false
      cut(.clock, reader)
    }
    if reader.pointer.pointee.isKeyboard, reader.pointer.pointee.headTime != nil {
      pace.keyMoved(at: time)
    }
  }

  /// After all else was taken: parts with a device that is gone, and notes what is left over.
  private mutating func settle(_ reader: ReaderHandle) {
    if reader.pointer.pointee.isGone {
      take(through: .max, of: reader)
      cut(.removed, reader)
      giveBack(reader)
    } else if let time = reader.pointer.pointee.headTime {
      leftOver = min(leftOver ?? .max, time)
    }
  }

  /// Merges the devices' events: from the one with the earliest, as long as no other has an earlier.
  private mutating func take(through horizon: Int64) {
    while let (first, limit) = earliest(through: horizon) { take(through: limit, of: first) }
  }

  /// The reader with the earliest event, and up to when it has the earliest. Of equal stamps, the
  /// device of lower order goes first.
  private func earliest(through horizon: Int64) -> (ReaderHandle, limit: Int64)? {
    var first: ReaderHandle?
    var firstTime = Int64.max
    var limit = horizon
    var next = readers
    while let reader = next {
      next = reader.pointer.pointee.next
      guard let time = reader.pointer.pointee.headTime, time <= horizon else { continue }
      guard let best = first else {
        first = reader
        firstTime = time
        continue
      }
      let (order, bestOrder) = (reader.pointer.pointee.order, best.pointer.pointee.order)
      if (time, order) < (firstTime, bestOrder) {
        limit = min(limit, order < bestOrder ? firstTime : firstTime - 1)
        first = reader
        firstTime = time
      } else {
        limit = min(limit, bestOrder < order ? time : time - 1)
      }
    }
    // A node's number may be given anew while its former device is still here: of equals, either
    // goes first, but one must.
    return first.map { ($0, max(limit, firstTime)) }
  }

  private mutating func take(through limit: Int64, of reader: ReaderHandle) {
    let tag = reader.pointer.pointee.tag
    reader.pointer.pointee.take(through: limit) { event, classifier in
      consumer.take(event, from: tag, classifier: &classifier)
    }
  }

  // MARK: Cutting

  private mutating func cut(_ cause: GapCause, _ reader: ReaderHandle) {
    let tag = reader.pointer.pointee.tag
    consumer.gap(
      cause, of: tag, classifier: &reader.pointer.pointee.classifier, at: time / 1_000)
  }

  /// Before it sleeps, the kernel lets go of every key; no person did. Nothing that is queued now can
  /// be trusted.
  private mutating func cutForSuspension() {
    forEachReader { loop, reader in
      reader.pointer.pointee.classifier.forget()
      let tag = reader.pointer.pointee.tag
      var result = DeviceReader.ReadResult.full
      while result == .full {
        result = reader.pointer.pointee.read()
        reader.pointer.pointee.take(through: .max) { event, _ in
          loop.consumer.setAside(event, because: .suspended, from: tag)
        }
      }
    }
    consumer.suspended(at: time / 1_000)
  }

  // MARK: Devices

  private mutating func obey() {
    while let command = commands.pop() {
      switch command.action {
      case .add: add(command.reader)
      case .remove:
        guard holds(command) else { continue }
        cut(.removed, command.reader)
        giveBack(command.reader)
      case .pause:
        guard holds(command) else { continue }
        // What is queued is read by nobody, and what was read is wiped with its reader.
        giveBack(command.reader)
        if readers == nil { consumer.stop(at: time / 1_000) }
      case .grabbed:
        if holds(command) { cut(.grabbed, command.reader) }
      }
    }
  }

  private mutating func add(_ reader: ReaderHandle) {
    reader.pointer.pointee.next = readers
    readers = reader
    everything.add(reader)
    if !reader.pointer.pointee.isKeyboard { pointers.add(reader) }
  }

  private func holds(_ command: LoopCommand) -> Bool {
    var next = readers
    while let reader = next {
      if reader == command.reader {
        return reader.pointer.pointee.tag.number == command.number
      }
      next = reader.pointer.pointee.next
    }
    return false
  }

  /// Takes the reader out of the list and hands it to the device manager, which frees it.
  private mutating func giveBack(_ reader: ReaderHandle) {
    everything.remove(reader)
    if !reader.pointer.pointee.isKeyboard { pointers.remove(reader) }
    if readers == reader {
      readers = reader.pointer.pointee.next
    } else {
      var previous = readers
      while let current = previous, current.pointer.pointee.next != reader {
        previous = current.pointer.pointee.next
      }
      previous?.pointer.pointee.next = reader.pointer.pointee.next
    }
    mailbox.giveBack(reader)
  }

  /// Calls `body` with each reader, which it may give back.
  @inline(__always)
  private mutating func forEachReader(
    _ body: (inout SensingLoop, ReaderHandle) -> Void
  ) {
    var next = readers
    while let reader = next {
      next = reader.pointer.pointee.next
      body(&self, reader)
    }
  }
}

/// Nanoseconds of the monotonic clock.
@inline(__always)
private func now() -> Int64 { clinux_clock_ns(CLOCK_MONOTONIC) }

private func sleep(_ nanoseconds: Int64) {
  var time = timespec(
    tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
  // A signal that cuts it short only makes the read a little earlier.
  nanosleep(&time, nil)
}
