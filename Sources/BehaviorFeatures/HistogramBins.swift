internal import Glibc

/// A few wide bins over the buckets of exponential histograms, whose shares are features.
///
/// Bins are so many whole buckets wide, so they cost no accumulator of their own and merge exactly. The
/// outer ones are open: what is shorter than all counts to the first, what is longer to the last, and
/// the shares add up to one.
struct HistogramBins: Sendable {
  let count: Int
  private let width: Int
  /// The bucket that the first bin begins with.
  private let firstIndex: Int

  /// - Parameters:
  ///   - width: of a bin, in 32nds of an octave.
  ///   - end: of the last bin, in 32nds of an octave above 1.
  init(_ count: Int, width: Int, upTo end: Int) {
    self.count = count
    self.width = width
    firstIndex = end - count * width
  }

  /// Hold times: 34 to 297 ms in steps of a factor of 1.24.
  static let hold = HistogramBins(10, width: 10, upTo: -56)
  /// Press-to-press times: 22 ms to 1 s in half octaves.
  static let downDown = HistogramBins(11, width: 16, upTo: 0)

  /// Where a bin begins; for the one past the last, where that ends.
  func lowerEdge(of bin: Int) -> Double { exp2(Double(firstIndex + bin * width) / 32) }

  /// How many values lie in a bin.
  func values<let capacity: Int>(
    in bin: Int, of histogram: borrowing ExponentialHistogram<capacity>
  ) -> UInt64 {
    let start = bin == 0 ? 0 : firstIndex + bin * width - histogram.firstIndex
    let end =
      bin == count - 1 ? capacity : firstIndex + (bin + 1) * width - histogram.firstIndex
    var values: UInt64 = 0
    for slot in max(0, start)..<min(capacity, end) { values &+= UInt64(histogram[slot]) }
    return values
  }

  /// Shannon's entropy of the bins in bits, with Miller's correction: without it, entropy would grow
  /// with the number of values. `nil` of an empty histogram.
  func entropy<let capacity: Int>(
    of histogram: borrowing ExponentialHistogram<capacity>
  ) -> Double? {
    guard histogram.count > 0 else { return nil }
    let total = Double(histogram.count)
    var entropy = 0.0
    var occupied = 0.0
    for bin in 0..<count {
      let share = Double(values(in: bin, of: histogram)) / total
      guard share > 0 else { continue }
      entropy -= share * log2(share)
      occupied += 1
    }
    return entropy + (occupied - 1) / (2 * total * log(2))
  }
}
