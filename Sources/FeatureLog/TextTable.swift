/// Rows of text in aligned columns under titles, as terminals and logs show them.
public struct TextTable: Sendable {
  private var rows: [[String]]
  private static let gap = "  "

  public init(titles: [String]) { rows = [titles] }

  /// Adds a row, one cell a column. What could steer a terminal is replaced.
  public mutating func append(_ cells: [String]) {
    rows.append(cells.map(DisplayText.sanitized))
  }

  /// The titles and the rows, columns without any text left out.
  public func lines(style: TextStyle) -> [String] {
    let used = rows[0].indices.filter { column in rows.dropFirst().contains { !$0[column].isEmpty }
    }
    let widths = used.map { column in rows.map { DisplayText.width($0[column]) }.max() ?? 0 }
    return rows.enumerated().map { index, row in
      let cells = zip(used, widths).map { DisplayText.leftAligned(row[$0], to: $1) }
      let line = DisplayText.trimmed(cells.joined(separator: Self.gap))
      return index == 0 ? style.bold(line) : line
    }
  }
}
