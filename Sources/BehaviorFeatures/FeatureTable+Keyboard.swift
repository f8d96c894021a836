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
    distribution(holdTime) { $0.hold }
    + bins(HistogramBins.hold, holdTime, "hold times", "H") { $0.hold }
    + distribution(downDownTime) { $0.downDown }
    + bins(HistogramBins.downDown, downDownTime, "press-to-press times within 1 s", "DD") {
      $0.downDown
    }
    + signedDistribution(
      time(
        "kb.ud", .asinhTime, "flight time (release to next press, negative in rollover)",
        "asinh(UD / 10 ms)", .killourhyMaxion2009)
    ) { $0.upDown }
    + signedDistribution(
      time("kb.uu", .asinhTime, "release-to-release time", "asinh(UU / 10 ms)")
    ) { $0.upUp }
    + distribution(
      time("kb.du", .logSeconds, "time from a press to the next key's release", "ln DU")
    ) { $0.downUp }
    + distribution(
      time(
        "kb.tri", .logSeconds, "time from a press to the next but one, both flights within 1 s",
        "ln(p_(i+2) - p_i)", .gunettiPicardi2005)
    ) { $0.trigraph }

  private static let holdTime = time(
    "kb.hold", .logSeconds, "hold time (press to release)", "ln H", .killourhyMaxion2009)
  private static let downDownTime = time(
    "kb.dd", .logSeconds, "press-to-press time within 1 s", "ln DD", .killourhyMaxion2009)

  private static func time(
    _ name: String, _ unit: Feature.Unit, _ what: String, _ symbol: String,
    _ source: FeatureSource = .tactus
  ) -> KeyboardQuantity {
    KeyboardQuantity(
      name: name, unit: unit, what: what, symbol: symbol, source: source,
      minimum: minimumDistribution)
  }

  private static func distribution(
    _ quantity: KeyboardQuantity,
    _ get: @escaping @Sendable (borrowing KeyboardStatistics) -> TimeDistribution
  ) -> [Feature] {
    quantity.shape { get($0).moments }
      + quantity.quantiles(of: { get($0).count }, { get($0).logQuantile($1) })
  }

  private static func signedDistribution(
    _ quantity: KeyboardQuantity,
    _ get: @escaping @Sendable (borrowing KeyboardStatistics) -> SignedTimeDistribution
  ) -> [Feature] {
    quantity.shape { get($0).moments }
      + quantity.quantiles(of: { get($0).count }, { get($0).scaledQuantile($1) })
  }

  /// The share of each bin, and their entropy.
  private static func bins(
    _ bins: HistogramBins, _ quantity: KeyboardQuantity, _ what: String, _ symbol: String,
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
        "\(quantity.name).h\(bin)", .share, "Share of \(what) \(range).",
        formula: formula, source: .giancardo2016, minimum: quantity.minimum,
        of: { get($0).count },
        value: { share(bins.values(in: bin, of: get($0).histogram), of: get($0).histogram.count) })
    } + [
      keyboardColumn(
        "\(quantity.name).entropy", .bits,
        "Entropy of the shares `\(quantity.name).h0` to `.h\(bins.count - 1)`, corrected for their number.",
        formula: "-sum(h log2(h)) + (bins in use - 1) / (2 n ln 2)", source: .miller1955,
        minimum: quantity.minimum, of: { get($0).count },
        value: { bins.entropy(of: get($0).histogram) })
    ]
  }

  /// To three digits.
  private static func milliseconds(_ seconds: Double) -> String {
    let tenths = Int((seconds * 10_000).rounded())
    return tenths < 1000 ? "\(tenths / 10).\(tenths % 10) ms" : "\((tenths + 5) / 10) ms"
  }
}
