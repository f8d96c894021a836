internal import InputEvents

extension FeatureTable {
  static let keyboardClasses: [Feature] = KeyClass.allCases.flatMap { keyClass in
    cell("kb.class.\(keyClass.label)", "keys of class \(keyClass)") {
      $0.classes[Int(keyClass.rawValue)]
    }
  }

  static let fingerZones: [Feature] = FingerZone.allCases.flatMap { zone in
    cell("kb.zone.\(zone.label)", "keys of finger zone \(zone)") {
      $0.zones[Int(zone.rawValue)]
    }
  }

  private static func cell(
    _ name: String, _ what: String,
    _ get: @escaping @Sendable (borrowing KeyboardStatistics) -> KeyboardStatistics.Cell
  ) -> [Feature] {
    [
      keyboardColumn(
        "\(name).share", .share, "Share of presses of \(what).",
        minimum: KeyboardStatistics.minimumCell, of: { Int(get($0).presses) },
        value: { share(get($0).presses, of: $0.presses) })
    ]
      + spread(
        "\(name).hold", .keyboard, .logSeconds, "hold time of \(what)", formula: "H",
        minimum: KeyboardStatistics.minimumCell
      ) { get($0.keyboard).hold }
  }

  // MARK: - Corrections

  /// Backspace and delete are one class: which of the two it was would make each a key of its own.
  static let corrections: [Feature] =
    [
      keyboardColumn(
        "kb.correction.rate", .share,
        "Corrections, a key press: runs of backspace or delete, pauses in them within 5 s.",
        source: .dhakal2018, minimum: KeyboardStatistics.minimumCell,
        of: { Int($0.corrections.runs.count) },
        value: { share($0.corrections.runs.count, of: Double($0.presses)) })
    ]
    + spread(
      "kb.correction.run", .keyboard, .logCount, "number of presses in a correction", formula: "n",
      minimum: KeyboardStatistics.minimumCell
    ) { $0.keyboard.corrections.runs }
    + spread(
      "kb.correction.into", .keyboard, .logSeconds,
      "press-to-press time from the last character into a correction, within 5 s", formula: "DD",
      minimum: KeyboardStatistics.minimumCell
    ) { $0.keyboard.corrections.into }
    + spread(
      "kb.correction.out", .keyboard, .logSeconds,
      "press-to-press time from a correction to the next character, within 5 s", formula: "DD",
      minimum: KeyboardStatistics.minimumCell
    ) { $0.keyboard.corrections.out }
    + spread(
      "kb.correction.after", .keyboard, .logSeconds,
      "press-to-press time from the first character after a correction to the second, within 1 s",
      formula: "DD", source: .rabbitt1966, minimum: KeyboardStatistics.minimumCell
    ) { $0.keyboard.corrections.after }
    + [
      keyboardColumn(
        "kb.correction.slowing", .logRatio,
        "How much slower than usual one types on after a correction.",
        formula: "mean(ln DD after) - mean(ln DD)", source: .rabbitt1966,
        minimum: KeyboardStatistics.minimumCell, of: { Int($0.corrections.after.count) },
        value: { difference($0.corrections.after, $0.downDown.moments) })
    ]

  // MARK: - Class by class

  static let classDigraphs: [Feature] = ClassDigraph.allCases.flatMap { pair in
    let name = "kb.cdi.\(pair.label)"
    let what = "from \(pair.classes.first) to \(pair.classes.second)"
    let index = Int(pair.rawValue)
    return
      spread(
        "\(name).dd", .keyboard, .logSeconds, "press-to-press time \(what)", formula: "DD",
        minimum: KeyboardStatistics.minimumCell
      ) { $0.keyboard.classDigraphs[index].downDown }
      + [
        spread(
          "\(name).ud", .keyboard, .asinhTime, "flight time \(what)", formula: "UD",
          minimum: KeyboardStatistics.minimumCell
        ) { $0.keyboard.classDigraphs[index].upDown }[0]
      ]
  }

  // MARK: - Shift and shortcuts

  static let shiftAndChords: [Feature] =
    [
      // A rare side would point at single capitals.
      keyboardColumn(
        "kb.shift.left_share", .share,
        "Share of presses of Shift that are of the left one; a side with fewer than "
          + "\(KeyboardStatistics.minimumCell) counts as none."
      ) { share(shown($0.shift.left), of: shown($0.shift.left) + shown($0.shift.right)) },
      keyboardColumn(
        "kb.caps_rate", .share, "Share of letters that are pressed while Shift is down.",
        minimum: KeyboardStatistics.minimumCell, of: { Int($0.shift.letters) },
        value: {
          share($0.shift.letters, of: shown($0.classes[Int(KeyClass.letter.rawValue)].presses))
        }),
    ]
    + spread(
      "kb.shift.lead", .keyboard, .logSeconds, "time from Shift to the key that it is for",
      formula: "DD", minimum: KeyboardStatistics.minimumCell
    ) { $0.keyboard.shift.lead }
    + spread(
      "kb.shift.lag", .keyboard, .asinhTime,
      "time from a key's release to that of Shift, where it is for that key alone",
      formula: "(-UU)", minimum: KeyboardStatistics.minimumCell
    ) { $0.keyboard.shift.lag }
    + [
      keyboardColumn(
        "kb.chord.rate", .share, "Share of presses that are made while Ctrl, Alt or Super is down.",
        minimum: KeyboardStatistics.minimumCell, of: { Int($0.chords.presses) },
        value: { share($0.chords.presses, of: $0.presses) })
    ]
    + spread(
      "kb.chord.hold", .keyboard, .logSeconds, "hold time of the key of a shortcut", formula: "H",
      minimum: KeyboardStatistics.minimumCell
    ) { $0.keyboard.chords.hold }
    + spread(
      "kb.chord.lead", .keyboard, .logSeconds,
      "time from Ctrl, Alt or Super to the key of a shortcut", formula: "DD",
      minimum: KeyboardStatistics.minimumCell
    ) { $0.keyboard.chords.lead }

  /// A count that is none where it is too small to be told.
  private static func shown(_ count: UInt64) -> UInt64 {
    count >= KeyboardStatistics.minimumCell ? count : 0
  }
}

extension FeatureTable {
  /// The difference of two means.
  static func difference(_ one: Moments, _ other: Moments) -> Double? {
    guard let mean = one.mean, let otherMean = other.mean else { return nil }
    return mean - otherMean
  }
}
