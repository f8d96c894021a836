import CommandLineKit
import FeatureLog
import Sensor

/// `tactus schema`: what a record of the log may be, for validators and code generators.
enum SchemaCommand {
  private struct Values: Sendable {}

  static let command = Command(
    "schema", "write the JSON Schema of a record",
    discussion: """
      JSON Schema 2020-12. Each line of a log is valid by it:

        tactus schema > tactus.schema.json
        jsonschema --instance <(head -n 1 tactus.jsonl) tactus.schema.json

      Units, formulas and sources stand in it as annotations.
      """,
    Values(), []
  ) { _ in
    try StandardOutput.write(RecordSchema.document.document)
    return 0
  }
}
