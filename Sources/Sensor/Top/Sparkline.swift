internal import BehaviorFeatures
internal import FeatureLog

/// How active someone was, window by window, as a row of bars that ends now.
///
/// A window is the finest that it tells: it is made of what the feature log says, and of nothing else.
struct Sparkline {
  /// What is drawn, in numbers a minute.
  enum Measure: CaseIterable {
    case typing, pointing, clicking, scrolling

    var name: String {
      switch self {
      case .typing: "typing"
      case .pointing: "pointing"
      case .clicking: "clicking"
      case .scrolling: "scrolling"
      }
    }

    func unit(lengthUnit: String) -> String {
      switch self {
      case .typing: "keys/min"
      case .pointing: "\(lengthUnit)/min"
      case .clicking: "clicks/min"
      case .scrolling: "detents/min"
      }
    }

    /// Nil where the window withholds it.
    func value(of window: LoggedWindow) -> Double? {
      switch self {
      case .typing:
        // Keystrokes of several windows may be told together, in the last of them.
        window[Highlight.keystrokes.rawValue].flatMap {
          Self.rate($0, over: window[FeatureName.typingTime.rawValue])
        }
      case .pointing: window[FeatureName.pathRate.rawValue]
      case .clicking:
        window[Highlight.clicks.rawValue].flatMap { Self.rate($0, over: window.duration) }
      case .scrolling: window[FeatureName.scrollRate.rawValue]
      }
    }

    private static func rate(_ count: Double, over seconds: Double?) -> Double? {
      seconds.flatMap { $0 > 0 ? count / $0 * 60 : nil }
    }
  }

  /// A value a window, the newest last; nil where there is none.
  let values: [Double?]

  /// - Parameters:
  ///   - windows: in the order of the log.
  ///   - length: of a window, in microseconds.
  ///   - now: where the row ends, in microseconds since 1970; nil ends it with the newest window.
  init(
    of measure: Measure, windows: [LoggedWindow], length: Int64, now: Int64?, width: Int
  ) {
    var values = [Double?](repeating: nil, count: max(0, width))
    if let newest = windows.last, length > 0 {
      // Since it ended; the grid of windows is the monotonic clock's, so only differences count.
      let idle = now.map { max(0, ($0 - newest.startMicroseconds) / length - 1) } ?? 0
      for window in windows {
        let age = (newest.startMicroseconds - window.startMicroseconds + length / 2) / length
        let (slot, isAhead) = (values.count - 1 - Int(clamping: age + idle), age < 0)
        if slot >= 0, !isAhead, let value = measure.value(of: window) { values[slot] = value }
      }
    }
    self.values = values
  }

  var peak: Double { values.compactMap(\.self).max() ?? 0 }
  var newest: Double? { values.last { $0 != nil } ?? nil }

  /// One character a window: a space where nothing is told, the lowest bar for nothing.
  var text: String {
    let bars = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    return values.map { value in
      guard let value else { return " " }
      guard value > 0, peak > 0 else { return bars[0] }
      return bars[1 + min(6, Int(value / peak * 7))]
    }.joined()
  }
}
