internal import InputEvents

extension FeatureTable {
  static let keyboard: [Feature] =
    keyboardActivity + keyboardTimes + keyboardRhythm + keyboardClasses + corrections
    + classDigraphs + shiftAndChords + fingerZones + hands

  /// Distributions take this many values, beside the keystrokes that the whole group takes.
  static let minimumDistribution = 20

  private static let keyboardActivity: [Feature] = [
    keyboardColumn("kb.keystrokes", .count, "Key presses, auto-repeat not counted.") {
      Double($0.presses)
    },
    keyboardColumn(
      "kb.span", .seconds, "Seconds of windows over which the keyboard's features were gathered."
    ) { $0.span },
    keyboardColumn("kb.rate", .perMinute, "Key presses a minute of the span.") {
      perMinute(Double($0.presses), $0.span)
    },
    keyboardColumn(
      "kb.active_share", .share, "Share of the span's seconds in which a key moved."
    ) { share(Double($0.activeSeconds), of: $0.span) },
    keyboardColumn(
      "kb.typing_share", .share, "Share of the span that passed between presses within 1 s.",
      formula: "sum(DD) / span, DD <= 1 s"
    ) { share($0.rhythm.downDown.sum, of: $0.span) },
    keyboardColumn("kb.repeat_rate", .share, "Auto-repeats of held keys, a key press.") {
      share($0.repeats, of: $0.presses)
    },
    keyboardColumn(
      "kb.switch_rate", .perMinute, "Changes between keyboard and pointer, a minute of the span."
    ) { perMinute(Double($0.switches), $0.span) },
  ]

  // MARK: - Times

  private static let keyboardTimes: [Feature] =
    distribution(
      "kb.hold", .keyboard, .logSeconds, "hold time (press to release)",
      formula: "H = r_i - p_i", source: .killourhyMaxion2009, minimum: minimumDistribution
    ) { $0.keyboard.hold }
    + bins(HistogramBins.hold, "kb.hold", "hold times", "H", source: .giancardo2016) { $0.hold }
    + distribution(
      "kb.dd", .keyboard, .logSeconds, "press-to-press time within 1 s",
      formula: "DD = p_(i+1) - p_i", source: .killourhyMaxion2009, minimum: minimumDistribution
    ) { $0.keyboard.downDown }
    + bins(HistogramBins.downDown, "kb.dd", "press-to-press times within 1 s", "DD") {
      $0.downDown
    }
    + signedDistribution(
      "kb.ud", .keyboard, "flight time (release to next press, negative in rollover)",
      formula: "UD = p_(i+1) - r_i", source: .killourhyMaxion2009, minimum: minimumDistribution
    ) { $0.keyboard.upDown }
    + signedDistribution(
      "kb.uu", .keyboard, "release-to-release time", formula: "UU = r_(i+1) - r_i",
      minimum: minimumDistribution
    ) { $0.keyboard.upUp }
    + distribution(
      "kb.du", .keyboard, .logSeconds, "time from a press to the next key's release",
      formula: "DU = r_(i+1) - p_i", minimum: minimumDistribution
    ) { $0.keyboard.downUp }
    + distribution(
      "kb.tri", .keyboard, .logSeconds,
      "time from a press to the next but one, both flights within 1 s",
      formula: "(p_(i+2) - p_i)", source: .gunettiPicardi2005, minimum: minimumDistribution
    ) { $0.keyboard.trigraph }

  /// The share of each bin, and their entropy.
  private static func bins(
    _ bins: HistogramBins, _ name: String, _ what: String, _ symbol: String,
    source: FeatureSource = .tactus,
    _ get: @escaping @Sendable (borrowing KeyboardStatistics) -> TimeDistribution
  ) -> [Feature] {
    (0..<bins.count).map { bin in
      let (low, high) = (
        milliseconds(bins.lowerEdge(of: bin)), milliseconds(bins.lowerEdge(of: bin + 1))
      )
      let (range, formula) =
        switch bin {
        case 0: ("up to \(high)", "P(\(symbol) <= \(high))")
        case bins.count - 1: ("above \(low)", "P(\(symbol) > \(low))")
        default: ("above \(low) up to \(high)", "P(\(low) < \(symbol) <= \(high))")
        }
      return keyboardColumn(
        "\(name).h\(bin)", .share, "Share of \(what) \(range).",
        formula: formula, source: source, minimum: minimumDistribution,
        of: { get($0).count },
        value: { share(bins.values(in: bin, of: get($0).histogram), of: get($0).histogram.count) })
    } + [
      keyboardColumn(
        "\(name).entropy", .bits,
        "Entropy of the shares `\(name).h0` to `.h\(bins.count - 1)`, corrected for their number.",
        formula: "-sum(h log2(h)) + (bins in use - 1) / (2 n ln 2)", source: .miller1955,
        minimum: minimumDistribution, of: { get($0).count },
        value: { bins.entropy(of: get($0).histogram) })
    ]
  }

  /// To three digits.
  private static func milliseconds(_ seconds: Double) -> String {
    let tenths = Int((seconds * 10_000).rounded())
    return tenths < 1000 ? "\(tenths / 10).\(tenths % 10) ms" : "\((tenths + 5) / 10) ms"
  }

  /// A single column of the keyboard's.
  static func keyboardColumn(
    _ name: String, _ unit: Feature.Unit, _ meaning: String, formula: String = "",
    source: FeatureSource = .tactus, minimum: Int = 0,
    of count: @escaping @Sendable (borrowing KeyboardStatistics) -> Int = { _ in 0 },
    value: @escaping @Sendable (borrowing KeyboardStatistics) -> Double?
  ) -> Feature {
    Feature(
      name, .keyboard, unit, meaning, formula: formula, source: source, minimum: minimum,
      of: { count($0.keyboard) }, value: { value($0.keyboard) })
  }
}
