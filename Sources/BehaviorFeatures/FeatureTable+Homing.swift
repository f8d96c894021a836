extension FeatureTable {
  /// The hand's ways between keyboard and pointer. They belong to the keyboard's group, because each
  /// tells of a key: they are withheld, and wait, as keystrokes do.
  static let homing: [Feature] =
    way("kb.to_pointer", "time from the last key to the pointer, within 10 s") {
      $0.keyboard.homing.toPointer
    }
    + way("kb.to_keyboard", "time from the pointer to the next key, within 10 s") {
      $0.keyboard.homing.toKeyboard
    }
    + [
      Feature(
        "kb.modified_use_share", .keyboard, .share,
        "Share of button presses and turns of the wheel made with a modifier key down.",
        minimum: 10, of: { Int($0.keyboard.homing.uses) },
        value: {
          let homing = $0.keyboard.homing
          // A few could be told one by one.
          return homing.modifiedUses >= KeyboardStatistics.minimumCell
            ? share(homing.modifiedUses, of: homing.uses) : nil
        })
    ]

  private static func way(
    _ name: String, _ what: String,
    _ get: @escaping @Sendable (borrowing WindowStatistics) -> TimeDistribution
  ) -> [Feature] {
    spread(name, .keyboard, .logSeconds, what, minimum: KeyboardStatistics.minimumCell) {
      get($0).moments
    }
      + quantiles(
        [.p25, .p50, .p75], name, .keyboard, .logSeconds, what,
        minimum: KeyboardStatistics.minimumCell,
        of: { get($0).count }, value: { get($0).logQuantile($1) })
  }
}
