internal import BehaviorFeatures
public import FeatureLog

/// JSON Schema (2020-12) of a line of the feature log, made from the tables that records are made
/// from: what `tactus schema` prints and `docs/tactus.schema.json` is.
///
/// Beside the keywords of the standard stand annotations of ours: `unit`, `formula`, `source`,
/// `observations` (how many a feature takes) and `group`.
public enum RecordSchema {
  public static var document: JSONValue {
    [
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "title": "A line of the feature log of Tactus",
      "description": "A window of time, or a gap in the place of windows that are not there.",
      // By what tells them apart, so that a validator says what is wrong with a line.
      "if": ["required": .array(["gap"])],
      "then": ["$ref": "#/$defs/gap"],
      "else": ["$ref": "#/$defs/window"],
      "$defs": .object(
        [
          .init("window", window), .init("gap", gap),
        ] + definitions),
    ]
  }

  private static var window: JSONValue {
    let members = head + bookkeeping + features + [JSONValue.Member(sketchKey, sketch)]
    return object(
      "How someone typed and pointed in a window of time. What is withheld or can't be computed is "
        + "null.", members)
  }

  /// What ``GapRecord`` writes.
  private static var gap: JSONValue {
    let begun = ["v", "seq", "boot", "run", "start", "duration"]
    let loss = object(
      "What is not there.",
      [
        .init(
          "cause",
          [
            "description": "Why.",
            "examples": .array(LossCause.allCases.map { .string($0.rawValue) }),
            "type": "string",
          ]),
        .init("windows", count("How many windows were lost or erased.", from: 0)),
        .init(
          "made", count("How many windows the run had made by then, lost ones included.", from: 0)),
        .init(
          "records",
          count("Of an erasure: how many numbers it stands for, its own the last.", from: 1)),
      ], optional: ["records"])
    return object(
      "Windows that could not be written: from the start of the first to the end of the last. Or when "
        + "sensing was paused, or when records were erased.",
      head.filter { begun.contains($0.name) } + [JSONValue.Member("gap", loss)])
  }

  private static func count(_ meaning: String, from minimum: Int) -> JSONValue {
    [
      "description": .string(meaning), "type": "integer", "minimum": .integer(minimum),
    ]
  }

  /// An object that has all of these members, the optional ones aside, and no other.
  private static func object(
    _ meaning: String, _ members: [JSONValue.Member], optional: Set<String> = []
  ) -> JSONValue {
    [
      "description": .string(meaning), "type": "object", "properties": .object(members),
      "required": .array(
        members.filter { !optional.contains($0.name) }.map { .string($0.name) }),
      "additionalProperties": .bool(false),
    ]
  }

  /// A record's keys in its order, the sketch aside: the columns of a table of windows.
  public static var columns: [String] { (head + bookkeeping + features).map(\.name) }

  private static let sketchKey = Sketch.recordKey

  private static var head: [JSONValue.Member] {
    RecordField.all.map { field in
      JSONValue.Member(
        field.name, .object([.init("description", .string(field.meaning))] + field.schema))
    }
  }

  private static var bookkeeping: [JSONValue.Member] {
    RecordBuilder.counts(of: WindowStatistics()).map { count in
      JSONValue.Member(
        count.name,
        .object([
          .init("description", .string(FeatureDocument.meaning(ofCount: count.name))),
          // The keyboard's are withheld with its features.
          count.value == nil ? .type("integer", "null") : .type("integer"),
          .init("minimum", .integer(0)),
        ]))
    }
  }

  private static var features: [JSONValue.Member] {
    FeatureTable.all.map { feature in
      var members: [JSONValue.Member] = [
        .init("description", .string(feature.meaning)), .type("number", "null"),
      ]
      if feature.unit.isNeverNegative { members.append(.init("minimum", .integer(0))) }
      members += [
        .init("group", .string(feature.group.rawValue)),
        .init("unit", .string(feature.unit.rawValue)),
      ]
      if !feature.formula.isEmpty { members.append(.init("formula", .string(feature.formula))) }
      if feature.source != .tactus {
        members.append(.init("source", .string(feature.source.rawValue)))
      }
      if feature.minimum > 0 {
        members.append(.init("observations", .integer(feature.minimum)))
      }
      return JSONValue.Member(feature.name, .object(members))
    }
  }
}

extension Feature.Unit {
  /// Lengths and seconds may be deviations to one side, or a line's intercept.
  fileprivate var isNeverNegative: Bool {
    switch self {
    case .count, .share, .perMinute, .lengthPerMinute, .detents, .detentsPerMinute, .bits: true
    default: false
    }
  }
}

// MARK: - The sketch

extension RecordSchema {
  private static var sketch: JSONValue {
    [
      "description": .string(
        "The accumulators that the features are computed from, to be merged with those of other "
          + "windows; what is empty or withheld is left out."),
      "type": "object",
      "properties": .object(
        Sketch.catalog.map { entry in
          JSONValue.Member(entry.name, isArray(entry.form) ? schema(entry.form) : reference(entry))
        }),
      "additionalProperties": .bool(false),
    ]
  }

  private static func reference(_ entry: (name: String, form: SketchForm)) -> JSONValue {
    ["$ref": .string("#/$defs/\(entry.form.name)")]
  }

  /// Arrays differ in their length and are written where they stand.
  private static func isArray(_ form: SketchForm) -> Bool {
    if case .array = form.shape { true } else { false }
  }

  private static var definitions: [JSONValue.Member] {
    var definitions: [JSONValue.Member] = []
    for (_, form) in Sketch.catalog
    where !isArray(form) && !definitions.contains(where: { $0.name == form.name }) {
      definitions.append(.init(form.name, schema(form)))
    }
    return definitions
  }

  private static func schema(_ form: SketchForm) -> JSONValue {
    .object([.init("description", .string(form.meaning))] + members(form.shape))
  }

  private static func members(_ shape: SketchForm.Shape) -> [JSONValue.Member] {
    switch shape {
    case .count: [.type("integer"), .init("minimum", .integer(0))]
    case .integer: [.type("integer")]
    case .number: [.type("number")]
    case .integers:
      [.type("array"), .init("items", ["type": "integer"]), .init("minItems", .integer(1))]
    case .array(let element, let length):
      [.type("array"), .init("items", .object(members(element)))] + exactly(length)
    case .tuple(let names):
      [
        .type("array"),
        .init(
          "prefixItems",
          .array(
            names.map { name in
              .object(
                [.init("title", .string(name))]
                  + members(name == names[0] ? .count : .number))
            })),
        .init("items", .bool(false)), .init("minItems", .integer(names.count)),
      ]
    case .parts(let parts):
      [
        .type("object"),
        .init(
          "properties",
          .object(parts.map { JSONValue.Member($0.name, .object(members($0.shape))) })),
        .init("required", .array(parts.filter { !$0.isOptional }.map { .string($0.name) })),
        .init("additionalProperties", .bool(false)),
      ]
    }
  }

  private static func exactly(_ length: Int) -> [JSONValue.Member] {
    [.init("minItems", .integer(length)), .init("maxItems", .integer(length))]
  }
}
