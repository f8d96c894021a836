public import BehaviorFeatures

/// Turns a recording's pointer actions into lines for research: one flat JSON object each.
///
/// The feature log holds no such lines: ordered actions rebuild what was clicked on an on-screen
/// keyboard. A recording has the path itself.
public struct ActionEncoder: Sendable {
  private let keys = ActionMeasure.all.map { JSONText.escaped($0.name) }
  private var text = JSONText()

  public init() {}

  /// The line for `action`, newline included; times are seconds of the monotonic clock.
  public mutating func encode(_ action: PointerAction) -> [UInt8] {
    text.removeAll()
    text.append("{\"start\":")
    text.append(number: Double(action.start) / 1e6)
    text.append(",\"type\":")
    text.append(string: action.kind.label)
    text.append(",\"length_unit\":")
    text.append(string: action.lengthUnit)
    for (key, measure) in zip(keys, ActionMeasure.all) {
      text.append(",")
      text.append(key)
      text.append(":")
      text.append(number: action[measure.value])
    }
    text.append("}\n")
    return text.bytes
  }
}
