/// Every feature of a window record, declared once.
public enum FeatureTable {
  public static let all: [Feature] = [
    Feature("kb.hold.mean", .keyboard, .logSeconds, minimum: 50, "Mean hold time of a key."),
    Feature("ptr.stroke.n", .pointer, .count, minimum: 0, "Strokes: movements between pauses."),
  ]
}
