/// Features that other parts ask for by name, beside those of ``Highlight``.
public enum FeatureName: String, CaseIterable, Sendable {
  case typingTime = "kb.span"
  case corrections = "kb.correction.rate"
  case pathRate = "ptr.path_rate"
  case scrollRate = "scroll.rate"
  case horizontalShare = "scroll.horizontal_share"
}
