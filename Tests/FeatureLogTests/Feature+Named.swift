@testable import BehaviorFeatures

extension Feature {
  /// A feature for tests of what is shown about it, not of how it is computed.
  init(_ name: String, _ group: Group, _ unit: Unit, minimum: Int, _ meaning: String) {
    self.init(name, group, unit, meaning, minimum: minimum) { _ in nil }
  }
}
