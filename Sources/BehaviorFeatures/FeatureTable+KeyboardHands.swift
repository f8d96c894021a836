internal import InputEvents

extension FeatureTable {
  static let hands: [Feature] = handDigraphs + handHolds + gains

  private static let handDigraphs: [Feature] = HandDigraph.allCases.flatMap { pair in
    let name = "kb.dg.\(pair.label)"
    let index = Int(pair.rawValue)
    return [
      keyboardColumn(
        "\(name).share", .share,
        "Share of pairs of printing keys within 1 s that are \(pair.what).",
        source: .dhakal2018, minimum: KeyboardStatistics.minimumCell,
        of: { Int($0.handDigraphs[index].pairs) },
        value: { share($0.handDigraphs[index].pairs, of: $0.handPairs) })
    ]
      + spread(
        "\(name).dd", .keyboard, .logSeconds, "press-to-press time of \(pair.what)", formula: "DD",
        source: .dhakal2018, minimum: KeyboardStatistics.minimumCell
      ) { $0.keyboard.handDigraphs[index].downDown }
      + [
        spread(
          "\(name).ud", .keyboard, .asinhTime, "flight time of \(pair.what)", formula: "UD",
          minimum: KeyboardStatistics.minimumCell
        ) { $0.keyboard.handDigraphs[index].upDown }[0],
        keyboardColumn(
          "\(name).rollover", .share, "Share of \(pair.what) that overlap.", formula: "P(UD < 0)",
          source: .dhakal2018, minimum: KeyboardStatistics.minimumCell,
          of: { Int($0.handDigraphs[index].rollovers.total) },
          value: { $0.handDigraphs[index].rollovers.share }),
      ]
  }

  private static let handHolds: [Feature] =
    Hand.allCases.flatMap { hand in
      spread(
        "kb.hand.\(hand.label).hold", .keyboard, .logSeconds,
        "hold time of letters, digits and marks of the \(hand.label) hand", formula: "H",
        minimum: KeyboardStatistics.minimumCell
      ) { $0.keyboard.hands[Int(hand.rawValue)] }
    } + [
      keyboardColumn(
        "kb.hand_hold_ratio", .logRatio, "How much longer the left hand holds its keys.",
        formula: "mean(ln H, left) - mean(ln H, right)",
        minimum: KeyboardStatistics.minimumCell,
        of: { min(Int($0.hands[0].count), Int($0.hands[1].count)) },
        value: { difference($0.hands[0], $0.hands[1]) })
    ]

  private static let gains: [Feature] = [
    gain(
      "kb.alternation_gain", "How much sooner the next key comes where the hands alternate.",
      "mean(ln DD, one hand) - mean(ln DD, both hands)", over: [.leftRight, .rightLeft]),
    gain(
      "kb.repeat_gain", "How much sooner the next key comes where it is the same one.",
      "mean(ln DD, one hand) - mean(ln DD, same key)", over: [.sameKey]),
  ]

  /// Against pairs of two fingers of one hand.
  private static func gain(
    _ name: String, _ meaning: String, _ formula: String, over pairs: [HandDigraph]
  ) -> Feature {
    keyboardColumn(
      name, .logRatio, meaning, formula: formula, source: .dhakal2018,
      minimum: KeyboardStatistics.minimumCell,
      of: {
        min(
          Int($0.downDown(of: [.leftLeft, .rightRight]).count), Int($0.downDown(of: pairs).count))
      },
      value: { difference($0.downDown(of: [.leftLeft, .rightRight]), $0.downDown(of: pairs)) })
  }
}

extension HandDigraph {
  fileprivate var what: String {
    switch self {
    case .sameKey: "pairs of the same key"
    case .sameFinger: "pairs of two letters of one finger"
    case .leftLeft: "pairs of the left hand's other fingers"
    case .rightRight: "pairs of the right hand's other fingers"
    case .leftRight: "pairs from the left hand to the right"
    case .rightLeft: "pairs from the right hand to the left"
    case .thumbFinger: "pairs from the space bar to a finger"
    case .fingerThumb: "pairs from a finger to the space bar"
    }
  }
}

extension KeyboardStatistics {
  /// Logarithms of press-to-press times of several kinds of pair together; kinds that are too few to be
  /// told add nothing.
  fileprivate func downDown(of pairs: [HandDigraph]) -> Moments {
    var moments = Moments()
    for pair in pairs {
      let part = handDigraphs[Int(pair.rawValue)].downDown
      if part.count >= Double(Self.minimumCell) { moments.merge(part) }
    }
    return moments
  }
}
