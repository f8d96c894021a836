internal import Glibc

/// OpenTelemetry's base-2 exponential histogram at scale 3, over 24 octaves: a quantile is known to
/// within 4.4 % of itself.
///
/// A window has a few dozen actions, of which a quantile is less certain than that by far; so their
/// many histograms need be no finer. Each bucket is four of ``ExponentialHistogram``'s.
struct CoarseHistogram: BitwiseCopyable, Sendable {
  static let scale = 3
  private static let capacity = 192

  private let firstIndex: Int
  private(set) var count: UInt64 = 0
  private var buckets = InlineArray<192, UInt32>(repeating: 0)

  /// A histogram from 2^`lowestExponent` on; lower values count into its first bucket.
  init(lowestExponent: Int) { firstIndex = lowestExponent << Self.scale }

  mutating func add(_ value: Double) {
    let slot = HistogramIndex.index(of: value) >> 2 - firstIndex
    buckets[min(max(slot, 0), Self.capacity - 1)] &+= 1
    count &+= 1
  }

  mutating func merge(_ other: CoarseHistogram) {
    guard other.count > 0 else { return }
    for slot in buckets.indices { buckets[slot] &+= other.buckets[slot] }
    count &+= other.count
  }

  /// The value below which a share of `p` lies, log-linear inside its bucket; `nil` when empty.
  func quantile(_ p: Double) -> Double? {
    guard count > 0 else { return nil }
    let rank = p * Double(count)
    var below = 0.0
    var last = 0
    for slot in buckets.indices where buckets[slot] > 0 {
      let here = Double(buckets[slot])
      if below + here >= rank {
        return exp2((Double(firstIndex + slot) + (rank - below) / here) / 8)
      }
      below += here
      last = slot
    }
    return exp2(Double(firstIndex + last + 1) / 8)
  }

  /// The bucket numbers and counts of what isn't empty, in turn.
  var sketch: [Double] {
    var numbers: [Double] = []
    for slot in buckets.indices where buckets[slot] > 0 {
      numbers += [Double(firstIndex + slot), Double(buckets[slot])]
    }
    return numbers
  }

  /// Becomes what such a list describes; false where it describes none.
  mutating func restore(_ numbers: [Double]) -> Bool {
    guard numbers.count.isMultiple(of: 2) else { return false }
    var restored = self
    restored.buckets = InlineArray(repeating: 0)
    restored.count = 0
    for place in stride(from: 0, to: numbers.count, by: 2) {
      guard let index = Int(exactly: numbers[place]), abs(index) < 1 << 20,
        restored.buckets.indices.contains(index - firstIndex),
        let number = UInt32(exactly: numbers[place + 1]), number > 0
      else { return false }
      restored.buckets[index - firstIndex] &+= number
      restored.count &+= UInt64(number)
    }
    self = restored
    return true
  }
}
