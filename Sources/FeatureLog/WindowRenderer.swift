/// Windows in one of the forms in which they are shown.
public enum WindowRenderer: Sendable {
  /// The log's own lines.
  case records
  /// A row each.
  case table(TableRenderer)
  /// Every feature with its meaning.
  case full(RecordRenderer)

  /// What to write for the next window.
  public mutating func bytes(for window: LoggedWindow) -> [UInt8] {
    switch self {
    case .records: return window.line + [0x0A]
    case .full(let renderer): return Self.text(renderer.lines(for: window) + [""])
    case .table(var renderer):
      defer { self = .table(renderer) }
      return Self.text(renderer.lines(for: window))
    }
  }

  private static func text(_ lines: [String]) -> [UInt8] {
    lines.flatMap { Array($0.utf8) + [0x0A] }
  }
}
