import Foundation
import InputEvents

@testable import BehaviorFeatures

extension KeyboardReference {
  /// Every feature that doesn't depend on how long the windows were, quantiles apart; nil where too
  /// little was seen.
  func features() -> [String: Double?] {
    var features: [String: Double?] = [
      "kb.keystrokes": Double(strokes.count),
      "kb.repeat_rate": Double(repeats) / Double(strokes.count),
    ]
    for part in [
      times(), bins(), rhythm(), pauses(), successions(), cells(), corrections(), classDigraphs(),
      modifiers(), hands(),
    ] { features.merge(part) { first, _ in first } }
    return features
  }

  /// Mean and deviation, and the shape too where `shape`.
  private func moments(
    _ name: String, _ values: [Double], minimum: Int = 5, shape: Bool = false
  ) -> [String: Double?] {
    let enough = values.count >= minimum
    let exact = ExactMoments(values)
    var features = [
      "\(name).mean": enough ? exact.mean : nil, "\(name).sd": enough ? exact.deviation : nil,
    ]
    if shape {
      features["\(name).skew"] = enough ? exact.skewness : nil
      features["\(name).kurt"] = enough ? exact.excessKurtosis : nil
    }
    return features
  }

  private func mean(_ values: [Double], minimum: Int = 5) -> Double? {
    values.count >= minimum ? ExactMoments(values).mean : nil
  }

  private func share(_ part: Int, of whole: Int, minimum: Int, of count: Int) -> Double? {
    count >= minimum && whole > 0 ? Double(part) / Double(whole) : nil
  }

  // MARK: - Times

  /// The values behind the quantiles, in seconds.
  var quantities: [String: [Double]] {
    let flights = flights
    return [
      "kb.hold": holds(),
      "kb.dd": flights.map(\.downDown).filter { $0 > 0 },
      "kb.ud": flights.compactMap(\.upDown),
      "kb.uu": flights.compactMap(\.upUp),
      "kb.du": flights.compactMap { pair in pair.second.release.map { time($0 - pair.first.press) }
      }
      .filter { $0 > 0 },
      "kb.tri": doubleFlights.map { time($1.second.press - $0.first.press) }.filter { $0 > 0 },
    ]
  }

  private func times() -> [String: Double?] {
    var features: [String: Double?] = [:]
    for (name, values) in quantities {
      let isSigned = name == "kb.ud" || name == "kb.uu"
      features.merge(
        moments(name, values.map { isSigned ? scaled($0) : log($0) }, minimum: 20, shape: true)
      ) { $1 }
    }
    return features
  }

  private func bins() -> [String: Double?] {
    var features: [String: Double?] = [:]
    // Edges in octaves of a second.
    for (name, count, first, step) in [("kb.hold", 10, -4.875, 0.3125), ("kb.dd", 11, -5.5, 0.5)] {
      let values = quantities[name] ?? []
      let counts = (0..<count).map { bin in
        let low = bin == 0 ? 0 : exp2(first + Double(bin) * step)
        let high = bin == count - 1 ? .infinity : exp2(first + Double(bin + 1) * step)
        return values.count { $0 > low && $0 <= high }
      }
      for (bin, value) in counts.enumerated() {
        features["\(name).h\(bin)"] = share(value, of: values.count, minimum: 20, of: values.count)
      }
      features["\(name).entropy"] = values.count >= 20 ? entropy(counts) : nil
    }
    return features
  }

  // MARK: - Rhythm

  private func rhythm() -> [String: Double?] {
    let upDowns = flights.compactMap(\.upDown)
    let overlaps = upDowns.filter { $0 < 0 }
    let down = strokes.indices.map { self.down(at: $0).count }
    let times = flights.map(\.downDown)
    let intervals = pairs.map(\.downDown).filter { $0 <= 60 }
    let (within, all) = (ExactMoments(times), ExactMoments(intervals))
    var features: [String: Double?] = [
      "kb.rollover_rate": share(overlaps.count, of: upDowns.count, minimum: 20, of: upDowns.count),
      "kb.tri_overlap": Double(down.count { $0 >= 3 }) / Double(down.count),
      "kb.max_down": (1...10).last { most in down.count { $0 >= most } >= 5 }.map(Double.init),
      "kb.burst.rate": times.count >= 20 ? 60 / within.mean : nil,
      "kb.dd.cv": times.count >= 20 ? within.deviation / within.mean : nil,
      "kb.burstiness": intervals.count >= 20
        ? (all.deviation - all.mean) / (all.deviation + all.mean) : nil,
    ]
    features.merge(moments("kb.overlap", overlaps.map { log(-$0) })) { $1 }
    return features
  }

  private func pauses() -> [String: Double?] {
    var features: [String: Double?] = [:]
    let pairs = pairs
    for (name, limit) in [("300ms", 0.3), ("1s", 1), ("2s", 2), ("5s", 5)] {
      features["kb.pause.\(name)"] = share(
        pairs.count { $0.downDown > limit }, of: pairs.count, minimum: 20, of: pairs.count)
    }
    // A burst that a gap cuts is none: neither the one before nor, where nothing else is known of its
    // beginning, any less the one after.
    var bursts: [[Stroke]] = []
    var burst: [Stroke] = []
    for stroke in strokes {
      if let last = burst.last, last.segment != stroke.segment {
        burst = []
      } else if let last = burst.last, time(stroke.press - last.press) > 1 {
        bursts.append(burst)
        burst = []
      }
      burst.append(stroke)
    }
    bursts.append(burst)
    bursts.removeAll { $0.count < 2 }
    features["kb.burst.n"] = bursts.count >= 5 ? Double(bursts.count) : nil
    features.merge(moments("kb.burst.len", bursts.map { log(Double($0.count)) })) { $1 }
    features.merge(
      moments("kb.burst.dur", bursts.map { log(time($0[$0.count - 1].press - $0[0].press)) })
    ) { $1 }
    return features
  }

  private func successions() -> [String: Double?] {
    let holdPairs = flights.compactMap { pair -> (Double, Double)? in
      guard let first = pair.first.release, let second = pair.second.release else { return nil }
      return (log(time(first - pair.first.press)), log(time(second - pair.second.press)))
    }
    let mixed = flights.compactMap { pair -> (Double, Double)? in
      pair.first.release.map { (log(time($0 - pair.first.press)), log(pair.downDown)) }
    }
    let successive = doubleFlights.map { ($0.downDown, $1.downDown) }
    let changes = holdPairs.map { $1 - $0 }
    func enough<T>(_ list: [T], _ value: Double?) -> Double? { list.count >= 20 ? value : nil }
    return [
      "kb.hold.lag1": enough(holdPairs, correlation(holdPairs)),
      "kb.dd.lag1": enough(successive, correlation(successive.map { (log($0), log($1)) })),
      "kb.hold_dd.corr": enough(mixed, correlation(mixed)),
      "kb.hold.fluct.sd": enough(changes, ExactMoments(changes).deviation),
      "kb.hold.fluct.abs": enough(changes, ExactMoments(changes.map(abs)).mean),
      "kb.dd.npvi": enough(
        successive, ExactMoments(successive.map { 2 * abs($0 - $1) / ($0 + $1) }).mean),
    ]
  }

  // MARK: - Classes

  private func cells() -> [String: Double?] {
    var features: [String: Double?] = [:]
    func cell(_ name: String, _ isMember: @escaping (Stroke) -> Bool) {
      let count = strokes.count(where: isMember)
      features["\(name).share"] = share(count, of: strokes.count, minimum: 5, of: count)
      features.merge(moments("\(name).hold", holds(where: isMember).map { log($0) })) { $1 }
    }
    for keyClass in KeyClass.allCases {
      cell("kb.class.\(keyClass.label)") { $0.kind.keyClass == keyClass }
    }
    for zone in FingerZone.allCases { cell("kb.zone.\(zone.label)") { $0.kind.zone == zone } }
    return features
  }

  private static let printing: Set<KeyClass> = [.letter, .digit, .punctuation, .space]
  private func prints(_ stroke: Stroke) -> Bool { Self.printing.contains(stroke.kind.keyClass) }
  private func erases(_ stroke: Stroke) -> Bool { stroke.kind.keyClass == .erase }

  private func corrections() -> [String: Double?] {
    // Runs of erasures; one that a gap cuts is none.
    var runs: [Int] = []
    var run = 0
    for (index, stroke) in strokes.enumerated() {
      let last = index > 0 ? strokes[index - 1] : nil
      if let last, last.segment != stroke.segment {
        run = 0
      } else if run > 0, let last, !erases(stroke) || time(stroke.press - last.press) > 5 {
        runs.append(run)
        run = 0
      }
      if erases(stroke) { run += 1 }
    }
    if run > 0 { runs.append(run) }
    let prompt = pairs.filter { $0.downDown <= 5 }
    let into = prompt.filter { prints($0.first) && erases($0.second) }
    let out = prompt.filter { erases($0.first) && prints($0.second) }
    let firsts = Set(out.map(\.index))
    let after = flights.filter { firsts.contains($0.index - 1) && prints($0.second) }
    func logs(_ pairs: [Pair]) -> [Double] { pairs.map { log($0.downDown) } }
    var features: [String: Double?] = [
      "kb.correction.rate": share(runs.count, of: strokes.count, minimum: 5, of: runs.count),
      "kb.correction.slowing": after.count >= 5
        ? ExactMoments(logs(after)).mean - ExactMoments(logs(flights)).mean : nil,
    ]
    for (name, values) in [
      ("run", runs.map { log(Double($0)) }), ("into", logs(into)), ("out", logs(out)),
      ("after", logs(after)),
    ] { features.merge(moments("kb.correction.\(name)", values)) { $1 } }
    return features
  }

  private func classDigraphs() -> [String: Double?] {
    var features: [String: Double?] = [:]
    let kinds: [(KeyClass, KeyClass)] = [
      (.letter, .letter), (.letter, .space), (.space, .letter), (.erase, .erase),
      (.modifier, .letter), (.punctuation, .space), (.letter, .punctuation),
    ]
    for (first, second) in kinds {
      let name = "kb.cdi.\(first.label)_\(second.label)"
      let members = flights.filter {
        $0.first.kind.keyClass == first && $0.second.kind.keyClass == second
      }
      features.merge(moments("\(name).dd", members.map { log($0.downDown) })) { $1 }
      features["\(name).ud.mean"] = mean(members.compactMap(\.upDown).map(scaled))
    }
    return features
  }

  private func modifiers() -> [String: Double?] {
    func isShift(_ stroke: Stroke) -> Bool {
      stroke.kind.keyClass == .modifier && stroke.kind.zone != .thumb
    }
    func isShortcut(_ stroke: Stroke) -> Bool {
      stroke.kind.keyClass == .modifier && stroke.kind.zone == .thumb
    }
    let used = flights.filter {
      $0.second.kind.keyClass != .modifier && $0.first.release ?? .max > $0.second.press
    }
    let shifted = used.filter { isShift($0.first) }
    let lags = shifted.filter { pair in
      guard pair.index + 1 < strokes.count, let release = pair.first.release else { return true }
      let third = strokes[pair.index + 1]
      return third.segment != pair.first.segment || third.press >= release
    }.compactMap(\.upUp).map { scaled(-$0) }
    let chords = strokes.indices.filter {
      strokes[$0].kind.keyClass != .modifier && down(at: $0).contains(where: isShortcut)
    }
    let letters = strokes.indices.filter { strokes[$0].kind.keyClass == .letter }
    let capitals = letters.count { down(at: $0).contains(where: isShift) }
    let shown = [FingerZone.f0, .f7].map { zone in
      let count = strokes.count { isShift($0) && $0.kind.zone == zone }
      return count >= 5 ? count : 0
    }
    var features: [String: Double?] = [
      "kb.shift.left_share": share(
        shown[0], of: shown[0] + shown[1], minimum: 1, of: shown[0] + shown[1]),
      "kb.caps_rate": share(capitals, of: letters.count, minimum: 5, of: capitals),
      "kb.chord.rate": share(chords.count, of: strokes.count, minimum: 5, of: chords.count),
    ]
    let holds = chords.compactMap { index in
      strokes[index].release.map { log(time($0 - strokes[index].press)) }
    }
    for (name, values) in [
      ("shift.lead", shifted.map { log($0.downDown) }), ("shift.lag", lags),
      ("chord.hold", holds),
      ("chord.lead", used.filter { isShortcut($0.first) }.map { log($0.downDown) }),
    ] { features.merge(moments("kb.\(name)", values)) { $1 } }
    return features
  }

  // MARK: - Hands

  private func hand(_ stroke: Stroke) -> Character? {
    switch stroke.kind.zone {
    case .f0, .f1, .f2, .f3: "L"
    case .f4, .f5, .f6, .f7: "R"
    case .thumb: nil
    }
  }

  private func digraph(_ pair: Pair) -> String {
    if pair.first.code == pair.second.code { return "same_key" }
    switch (hand(pair.first), hand(pair.second)) {
    case (nil, _): return "thumb_finger"
    case (_, nil): return "finger_thumb"
    case ("L", "R"): return "left_right"
    case ("R", "L"): return "right_left"
    case (let one, _):
      let isOneFinger = pair.first.kind == pair.second.kind && pair.first.kind.keyClass == .letter
      return isOneFinger ? "same_finger" : one == "L" ? "left_left" : "right_right"
    }
  }

  private func hands() -> [String: Double?] {
    var features: [String: Double?] = [:]
    let printed = flights.filter { prints($0.first) && prints($0.second) }
    let groups = Dictionary(grouping: printed, by: digraph)
    for name in [
      "same_key", "same_finger", "left_left", "right_right", "left_right", "right_left",
      "thumb_finger", "finger_thumb",
    ] {
      let members = groups[name] ?? []
      let upDowns = members.compactMap(\.upDown)
      features["kb.dg.\(name).share"] = share(
        members.count, of: printed.count, minimum: 5, of: members.count)
      features.merge(moments("kb.dg.\(name).dd", members.map { log($0.downDown) })) { $1 }
      features["kb.dg.\(name).ud.mean"] = mean(upDowns.map(scaled))
      features["kb.dg.\(name).rollover"] = share(
        upDowns.count { $0 < 0 }, of: upDowns.count, minimum: 5, of: upDowns.count)
    }
    func downDown(_ names: [String]) -> Double? {
      mean(
        names.compactMap { groups[$0] }.filter { $0.count >= 5 }.joined().map { log($0.downDown) })
    }
    func difference(_ one: Double?, _ other: Double?) -> Double? {
      one.flatMap { one in other.map { one - $0 } }
    }
    let oneHand = downDown(["left_left", "right_right"])
    features["kb.alternation_gain"] = difference(oneHand, downDown(["left_right", "right_left"]))
    features["kb.repeat_gain"] = difference(oneHand, downDown(["same_key"]))
    let holds = ["L", "R"].map { side in
      self.holds { prints($0) && hand($0).map(String.init) == side }.map { log($0) }
    }
    features.merge(moments("kb.hand.left.hold", holds[0])) { $1 }
    features.merge(moments("kb.hand.right.hold", holds[1])) { $1 }
    features["kb.hand_hold_ratio"] = difference(mean(holds[0]), mean(holds[1]))
    return features
  }
}
