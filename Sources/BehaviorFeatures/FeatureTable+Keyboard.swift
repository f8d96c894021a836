internal import InputEvents

extension FeatureTable {
  /// Distributions of pairs take this many, beside the keystrokes that the whole group takes.
  private static let minimumPairs = 20

  static let keyboard: [Feature] =
    [
      Feature("kb.keystrokes", .keyboard, .count, "Key presses, auto-repeat not counted.") {
        Double($0.keyboard.presses)
      },
      Feature(
        "kb.span", .keyboard, .seconds,
        "Seconds of windows over which the keyboard's features were gathered."
      ) { $0.keyboard.span },
      Feature("kb.rate", .keyboard, .perMinute, "Key presses a minute of the span.") {
        perMinute(Double($0.keyboard.presses), $0.keyboard.span)
      },
      Feature(
        "kb.active_share", .keyboard, .share, "Share of the span's seconds in which a key moved."
      ) { share(Double($0.keyboard.activeSeconds), of: $0.keyboard.span) },
      Feature(
        "kb.repeat_rate", .keyboard, .share, "Auto-repeats of held keys, a key press."
      ) { share($0.keyboard.repeats, of: $0.keyboard.presses) },
      Feature(
        "kb.switch_rate", .keyboard, .perMinute,
        "Changes between keyboard and pointer, a minute of the span."
      ) { perMinute(Double($0.keyboard.switches), $0.keyboard.span) },
    ]
    + distribution(
      "kb.hold", .keyboard, .logSeconds, "hold time (press to release)", minimum: minimumPairs
    ) { $0.keyboard.hold }
    + distribution(
      "kb.dd", .keyboard, .logSeconds, "press-to-press time within 1 s", minimum: minimumPairs
    ) { $0.keyboard.downDown }
    + signedDistribution(
      "kb.ud", .keyboard, "flight time (release to next press, negative in rollover)",
      minimum: minimumPairs
    ) { $0.keyboard.upDown }
    + signedDistribution(
      "kb.uu", .keyboard, "release-to-release time", minimum: minimumPairs
    ) { $0.keyboard.upUp }
    + distribution(
      "kb.du", .keyboard, .logSeconds, "time from a press to the next key's release",
      minimum: minimumPairs
    ) { $0.keyboard.downUp }
    + rhythm
    + KeyClass.allCases.flatMap { keyClass in
      cell("kb.class.\(keyClass.label)", "keys of class \(keyClass)") {
        $0.keyboard.classes[Int(keyClass.rawValue)]
      }
    }
    + FingerZone.allCases.flatMap { zone in
      cell("kb.zone.\(zone.label)", "keys of finger zone \(zone)") {
        $0.keyboard.zones[Int(zone.rawValue)]
      }
    }

  private static let rhythm: [Feature] =
    [
      Feature(
        "kb.rollover_rate", .keyboard, .share,
        "Share of flights in which the next key goes down before this one is up.",
        minimum: minimumPairs, of: { Int($0.keyboard.pairs) },
        value: { share($0.keyboard.rollovers, of: $0.keyboard.pairs) }),
      Feature(
        "kb.same_key_share", .keyboard, .share, "Share of flights from a key to itself.",
        minimum: minimumPairs, of: { Int($0.keyboard.pairs) },
        value: {
          // A handful could point at one double letter of a short text.
          $0.keyboard.sameKeyPairs >= KeyboardStatistics.minimumCell
            ? share($0.keyboard.sameKeyPairs, of: $0.keyboard.pairs) : nil
        }),
    ]
    + zip(["300ms", "1s", "2s", "5s"], KeyboardStatistics.pauseThresholds.indices).map {
      name, index in
      Feature(
        "kb.pause.\(name)", .keyboard, .share, "Share of press-to-press times above \(name).",
        minimum: minimumPairs, of: { Int($0.keyboard.intervals) },
        value: { share($0.keyboard.pauses[index], of: $0.keyboard.intervals) })
    }

  private static func cell(
    _ name: String, _ what: String,
    _ get: @escaping @Sendable (borrowing WindowStatistics) -> KeyboardStatistics.Cell
  ) -> [Feature] {
    [
      Feature(
        "\(name).share", .keyboard, .share, "Share of presses of \(what).",
        minimum: KeyboardStatistics.minimumCell, of: { Int(get($0).presses) },
        value: { share(get($0).presses, of: $0.keyboard.presses) })
    ]
      + spread(
        "\(name).hold", .keyboard, .logSeconds, "hold time of \(what)",
        minimum: KeyboardStatistics.minimumCell
      ) { get($0).hold }
  }
}
