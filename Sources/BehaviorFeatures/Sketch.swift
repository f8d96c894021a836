/// The accumulators of a window by name, as numbers: enough to merge windows and to compute the
/// features of the whole, from a log alone.
///
/// It shows nothing that the features withhold: no keyboard below 50 keystrokes, no cell below its
/// minimum. What is left out is zero to whoever merges, so a merged cell lacks the members of those
/// windows in which it was withheld.
public struct Sketch: Sendable, Equatable {
  public struct Entry: Sendable, Equatable {
    public var name: String
    public var value: SketchValue

    public init(_ name: String, _ value: SketchValue) {
      self.name = name
      self.value = value
    }
  }

  /// What isn't empty, in the order of the statistics.
  public var entries: [Entry]

  public init(entries: [Entry] = []) { self.entries = entries }

  /// What may be shown of `window`.
  public init(of window: WindowStatistics) {
    var shown = window.withoutWhatWaits
    var writer = SketchWriter()
    shown.visit(&writer, with: shown)
    entries = writer.entries
  }

  /// An entry that this program can't read: its name.
  public struct Unreadable: Error, Equatable, Sendable {
    public var name: String
  }

  /// Every accumulator that a sketch can hold, by name.
  public static let catalog: [(name: String, form: SketchForm)] = {
    var list = CatalogVisitor()
    var window = WindowStatistics()
    window.visit(&list, with: window)
    return list.entries
  }()
}

extension WindowStatistics {
  /// The statistics that `sketch` holds, over so many microseconds. Entries that no accumulator here
  /// has the name of are passed over: a later version may write more.
  public init(_ sketch: Sketch, length: Int64) throws(Sketch.Unreadable) {
    self.init()
    end = length
    hasContent = true
    var reader = SketchReader(sketch)
    visit(&reader, with: self)
    if let name = reader.unreadable { throw Sketch.Unreadable(name: name) }
  }

  /// The window without keystrokes that may not be shown yet: a later window has them too.
  fileprivate var withoutWhatWaits: WindowStatistics {
    var window = self
    if !keyboard.isReleasable { window.keyboard = KeyboardStatistics() }
    return window
  }

  /// Becomes the statistics of both windows, as far as their records show them. The result is as
  /// long as both together.
  public mutating func merge(_ other: WindowStatistics) {
    self = withoutWhatWaits
    let other = other.withoutWhatWaits
    // A log may claim windows of any length; no sum of true ones comes near the range.
    let length = (end &- start) &+ (other.end &- other.start)
    start = min(start, other.start)
    end = start &+ length
    isComplete = isComplete && other.isComplete
    hasContent = hasContent || other.hasContent
    provenances |= other.provenances
    keyboard.provenances |= other.keyboard.provenances
    pointer.units |= other.pointer.units
    pointer.provenances |= other.pointer.provenances
    keyboard.ledger.merge(other.keyboard.ledger)
    pointer.ledger.merge(other.pointer.ledger)
    gaps.merge(other.gaps)
    var merging = MergingVisitor()
    visit(&merging, with: other)
  }

  /// The one listing of the window's accumulators; see ``AccumulatorVisitor``.
  mutating func visit(_ visitor: inout some AccumulatorVisitor, with other: WindowStatistics) {
    visitor.within("kb", floor: KeyboardStatistics.minimumCell) {
      keyboard.visit(&$0, with: other.keyboard)
    }
    visitor.within("ptr") { pointer.visit(&$0, with: other.pointer) }
    visitor.within("click") { clicks.visit(&$0, with: other.clicks) }
    visitor.within("click.drag") {
      pointer.actions.drag.visit(&$0, with: other.pointer.actions.drag)
    }
    visitor.within("scroll") { scroll.visit(&$0, with: other.scroll) }
    visitor.within("activity") { $0.visit("idle", &pointer.idle, other.pointer.idle) }
  }
}

private struct SketchWriter: AccumulatorVisitor {
  var scope = ""
  var floor = 0.0
  var entries: [Sketch.Entry] = []

  mutating func take<A: Accumulator>(
    _ name: @autoclosure () -> String, _ accumulator: inout A, _ other: A, minimum: Double
  ) {
    guard !accumulator.isEmpty else { return }
    let sketch = accumulator.sketch
    if let observations = accumulator.observations {
      guard observations >= max(minimum, floor) else { return }
    } else if case .number(let number) = sketch, number < minimum {
      return
    }
    entries.append(Sketch.Entry(scope + name(), sketch))
  }
}

private struct SketchReader: AccumulatorVisitor {
  var scope = ""
  var floor = 0.0
  private let values: [String: SketchValue]
  private(set) var unreadable: String?

  init(_ sketch: Sketch) {
    values = Dictionary(
      sketch.entries.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
  }

  mutating func take<A: Accumulator>(
    _ name: @autoclosure () -> String, _ accumulator: inout A, _ other: A, minimum: Double
  ) {
    let name = scope + name()
    guard let value = values[name], !accumulator.restore(value) else { return }
    unreadable = unreadable ?? name
  }
}

private struct CatalogVisitor: AccumulatorVisitor {
  var scope = ""
  var floor = 0.0
  var entries: [(name: String, form: SketchForm)] = []

  mutating func take<A: Accumulator>(
    _ name: @autoclosure () -> String, _ accumulator: inout A, _ other: A, minimum: Double
  ) {
    entries.append((scope + name(), A.form))
  }
}
