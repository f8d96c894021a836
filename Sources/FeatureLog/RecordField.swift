/// An entry of a record's head: what stands before the counts and the features. The encoder and the
/// documentation are both made from ``all``.
public struct RecordField: Sendable {
  public let name: String
  /// One sentence, or two.
  public let meaning: String
  /// What values it takes, as JSON Schema.
  public let schema: [JSONValue.Member]
  let write: @Sendable (WindowRecord, inout JSONText) -> Void

  private init(
    _ name: String, _ meaning: String, _ schema: JSONValue.Member...,
    write: @escaping @Sendable (WindowRecord, inout JSONText) -> Void
  ) {
    self.name = name
    self.meaning = meaning
    self.schema = schema
    self.write = write
  }

  /// In the record's order.
  public static let all: [RecordField] = identity + surroundings

  private static let identity: [RecordField] = [
    RecordField(
      "v", "Version of the record's layout.", .init("const", .integer(WindowRecord.schemaVersion))
    ) { _, text in
      text.append(integer: WindowRecord.schemaVersion)
    },
    RecordField(
      "seq", "Number of the record in its log, from 1 without a hole.", .type("integer"),
      .init("minimum", .integer(1))
    ) { record, text in
      text.append(integer: record.sequence)
    },
    RecordField("boot", "The kernel's boot id.", .type("string")) { record, text in
      text.append(string: record.bootID)
    },
    RecordField("run", "Id of the run of the sensor that wrote the record.", .type("string")) {
      record, text in
      text.append(string: record.runID)
    },
    RecordField(
      "source", "`live`, or `recording` for input that was played.",
      .init("enum", .array(["live", "recording"]))
    ) { record, text in
      text.append(string: record.source.rawValue)
    },
    RecordField(
      "start", "The window's first moment, as ISO 8601 with the offset from UTC.", .type("string"),
      .init("format", "date-time")
    ) {
      record, text in
      let start = CivilTime(
        microseconds: record.startMicroseconds,
        // ISO 8601 knows no seconds in an offset.
        utcOffset: record.utcOffsetSeconds / 60 * 60)
      text.append(string: start.iso8601)
    },
    RecordField(
      "duration", "Length of the window in seconds.", .type("number"), .init("minimum", .integer(0))
    ) { record, text in
      text.append(number: record.duration)
    },
    RecordField("complete", "False where the sensor's stop cut the window short.", .type("boolean"))
    {
      record, text in text.append(bool: record.isComplete)
    },
  ]

  private static let surroundings: [RecordField] = [
    RecordField("seat", "Seat of the devices; several joined by a comma.", .type("string")) {
      record, text in
      text.append(string: record.seat)
    },
    RecordField(
      "user", "Who was active on the seat at the window's end; null where logind doesn't tell.",
      .type("string", "null")
    ) { record, text in text.append(string: record.user) },
    RecordField(
      "keyboards", "How many keyboards were open.", .type("integer"), .init("minimum", .integer(0))
    ) { record, text in
      text.append(integer: record.keyboards)
    },
    RecordField(
      "pointers", "How many mice, touchpads and other pointers were open.", .type("integer"),
      .init("minimum", .integer(0))
    ) {
      record, text in text.append(integer: record.pointers)
    },
    RecordField(
      "provenance",
      "Where the window's events came from, each once: `usb`, `bluetooth`, `serio` (PS/2), `i2c`, "
        + "`virtual` (made by a program), `other`.", .type("array"),
      .init("items", ["type": "string"]), .init("uniqueItems", .bool(true))
    ) { record, text in text.append(strings: record.provenance) },
    RecordField(
      "length_unit",
      "Unit of the window's lengths: `mm`, `counts` where a device's resolution isn't known, "
        + "`mixed` where both moved, null where nothing did.",
      .init("enum", .array(["mm", "counts", "mixed", .null]))
    ) { record, text in text.append(string: record.lengthUnit) },
  ]
}

extension JSONValue.Member {
  /// The JSON types of a value.
  public static func type(_ names: String...) -> JSONValue.Member {
    JSONValue.Member(
      "type", names.count == 1 ? .string(names[0]) : .array(names.map(JSONValue.string)))
  }
}

extension JSONText {
  fileprivate mutating func append(strings: [String]) {
    append("[")
    for (index, string) in strings.enumerated() {
      if index > 0 { append(",") }
      append(string: string)
    }
    append("]")
  }
}
