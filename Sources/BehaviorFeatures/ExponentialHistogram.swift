internal import Glibc

/// OpenTelemetry's base-2 exponential histogram at scale 5, for positive values of a fixed range.
///
/// Bucket *i* counts the values in (b^i, b^(i+1)] with b = 2^(1/32). So a quantile is known to within
/// one bucket: it is never off by more than 2.2 %, and of many values by a few tenths of one. And
/// histograms of windows, days and machines add up bucket by bucket. The bucket comes from the bits
/// of the number, without a logarithm: the exponent gives the octave, and a table of 64 steps of the
/// mantissa gives the place in it to within one.
/// Source: OpenTelemetry metrics data model, "ExponentialHistogram".
public struct ExponentialHistogram<let capacity: Int>: BitwiseCopyable, Sendable {
  public static var scale: Int { 5 }

  /// The index of the first bucket; lower values count into it, higher ones than the last into that.
  public let firstIndex: Int
  public private(set) var count: UInt64 = 0
  private var buckets = InlineArray<capacity, UInt32>(repeating: 0)

  /// A histogram from 2^`lowestExponent` over `capacity` / 32 octaves.
  public init(lowestExponent: Int) {
    firstIndex = lowestExponent << Self.scale
  }

  @inline(__always)
  public mutating func add(_ value: Double) {
    let slot = min(max(HistogramIndex.index(of: value) - firstIndex, 0), capacity - 1)
    buckets[slot] &+= 1
    count &+= 1
  }

  public mutating func merge(_ other: Self) {
    guard other.count > 0 else { return }
    for slot in buckets.indices { buckets[slot] &+= other.buckets[slot] }
    count &+= other.count
  }

  /// The count of the bucket at `slot`, from 0.
  public subscript(slot: Int) -> UInt32 { buckets[slot] }

  /// The value below which a share of `p` lies, log-linear inside its bucket; `nil` when empty.
  public func quantile(_ p: Double) -> Double? {
    guard count > 0 else { return nil }
    return quantile(rank: p * Double(count))
  }

  /// The value with `rank` of the counted ones below it.
  func quantile(rank: Double) -> Double {
    var below = 0.0
    var last = 0
    for slot in buckets.indices where buckets[slot] > 0 {
      let here = Double(buckets[slot])
      if below + here >= rank {
        let inside = max(0, (rank - below) / here)
        return exp2((Double(firstIndex + slot) + inside) / 32)
      }
      below += here
      last = slot
    }
    return exp2(Double(firstIndex + last + 1) / 32)
  }
}

extension ExponentialHistogram: Accumulator {
  static var parts: [SketchForm.Part] {
    [SketchForm.Part("offset", .integer), SketchForm.Part("counts", .integers)]
  }

  public static var form: SketchForm {
    SketchForm(
      "histogram",
      "OpenTelemetry's exponential histogram of scale 5: bucket i counts the values in "
        + "(b^i, b^(i+1)] with b = 2^(1/32), the outermost ones what lies beyond. `counts` begins "
        + "with the bucket `offset`; a negative number -k stands for k empty buckets. Merged bucket "
        + "by bucket.", .parts(parts))
  }

  public var observations: Double? { Double(count) }

  public var sketch: SketchValue {
    var (offset, numbers, gap) = (0, [Double](), 0)
    for slot in buckets.indices {
      guard buckets[slot] > 0 else {
        gap += 1
        continue
      }
      if numbers.isEmpty {
        offset = firstIndex + slot
      } else if gap > 0 {
        numbers.append(gap == 1 ? 0 : -Double(gap))
      }
      gap = 0
      numbers.append(Double(buckets[slot]))
    }
    return .parts([
      Sketch.Entry("offset", .number(Double(offset))), Sketch.Entry("counts", .list(numbers)),
    ])
  }

  public mutating func restore(_ sketch: SketchValue) -> Bool {
    guard let offset = sketch["offset"]?.finite, let first = Int(exactly: offset),
      abs(offset) < 0x1p20, case .list(let numbers) = sketch["counts"]
    else { return false }
    var restored = Self(firstIndex: firstIndex)
    var slot = first - firstIndex
    for number in numbers {
      guard let entry = Int(exactly: number), entry > -capacity - 1 else { return false }
      if entry < 0 {
        slot += -entry
        continue
      }
      guard let bucket = UInt32(exactly: entry) else { return false }
      if bucket > 0 {
        guard buckets.indices.contains(slot) else { return false }
        restored.buckets[slot] = bucket
        restored.count += UInt64(bucket)
      }
      slot += 1
    }
    self = restored
    return true
  }

  private init(firstIndex: Int) { self.firstIndex = firstIndex }
}

/// The bucket arithmetic, which doesn't depend on a histogram's range.
enum HistogramIndex {
  /// The index i with b^i < value <= b^(i+1), for positive finite values; very low for 0 and below.
  @inline(__always)
  static func index(of value: Double) -> Int {
    guard value > 0 else { return -1 << 20 }
    // One step down turns "above the lower, up to the upper bound" into "from the lower bound on".
    let bits = value.bitPattern &- 1
    let exponent = Int(bits >> 52) - 1023
    let mantissa = bits & 0x000f_ffff_ffff_ffff
    var place = Int(guess[Int(mantissa >> 46)])
    if mantissa >= bound[place &+ 1] { place &+= 1 }
    return exponent << 5 &+ place
  }

  /// The mantissa bits of 2^(k/32), and an upper bound that none reaches.
  private static let bound: InlineArray<33, UInt64> = InlineArray { k in
    k < 32 ? exp2(Double(k) / 32).bitPattern & 0x000f_ffff_ffff_ffff : .max
  }

  /// For each 64th of an octave, the last bucket that begins at or before it. Buckets are wider than
  /// a 64th, so at most one more begins inside it.
  private static let guess: InlineArray<64, UInt8> = InlineArray { step in
    let start = UInt64(step) << 46
    var place = 0
    while place < 31, bound[place + 1] <= start { place += 1 }
    return UInt8(place)
  }
}
