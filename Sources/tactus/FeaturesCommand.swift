import CommandLineKit
import FeatureLog
import Sensor

/// `tactus features`: what the records hold.
enum FeaturesCommand {
  private struct Values: Sendable {
    var isMarkdown = false
    var isJSON = false
  }

  static let command = Command(
    "features", "list the features of a record, with units and meanings",
    discussion: """
      MINIMUM is how many observations a feature takes; with fewer the record says null. With \
      --markdown the whole record is explained, as in docs/features.md.
      """,
    Values(),
    [
      .flag("markdown", \.isMarkdown, "write the documentation of the record"),
      .flag("json", short: "j", \.isJSON, "write JSON for other programs"),
    ]
  ) { values in
    if values.isMarkdown, values.isJSON {
      throw UsageError("--markdown and --json exclude each other", command: "features")
    }
    if values.isMarkdown {
      try StandardOutput.write(FeatureDocument.markdown())
    } else if values.isJSON {
      try StandardOutput.write(FeatureDocument.json().lines)
    } else {
      try StandardOutput.write(lines: FeatureDocument.table(style: StandardOutput.style))
    }
    return 0
  }
}
