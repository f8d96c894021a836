internal import Glibc
internal import InputEvents

/// Values of one kind of many actions: moments, and a histogram for percentiles.
public struct ActionDistribution: BitwiseCopyable, Sendable {
  public private(set) var moments = Moments()
  private var histogram: CoarseHistogram

  init(_ value: ActionValue) {
    histogram = CoarseHistogram(lowestExponent: value.lowestExponent)
  }

  mutating func add(_ number: Double, _ scale: ActionScale) {
    switch scale {
    case .logarithmic:
      guard number > 0 else { return }
      moments.add(log(number))
      histogram.add(number)
    case .linear:
      moments.add(number)
      histogram.add(number)
    case .signed:
      moments.add(number)
      histogram.add(exp(number))
    }
  }

  func quantile(_ p: Double, _ scale: ActionScale) -> Double? {
    histogram.quantile(p).map { scale == .linear ? $0 : log($0) }
  }
}

extension ActionDistribution: Accumulator {
  public static var form: SketchForm {
    SketchForm(
      "values",
      "The `moments` of the values, and a `histogram`: of the values themselves where they are "
        + "shares, counts and the like, of their exponentials where they are logarithms or may be "
        + "negative. It is an exponential one of scale \(CoarseHistogram.scale), told as pairs of "
        + "a bucket's index and its count. Merged part by part.",
      .parts([
        SketchForm.Part("moments", .tuple(Moments.parts)), SketchForm.Part("histogram", .integers),
      ]))
  }

  public var observations: Double? { moments.count }

  public var sketch: SketchValue {
    .parts([
      Sketch.Entry("moments", moments.sketch), Sketch.Entry("histogram", .list(histogram.sketch)),
    ])
  }

  public mutating func restore(_ sketch: SketchValue) -> Bool {
    var restored = self
    guard let parts = sketch["moments"], restored.moments.restore(parts),
      case .list(let numbers) = sketch["histogram"], restored.histogram.restore(numbers),
      restored.moments.count == Double(restored.histogram.count)
    else { return false }
    self = restored
    return true
  }

  public mutating func merge(_ other: ActionDistribution) {
    moments.merge(other.moments)
    histogram.merge(other.histogram)
  }
}

/// What is kept of a window's pointer actions.
public struct ActionStatistics: BitwiseCopyable, Sendable {
  /// Actions by ``PointerAction/Kind``.
  public var kinds = InlineArray<3, UInt64>(repeating: 0)
  private var distributions: InlineArray<24, ActionDistribution>
  /// Of the other values, and of logarithms where values spread over factors.
  private var spreads = InlineArray<68, Moments>(repeating: Moments())
  /// Duration by index of difficulty, over actions that lead to a click.
  public var fitts = CoMoments()
  /// Mean speed by distance, both as logarithms: how much faster one goes to get farther.
  public var speedByDistance = CoMoments()
  /// Distances from start to end: below 1 mm (20 counts), below 2 mm, and so on.
  public var distances = InlineArray<10, UInt64>(repeating: 0)
  /// ln of mean speed by the chord's direction in eight sectors.
  public var sectorSpeeds = InlineArray<8, Moments>(repeating: Moments())

  public init() {
    // Not by `allCases`, which is an array: windows begin on the thread that must not allocate.
    distributions = InlineArray {
      ActionDistribution(ActionValue(rawValue: UInt8($0)) ?? .duration)
    }
  }

  public var count: UInt64 { kinds[0] &+ kinds[1] &+ kinds[2] }

  /// Of drags: path and duration as logarithms, straightness, mean speed as a logarithm, and ln s
  /// from the press to the first movement.
  public var drag = DragStatistics()

  public struct DragStatistics: BitwiseCopyable, Sendable {
    public var path = Moments()
    public var duration = Moments()
    public var straightness = Moments()
    public var speed = Moments()
    public var onset = Moments()

    public init() {}

    mutating func visit(_ visitor: inout some AccumulatorVisitor, with other: DragStatistics) {
      visitor.spread("path", &path, other.path)
      visitor.spread("duration", &duration, other.duration)
      visitor.spread("straightness", &straightness, other.straightness)
      visitor.spread("speed", &speed, other.speed)
      visitor.spread("onset", &onset, other.onset)
    }

    mutating func add(_ action: borrowing PointerAction, onset seconds: Double) {
      if let value = action[.path] { path.add(log(value)) }
      if let value = action[.duration] { duration.add(log(value)) }
      if let value = action[.straightness] { straightness.add(value) }
      if let value = action[.speedMean] { speed.add(log(value)) }
      if seconds > 0 { onset.add(log(seconds)) }
    }
  }

  mutating func add(_ action: borrowing PointerAction) {
    kinds[Int(action.kind.rawValue)] &+= 1
    for raw in 0..<UInt8(ActionValue.count) {
      guard let value = ActionValue(rawValue: raw), let number = action[value] else { continue }
      if Int(raw) < ActionValue.quantiled {
        distributions[Int(raw)].add(number, value.scale)
      } else if value.scale != .logarithmic {
        spreads[Int(raw) - ActionValue.quantiled].add(number)
      } else if number > 0 {
        spreads[Int(raw) - ActionValue.quantiled].add(log(number))
      }
    }
    addDistance(action)
  }

  private mutating func addDistance(_ action: borrowing PointerAction) {
    let (chord, duration) = (action[raw: .chord], action[raw: .duration])
    let relative = chord / action.unit.width
    if action.kind == .click { fitts.add(log2(relative + 1), duration) }
    guard chord > 0 else { return }
    distances[min(max(Int(relative.exponent) + 1, 0), 9)] &+= 1
    guard let speed = action[.speedMean], speed > 0 else { return }
    speedByDistance.add(log(chord), log(speed))
    let angle = atan2(action[raw: .directionSine], action[raw: .directionCosine])
    sectorSpeeds[Int((angle / (.pi / 4)).rounded()) & 7].add(log(speed))
  }

  func moments(_ value: ActionValue) -> Moments {
    let index = Int(value.rawValue)
    return index < ActionValue.quantiled
      ? distributions[index].moments : spreads[index - ActionValue.quantiled]
  }

  func quantile(_ p: Double, of value: ActionValue) -> Double? {
    distributions[Int(value.rawValue)].quantile(p, value.scale)
  }

  /// The one listing of what is kept of actions; see ``AccumulatorVisitor``.
  mutating func visit(_ visitor: inout some AccumulatorVisitor, with other: ActionStatistics) {
    visitor.visit("kinds", &kinds, other.kinds)
    for measure in ActionMeasure.all {
      let index = Int(measure.value.rawValue)
      if index < ActionValue.quantiled {
        visitor.visit(measure.name, &distributions[index], other.distributions[index])
      } else {
        let place = index - ActionValue.quantiled
        visitor.spread(measure.name, &spreads[place], other.spreads[place])
      }
    }
    visitor.visit("fitts", &fitts, other.fitts)
    visitor.visit("speed_by_distance", &speedByDistance, other.speedByDistance)
    visitor.visit("distances", &distances, other.distances)
  }
}
