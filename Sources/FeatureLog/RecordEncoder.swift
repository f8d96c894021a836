public import BehaviorFeatures

/// Turns records into lines of the feature log: one flat JSON object each, keys always in the same
/// order, in a buffer that is used again and again.
public struct RecordEncoder: Sendable {
  /// `,"kb.hold.mean":` for every feature, made once.
  private let featureKeys: [[UInt8]]
  private var text = JSONText()

  public init(features: [Feature] = FeatureTable.all) {
    featureKeys = features.map { Self.key($0.name) }
  }

  /// The line for `record`, newline included. The record has one value a feature.
  public mutating func encode(_ record: WindowRecord) -> [UInt8] {
    precondition(record.features.count == featureKeys.count, "a record has one value a feature")
    text.removeAll()
    encodeHeader(record)
    for count in record.counts {
      text.append(Self.key(count.name))
      text.append(integer: count.value)
    }
    for (key, value) in zip(featureKeys, record.features) {
      text.append(key)
      text.append(number: value)
    }
    text.append("}\n")
    return text.bytes
  }

  private mutating func encodeHeader(_ record: WindowRecord) {
    let start = CivilTime(
      microseconds: record.startMicroseconds,
      // ISO 8601 knows no seconds in an offset.
      utcOffset: record.utcOffsetSeconds / 60 * 60)
    text.append("{\"v\":")
    text.append(integer: WindowRecord.schemaVersion)
    text.append(",\"seq\":")
    text.append(integer: record.sequence)
    text.append(",\"boot\":")
    text.append(string: record.bootID)
    text.append(",\"run\":")
    text.append(string: record.runID)
    text.append(",\"source\":")
    text.append(string: record.source.rawValue)
    text.append(",\"start\":")
    text.append(string: start.iso8601)
    text.append(",\"duration\":")
    text.append(number: record.duration)
    text.append(",\"complete\":")
    text.append(bool: record.isComplete)
    text.append(",\"seat\":")
    text.append(string: record.seat)
    text.append(",\"user\":")
    text.append(string: record.user)
    text.append(",\"keyboards\":")
    text.append(integer: record.keyboards)
    text.append(",\"pointers\":")
    text.append(integer: record.pointers)
    text.append(",\"provenance\":")
    encode(strings: record.provenance)
    text.append(",\"length_unit\":")
    text.append(string: record.lengthUnit)
  }

  private mutating func encode(strings: [String]) {
    text.append("[")
    for (index, string) in strings.enumerated() {
      if index > 0 { text.append(",") }
      text.append(string: string)
    }
    text.append("]")
  }

  private static func key(_ name: String) -> [UInt8] {
    [0x2C] + JSONText.escaped(name) + [0x3A]
  }
}
