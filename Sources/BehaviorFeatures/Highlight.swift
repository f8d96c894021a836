/// The features that tell most at a glance: the columns of a table of windows, and what a log line
/// says of a window. In the order of the table.
public enum Highlight: String, CaseIterable, Sendable {
  case keystrokes = "kb.keystrokes"
  case hold = "kb.hold.mean"
  case downDown = "kb.dd.mean"
  case upDown = "kb.ud.mean"
  case rollover = "kb.rollover_rate"
  case path = "ptr.path"
  case strokes = "ptr.stroke.n"
  case speed = "ptr.speed.mean"
  case clicks = "click.n"
  case leftHold = "click.left.hold.mean"
  case scrolling = "scroll.detents"
  case pointing = "activity.pointer_share"

  /// Over a column.
  public var title: String {
    switch self {
    case .keystrokes: "keys"
    case .hold: "hold"
    case .downDown: "dd"
    case .upDown: "ud"
    case .rollover: "rollover"
    case .path: "path"
    case .strokes: "strokes"
    case .speed: "speed"
    case .clicks: "clicks"
    case .leftHold: "left hold"
    case .scrolling: "scroll"
    case .pointing: "pointer"
    }
  }

  /// Where there is no room for all, those of greater rank go first.
  public var rank: Int {
    switch self {
    case .keystrokes: 0
    case .path: 1
    case .hold: 2
    case .speed: 3
    case .downDown: 4
    case .clicks: 5
    case .strokes: 6
    case .upDown: 7
    case .scrolling: 8
    case .rollover: 9
    case .leftHold: 10
    case .pointing: 11
    }
  }

  /// What it counts, in a sentence; nil where it counts nothing.
  public var noun: String? {
    switch self {
    case .keystrokes: "keystrokes"
    case .strokes: "strokes"
    case .clicks: "clicks"
    case .scrolling: "detents scrolled"
    default: nil
    }
  }

  /// Where the feature stands in ``FeatureTable/all``.
  public var index: Int { Self.indices[self, default: -1] }

  private static let indices: [Highlight: Int] = {
    var indices: [Highlight: Int] = [:]
    for (index, feature) in FeatureTable.all.enumerated() {
      if let highlight = Highlight(rawValue: feature.name) { indices[highlight] = index }
    }
    return indices
  }()
}
