import Foundation
import InputEvents

/// The keyboard's features as their formulas say, from all keystrokes at once: lists, sorting and two
/// passes instead of anything that streams. It shares no code with what it checks.
struct KeyboardReference {
  struct Stroke {
    var kind: KeyKind
    var code: UInt16
    var press: Int64
    var release: Int64?
    /// Changes with each gap.
    var segment: Int
  }

  /// Two presses in a row without a gap between them.
  struct Pair {
    var first: Stroke
    var second: Stroke
    /// The place of the second among all strokes.
    var index: Int
    var downDown: Double { time(second.press - first.press) }
    var upDown: Double? { first.release.map { time(second.press - $0) } }
    var upUp: Double? {
      guard let first = first.release, let second = second.release else { return nil }
      return time(second - first)
    }
  }

  private(set) var strokes: [Stroke] = []
  private(set) var repeats = 0

  /// Reads events of one keyboard, in the order that they come in.
  init(_ events: [KernelEvent]) {
    var down: [UInt16: Int] = [:]
    var segment = 0
    for event in events {
      if event.type == EventType.synchronization, event.code == EventCode.synDropped {
        segment += 1
        down = [:]
      }
      guard event.type == EventType.key, let kind = KeyKind(code: event.code) else { continue }
      switch event.value {
      case 0:
        if let index = down.removeValue(forKey: event.code) { strokes[index].release = event.time }
      case 1:
        down[event.code] = strokes.count
        strokes.append(
          Stroke(kind: kind, code: event.code, press: event.time, segment: segment))
      default: repeats += 1
      }
    }
  }

  var pairs: [Pair] {
    strokes.indices.dropFirst().compactMap { index in
      let (first, second) = (strokes[index - 1], strokes[index])
      return first.segment == second.segment
        ? Pair(first: first, second: second, index: index) : nil
    }
  }

  var flights: [Pair] { pairs.filter { $0.downDown <= 1 } }

  /// Flights that follow each other: p_i, p_(i+1), p_(i+2).
  var doubleFlights: [(Pair, Pair)] {
    let flights = flights
    return zip(flights, flights.dropFirst()).filter { $0.index + 1 == $1.index }
  }

  func holds(where matches: (Stroke) -> Bool = { _ in true }) -> [Double] {
    strokes.filter(matches).compactMap { stroke in stroke.release.map { time($0 - stroke.press) } }
      .filter { $0 > 0 }
  }

  /// The strokes that were down when that one was pressed, and that one.
  func down(at index: Int) -> [Stroke] {
    let stroke = strokes[index]
    return strokes[max(0, index - 60)...index].filter {
      $0.segment == stroke.segment && ($0.release ?? .max) > stroke.press
        || $0.press == stroke.press
    }
  }
}

/// Seconds.
func time(_ microseconds: Int64) -> Double { Double(microseconds) / 1_000_000 }
func scaled(_ seconds: Double) -> Double { asinh(seconds * 100) }

func correlation(_ pairs: [(Double, Double)]) -> Double? {
  guard pairs.count > 2 else { return nil }
  let n = Double(pairs.count)
  let (x, y) = (pairs.map(\.0).reduce(0, +) / n, pairs.map(\.1).reduce(0, +) / n)
  func sum(_ product: ((Double, Double)) -> Double) -> Double { pairs.map(product).reduce(0, +) }
  let xy = sum { ($0.0 - x) * ($0.1 - y) }
  let (xx, yy) = (sum { ($0.0 - x) * ($0.0 - x) }, sum { ($0.1 - y) * ($0.1 - y) })
  return xx > 0 && yy > 0 ? xy / (xx * yy).squareRoot() : nil
}

/// In bits, corrected by Miller's term.
func entropy(_ counts: [Int]) -> Double {
  let n = Double(counts.reduce(0, +))
  let shares = counts.filter { $0 > 0 }.map { Double($0) / n }
  return -shares.map { $0 * log2($0) }.reduce(0, +) + Double(shares.count - 1) / (2 * n * log(2))
}
