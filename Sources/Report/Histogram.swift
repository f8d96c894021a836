import BehaviorFeatures
import Glibc

/// The buckets of an exponential histogram, of any sign, summed up from sketches.
struct Histogram: Equatable {
  /// Buckets an octave, as in the log.
  static let bucketsPerOctave = 32.0

  private var positive: [Int: Double] = [:]
  private var negative: [Int: Double] = [:]
  private var zeros = 0.0
  private(set) var count = 0.0

  /// Adds a distribution's entry of a sketch; what is no distribution is passed over.
  mutating func add(_ sketch: SketchValue) {
    Self.add(sketch, to: &positive)
    if let part = sketch["positive"] { Self.add(part, to: &positive) }
    if let part = sketch["negative"] { Self.add(part, to: &negative) }
    if case .number(let zero)? = sketch["zero"] { zeros += zero }
    count = zeros + positive.values.reduce(0, +) + negative.values.reduce(0, +)
  }

  private static func add(_ sketch: SketchValue, to buckets: inout [Int: Double]) {
    guard case .number(let offset)? = sketch["offset"], case .list(let counts)? = sketch["counts"],
      var index = Int(exactly: offset)
    else { return }
    for count in counts {
      // A negative number stands for so many empty buckets.
      if count > 0 { buckets[index, default: 0] += count }
      index += max(1, Int(-min(0, count)))
    }
  }

  private static func lowerEdge(_ index: Int) -> Double {
    exp2(Double(index) / bucketsPerOctave)
  }

  /// Pieces of the line with how many values lie in each, in order.
  private var pieces: [(low: Double, high: Double, count: Double)] {
    negative.sorted { $0.key > $1.key }.map {
      (-Self.lowerEdge($0.key + 1), -Self.lowerEdge($0.key), $0.value)
    } + (zeros > 0 ? [(-0.0005, 0.0005, zeros)] : [])
      + positive.sorted { $0.key < $1.key }.map {
        (Self.lowerEdge($0.key), Self.lowerEdge($0.key + 1), $0.value)
      }
  }

  /// The value below which a share of `p` lies; nil of an empty histogram.
  func quantile(_ p: Double) -> Double? {
    guard count > 0 else { return nil }
    var rank = p * count
    for piece in pieces {
      // Between two pieces it is the one nearer to zero, as the features have it.
      if piece.low < 0 ? rank < piece.count : rank <= piece.count {
        let part = max(0, rank) / piece.count
        // Log-linear inside a bucket, as the features have it.
        if piece.low > 0 { return piece.low * pow(piece.high / piece.low, part) }
        if piece.high < 0 { return piece.low * pow(piece.high / piece.low, part) }
        return 0
      }
      rank -= piece.count
    }
    return pieces.last?.high
  }

  /// How many values lie between each two edges, and below and above all of them. A bucket across
  /// an edge is divided by its length, so nothing is lost or counted twice.
  func bins(_ edges: [Double]) -> (below: Double, bins: [Double], above: Double) {
    guard let first = edges.first, let last = edges.last, edges.count > 1 else {
      return (0, [], count)
    }
    var (below, bins, above) = (0.0, [Double](repeating: 0, count: edges.count - 1), 0.0)
    for piece in pieces {
      let density = piece.count / (piece.high - piece.low)
      below += density * max(0, min(piece.high, first) - piece.low)
      above += density * max(0, piece.high - max(piece.low, last))
      for index in bins.indices where edges[index] < piece.high && edges[index + 1] > piece.low {
        let overlap = min(piece.high, edges[index + 1]) - max(piece.low, edges[index])
        bins[index] += density * overlap
      }
    }
    return (below, bins, above)
  }
}
