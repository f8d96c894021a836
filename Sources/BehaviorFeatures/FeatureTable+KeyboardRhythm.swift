extension FeatureTable {
  static let keyboardRhythm: [Feature] = overlaps + pauses + bursts + successions + regularity

  // MARK: - Keys that are down together

  private static let overlaps: [Feature] =
    [
      keyboardColumn(
        "kb.rollover_rate", .share,
        "Share of flights in which the next key goes down before this one is up.",
        formula: "P(UD < 0)", source: .dhakal2018, minimum: minimumDistribution,
        of: { Int($0.rhythm.rollovers.total) }, value: { $0.rhythm.rollovers.share })
    ]
    + spread(
      "kb.overlap", .keyboard, .logSeconds,
      "time that a key stays down after the next one went down", formula: "(-UD)",
      minimum: KeyboardStatistics.minimumCell
    ) { $0.keyboard.rhythm.overlap }
    + [
      keyboardColumn(
        "kb.tri_overlap", .share, "Share of presses at which three keys or more are down."
      ) { share($0.presses(withKeysDown: 3), of: $0.presses) },
      // A single moment says little of a habit and much of itself.
      keyboardColumn(
        "kb.max_down", .count,
        "Most keys that were down at once, at \(KeyboardStatistics.minimumCell) presses or more."
      ) { statistics in
        statistics.keysDown.indices.last {
          statistics.presses(withKeysDown: $0 + 1) >= KeyboardStatistics.minimumCell
        }.map { Double($0 + 1) }
      },
    ]

  // MARK: - Pauses and bursts

  private static let pauses: [Feature] =
    zip(["300ms", "1s", "2s", "5s"], KeyboardStatistics.pauseThresholds.indices).map {
      name, index in
      keyboardColumn(
        "kb.pause.\(name)", .share, "Share of press-to-press times above \(name).",
        formula: "P(DD > \(name))", source: .locklear2014, minimum: minimumDistribution,
        of: { Int($0.intervals) }, value: { share($0.pauses[index], of: $0.intervals) })
    }

  /// Few bursts could be told apart by their sums, and a short one may be a password.
  private static let bursts: [Feature] =
    [
      keyboardColumn(
        "kb.burst.n", .count, "Bursts: two presses or more, each within 1 s of the one before.",
        source: .locklear2014, minimum: KeyboardStatistics.minimumCell,
        of: { Int($0.bursts.length.count) }, value: { $0.bursts.length.count }),
      keyboardColumn(
        "kb.burst.rate", .perMinute,
        "Key presses a minute while typing, pauses above 1 s left out.",
        formula: "60 s / mean(DD), DD <= 1 s", source: .locklear2014, minimum: minimumDistribution,
        of: { Int($0.rhythm.downDown.count) },
        value: { perMinute($0.rhythm.downDown.count, $0.rhythm.downDown.sum) }),
    ]
    + spread(
      "kb.burst.len", .keyboard, .logCount, "number of key presses in a burst", formula: "n",
      source: .locklear2014, minimum: KeyboardStatistics.minimumCell
    ) { $0.keyboard.bursts.length }
    + spread(
      "kb.burst.dur", .keyboard, .logSeconds, "time from a burst's first press to its last",
      formula: "(p_n - p_1)", source: .locklear2014, minimum: KeyboardStatistics.minimumCell
    ) { $0.keyboard.bursts.duration }

  // MARK: - One after the other

  private static let successions: [Feature] = [
    correlation(
      "kb.hold.lag1", "Correlation of successive hold times, of keys within 1 s.",
      "corr(ln H_i, ln H_(i+1))"
    ) { $0.rhythm.holds },
    correlation(
      "kb.dd.lag1", "Correlation of successive press-to-press times, both within 1 s.",
      "corr(ln DD_i, ln DD_(i+1))", .gohBarabasi2008
    ) { $0.rhythm.downDowns },
    correlation(
      "kb.hold_dd.corr",
      "Correlation of a hold time and the press-to-press time that begins with it.",
      "corr(ln H_i, ln DD_i)"
    ) { $0.rhythm.holdAndDownDown },
    keyboardColumn(
      "kb.hold.fluct.sd", .logRatio,
      "Standard deviation of the change from a hold time to the next, of keys within 1 s.",
      formula: "sd(ln H_(i+1) - ln H_i)", minimum: minimumDistribution,
      of: { Int($0.rhythm.holdChange.count) }, value: { $0.rhythm.holdChange.deviation }),
    keyboardColumn(
      "kb.hold.fluct.abs", .logRatio,
      "Mean size of the change from a hold time to the next, of keys within 1 s.",
      formula: "mean(abs(ln H_(i+1) - ln H_i))", minimum: minimumDistribution,
      of: { Int($0.rhythm.holdChangeSize.count) }, value: { $0.rhythm.holdChangeSize.mean }),
    keyboardColumn(
      "kb.dd.npvi", .none,
      "Variability from one press-to-press time to the next, both within 1 s: 0 where all are equal, "
        + "below 2 always.",
      formula: "mean(2 abs(DD_(i+1) - DD_i) / (DD_(i+1) + DD_i))", source: .grabeLow2002,
      minimum: minimumDistribution, of: { Int($0.rhythm.variability.count) },
      value: { $0.rhythm.variability.mean }),
  ]

  private static func correlation(
    _ name: String, _ meaning: String, _ formula: String, _ source: FeatureSource = .tactus,
    _ get: @escaping @Sendable (borrowing KeyboardStatistics) -> CoMoments
  ) -> Feature {
    keyboardColumn(
      name, .none, meaning, formula: formula, source: source, minimum: minimumDistribution,
      of: { Int(get($0).count) }, value: { get($0).correlation })
  }

  private static let regularity: [Feature] = [
    keyboardColumn(
      "kb.dd.cv", .none, "Coefficient of variation of press-to-press times within 1 s.",
      formula: "sd(DD) / mean(DD), DD <= 1 s", minimum: minimumDistribution,
      of: { Int($0.rhythm.downDown.count) }, value: { ratio($0.rhythm.downDown) { $0 / $1 } }),
    keyboardColumn(
      "kb.burstiness", .none,
      "Burstiness of presses, absences of more than a minute left out: -1 for a metronome, 0 for "
        + "chance, towards 1 the longer the pauses.",
      formula: "(sd(DD) - mean(DD)) / (sd(DD) + mean(DD)), DD <= 60 s", source: .gohBarabasi2008,
      minimum: minimumDistribution, of: { Int($0.rhythm.interval.count) },
      value: { ratio($0.rhythm.interval) { ($0 - $1) / ($0 + $1) } }),
  ]

  /// What `formula` makes of a deviation and a mean above zero.
  private static func ratio(
    _ moments: Moments, _ formula: (_ deviation: Double, _ mean: Double) -> Double
  ) -> Double? {
    guard let mean = moments.mean, mean > 0, let deviation = moments.deviation else { return nil }
    return formula(deviation, mean)
  }
}

extension KeyboardStatistics {
  /// Presses at which so many keys or more were down, the pressed one included.
  func presses(withKeysDown count: Int) -> UInt64 {
    var presses: UInt64 = 0
    for index in keysDown.indices where index >= count - 1 { presses &+= keysDown[index] }
    return presses
  }
}
