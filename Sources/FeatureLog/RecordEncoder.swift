public import BehaviorFeatures

/// Turns records into lines of the feature log: one JSON object each, flat but for its sketch, keys
/// always in the same order, in a buffer that is used again and again.
public struct RecordEncoder: Sendable {
  /// `,"kb.hold.mean":` for every feature, made once.
  private let featureKeys: [[UInt8]]
  private var text = JSONText()
  /// `{"v":`, then `,"seq":` and so on.
  private static let fields = RecordField.all.enumerated().map { index, field in
    (index == 0 ? [0x7B] + key(field.name).dropFirst() : key(field.name), field)
  }
  private static let sketchKey = key(Sketch.recordKey)

  public init(features: [Feature] = FeatureTable.all) {
    featureKeys = features.map { Self.key($0.name) }
  }

  /// The line for `record`, newline included. The record has one value a feature.
  public mutating func encode(_ record: WindowRecord) -> [UInt8] {
    precondition(record.features.count == featureKeys.count, "a record has one value a feature")
    text.removeAll()
    for (key, field) in Self.fields {
      text.append(key)
      field.write(record, &text)
    }
    for count in record.counts {
      text.append(Self.key(count.name))
      text.append(integer: count.value)
    }
    for (key, value) in zip(featureKeys, record.features) {
      text.append(key)
      text.append(rounded: value)
    }
    text.append(Self.sketchKey)
    text.append(record.sketch)
    text.append("}\n")
    return text.bytes
  }

  private static func key(_ name: String) -> [UInt8] {
    [0x2C] + JSONText.escaped(name) + [0x3A]
  }
}
