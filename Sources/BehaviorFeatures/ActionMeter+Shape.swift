internal import Glibc
internal import InputEvents

extension ActionMeter {
  /// Where the path runs: relative to the chord from its start to its end, and along the axes.
  mutating func measureShape(
    _ path: inout ActionPath, _ outline: Outline, _ action: inout PointerAction
  ) {
    var shape = Shape(outline)
    var distances = 0
    for index in outline.first...outline.last {
      let (dx, dy) = path[index]
      guard dx != 0 || dy != 0 else { continue }
      let distance = (dx * dx + dy * dy).squareRoot()
      shape.add(dx, dy, distance, third: 3 * (index - outline.first) / outline.count)
      work[distances] = distance
      distances += 1
    }
    shape.tell(outline, &action)
    sort(distances)
    action[raw: .stepP50] = quantile(0.5, of: distances)
    action[raw: .stepP90] = quantile(0.9, of: distances)
    action[raw: .stepMax] = work[distances - 1]
    let least = outline.quantum * 1.001
    var small = 0
    while small < distances, work[small] <= least { small += 1 }
    action[raw: .leastSteps] = Double(small) / Double(distances)
  }

  private struct Shape {
    private let chord: Double
    private let alongX: Double
    private let alongY: Double
    private var position = (x: 0.0, y: 0.0)
    private var corner = (left: 0.0, right: 0.0, top: 0.0, bottom: 0.0)
    private var progress = 0.0
    private var deviation = 0.0
    private var travelled = 0.0
    private var furthest = 0.0
    private var greatest = 0.0
    private var place = 0.0
    private var deviations = Summary()
    private var area = 0.0
    private var areaAbsolute = 0.0
    private var sums = (x: 0.0, y: 0.0)
    private var sign = (x: 0.0, y: 0.0)
    private var flips = (x: 0.0, y: 0.0)
    private var straight = (horizontal: 0.0, vertical: 0.0, diagonal: 0.0)
    private var thirds = InlineArray<3, Double>(repeating: 0)

    init(_ outline: Outline) {
      chord = outline.chord
      alongX = outline.x / chord
      alongY = outline.y / chord
    }

    @inline(__always)
    mutating func add(_ dx: Double, _ dy: Double, _ distance: Double, third: Int) {
      position.x += dx
      position.y += dy
      travelled += distance
      thirds[third] += distance
      corner.left = min(corner.left, position.x)
      corner.right = max(corner.right, position.x)
      corner.top = min(corner.top, position.y)
      corner.bottom = max(corner.bottom, position.y)
      follow()
      sums.x += abs(dx)
      sums.y += abs(dy)
      if dx * sign.x < 0 { flips.x += 1 }
      if dy * sign.y < 0 { flips.y += 1 }
      if dx != 0 { sign.x = dx }
      if dy != 0 { sign.y = dy }
      if dy == 0 {
        straight.horizontal += 1
      } else if dx == 0 {
        straight.vertical += 1
      } else if abs(dx) == abs(dy) {
        straight.diagonal += 1
      }
    }

    /// Along the chord and away from it: x to the right and y downwards, so what lies clockwise of
    /// the chord is positive.
    @inline(__always)
    private mutating func follow() {
      let forward = position.x * alongX + position.y * alongY
      let aside = alongX * position.y - alongY * position.x
      let advance = forward - progress
      area += (deviation + aside) / 2 * advance
      // Where the path crosses the chord, the two triangles beside it.
      areaAbsolute +=
        deviation * aside >= 0
        ? abs(deviation + aside) / 2 * abs(advance)
        : (deviation * deviation + aside * aside) / (2 * (abs(deviation) + abs(aside)))
          * abs(advance)
      deviations.add(aside)
      if abs(aside) > abs(greatest) {
        greatest = aside
        place = travelled
      }
      furthest = max(furthest, forward)
      progress = forward
      deviation = aside
    }

    func tell(_ outline: Outline, _ action: inout PointerAction) {
      let steps = Double(outline.steps)
      action[raw: .directionCosine] = alongX
      action[raw: .directionSine] = alongY
      action[raw: .deviationMax] = greatest
      action[raw: .deviationPeak] = abs(greatest)
      action[raw: .deviationMean] = deviations.mean
      action[raw: .deviationPlace] = chord > 0 ? place / outline.path : .nan
      action[raw: .area] = area
      action[raw: .areaAbsolute] = areaAbsolute
      action[raw: .overshoot] = max(0, furthest - chord)
      action[raw: .flipsX] = flips.x
      action[raw: .flipsY] = flips.y
      action[raw: .horizontalSteps] = straight.horizontal / steps
      action[raw: .verticalSteps] = straight.vertical / steps
      action[raw: .diagonalSteps] = straight.diagonal / steps
      action[raw: .axisRatio] = sums.x / (sums.x + sums.y)
      let (width, height) = (corner.right - corner.left, corner.bottom - corner.top)
      action[raw: .boxRatio] = width / (width + height)
      action[raw: .firstThird] = thirds[0] / outline.path
      action[raw: .secondThird] = thirds[1] / outline.path
      action[raw: .lastThird] = thirds[2] / outline.path
      guard chord == 0 else { return }
      // A path that ends where it began has no chord to deviate from.
      action[raw: .deviationMax] = .nan
      action[raw: .deviationPeak] = .nan
      action[raw: .overshoot] = .nan
    }
  }
}
