public import CommandLineKit

/// What may be decided about metrics: the section `metrics:` of the configuration, and the options of
/// the same names.
public struct MetricsSettings: Sendable, Equatable {
  /// The file for node_exporter's textfile collector; empty for none.
  public var file = ""
  /// How often the file is made anew. 5 seconds to 1 hour.
  public var interval = TimeSpan.seconds(30)

  public init() {}
}

extension Setting {
  private static let section = "metrics"

  /// The keys of the section `metrics:`.
  static let metrics: [Setting] = [
    Setting(
      "file", \.metrics.file, in: section, under: "Metrics", "FILE",
      "file of metrics for Prometheus, such as /run/tactus/tactus.prom (default: none)",
      Limits("a file's absolute path that ends in .prom, or nothing") {
        $0.isEmpty || ($0.hasPrefix("/") && $0.hasSuffix(".prom") && !$0.utf8.contains(0))
      }),
    Setting(
      "interval", \.metrics.interval, in: section, under: "Metrics", "TIME",
      "how often that file is made anew, 5s to 1h", duration(.seconds(5), .hours(1))),
  ]
}
