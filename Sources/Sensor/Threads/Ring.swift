internal import Synchronization

/// The memory behind a ring: bounded, allocated once, shared by exactly two threads.
@usableFromInline
final class RingStorage<Element: BitwiseCopyable>: @unchecked Sendable {
  // A cache line apart: the consumer writes `head`, the producer `tail`.
  let head = Atomic<UInt>(0)
  private let padding = InlineArray<15, UInt>(repeating: 0)
  let tail = Atomic<UInt>(0)
  let mask: UInt
  let slots: UnsafeMutablePointer<Element>

  init(capacity: Int) {
    precondition(capacity > 1 && capacity & (capacity - 1) == 0, "capacity is a power of two")
    mask = UInt(capacity - 1)
    slots = .allocate(capacity: capacity)
  }

  deinit { slots.deallocate() }
}

/// The writing end of a lock-free queue. It can't be copied, so the compiler proves that there is one.
@usableFromInline
struct RingProducer<Element: BitwiseCopyable>: ~Copyable, Sendable {
  private let storage: RingStorage<Element>
  private var tail: UInt = 0

  fileprivate init(_ storage: RingStorage<Element>) { self.storage = storage }

  /// Appends `element`; `false`, and nothing changed, where the ring is full.
  mutating func push(_ element: borrowing Element) -> Bool {
    guard tail &- storage.head.load(ordering: .acquiring) <= storage.mask else { return false }
    (storage.slots + Int(tail & storage.mask)).initialize(to: copy element)
    tail &+= 1
    storage.tail.store(tail, ordering: .releasing)
    return true
  }
}

/// The reading end.
@usableFromInline
struct RingConsumer<Element: BitwiseCopyable>: ~Copyable, Sendable {
  private let storage: RingStorage<Element>
  private var head: UInt = 0

  fileprivate init(_ storage: RingStorage<Element>) { self.storage = storage }

  /// Removes the oldest element; `nil` where the ring is empty.
  mutating func pop() -> Element? {
    guard head != storage.tail.load(ordering: .acquiring) else { return nil }
    let element = storage.slots[Int(head & storage.mask)]
    head &+= 1
    storage.head.store(head, ordering: .releasing)
    return element
  }
}

/// Both ends of a ring of `capacity` elements, a power of two.
///
/// Frozen, so that another module, a test, can take it apart.
@frozen @usableFromInline
struct Ring<Element: BitwiseCopyable>: ~Copyable {
  @usableFromInline var producer: RingProducer<Element>
  @usableFromInline var consumer: RingConsumer<Element>

  init(capacity: Int) {
    let storage = RingStorage<Element>(capacity: capacity)
    producer = RingProducer(storage)
    consumer = RingConsumer(storage)
  }
}
