public import InputEvents

/// The bookkeeping of one half of the sensor: events read = used + set aside, by cause.
public struct Ledger: BitwiseCopyable, Sendable {
  public var used: UInt64 = 0
  private var aside = InlineArray<8, UInt64>(repeating: 0)

  public init() {}

  @inline(__always)
  public mutating func setAside(_ cause: SetAsideCause) { aside[Int(cause.rawValue)] &+= 1 }

  public func setAside(by cause: SetAsideCause) -> UInt64 { aside[Int(cause.rawValue)] }

  public mutating func merge(_ other: Ledger) {
    used &+= other.used
    aside.merge(other.aside)
  }

  public var read: UInt64 {
    var total = used
    for index in aside.indices { total &+= aside[index] }
    return total
  }
}

/// Holes in the stream of events, by cause.
public struct GapCounts: BitwiseCopyable, Sendable {
  private var counts = InlineArray<8, UInt64>(repeating: 0)

  public init() {}

  public mutating func merge(_ other: GapCounts) { counts.merge(other.counts) }

  public subscript(cause: GapCause) -> UInt64 {
    get { counts[Int(cause.rawValue)] }
    set { counts[Int(cause.rawValue)] = newValue }
  }
}
