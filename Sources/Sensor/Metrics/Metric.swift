internal import FeatureLog

/// One metric family for Prometheus, and where in the status document its values stand. The file and
/// the documentation are both made from ``Metric/all``.
struct Metric: Sendable {
  enum Kind: String {
    case counter, gauge
  }

  /// How soon a monitoring system may learn of a change.
  enum Pace {
    /// With the next file.
    case prompt
    /// At the next full hour of the sensor's run: it grows as people work, and when they do is theirs.
    case hourly
  }

  /// A value, and the labels that tell it from the family's others.
  struct Sample {
    var labels: [(name: String, value: String)] = []
    var value: Double
  }

  let name: String
  let kind: Kind
  let pace: Pace
  let labels: [String]
  /// One sentence, without its full stop.
  let help: String
  let samples: @Sendable (_ status: JSONValue) -> [Sample]

  init(
    _ name: String, _ kind: Kind, told pace: Pace = .prompt, labels: [String] = [], _ help: String,
    samples: @escaping @Sendable (_ status: JSONValue) -> [Sample]
  ) {
    self.name = name
    self.kind = kind
    self.pace = pace
    self.labels = labels
    self.help = help
    self.samples = samples
  }

  /// A metric of one number, which stands at `path`, times `scale`; absent where that lacks.
  init(
    _ name: String, _ kind: Kind, told pace: Pace = .prompt, _ help: String, at path: String...,
    scale: Double = 1
  ) {
    self.init(name, kind, told: pace, help) { status in
      let place = path.reduce(Optional(status)) { $0?[$1] }
      if let number = place?.number { return [Sample(value: number * scale)] }
      if let isSo = place?.bool { return [Sample(value: isSo ? 1 : 0)] }
      return []
    }
  }
}

extension Metric {
  /// The text format of Prometheus, version 0.0.4. A family without a value is left out.
  static func text(_ families: [(metric: Metric, samples: [Sample])]) -> [UInt8] {
    var text = ""
    for (metric, samples) in families where !samples.isEmpty {
      text += "# HELP \(metric.name) \(metric.help).\n# TYPE \(metric.name) \(metric.kind)\n"
      for sample in samples {
        let labels = sample.labels.map { "\($0.name)=\"\(escaped($0.value))\"" }
        let braces = labels.isEmpty ? "" : "{\(labels.joined(separator: ","))}"
        text += "\(metric.name)\(braces) \(number(sample.value))\n"
      }
    }
    return Array(text.utf8)
  }

  private static func number(_ value: Double) -> String {
    Int(exactly: value).map { String($0) } ?? value.description
  }

  private static func escaped(_ text: String) -> String {
    text.reduce(into: "") { result, character in
      switch character {
      case "\\": result += "\\\\"
      case "\"": result += "\\\""
      case "\n": result += "\\n"
      default: result.append(character)
      }
    }
  }

  /// The documentation's table.
  static var markdown: [String] {
    ["| metric | type | labels | what it is | told |", "|---|---|---|---|---|"]
      + all.map { metric in
        let labels = metric.labels.map { "`\($0)`" }.joined(separator: ", ")
        let pace = metric.pace == .hourly ? "hourly" : "at once"
        return "| `\(metric.name)` | \(metric.kind) | \(labels) | \(metric.help) | \(pace) |"
      }
  }
}
