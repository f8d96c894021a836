/// A length of time as people write it: `500ms`, `30s`, `2m`, `1h`, `1d`, `1m30s`.
///
/// The command line and the configuration file both use it. It is kept in whole microseconds, the
/// unit of event times, and holds up to 292 000 years.
public struct TimeSpan: Sendable, Hashable, Comparable {
  public var microseconds: Int64

  public init(microseconds: Int64) { self.microseconds = microseconds }

  public static let zero = TimeSpan(microseconds: 0)
  public static func milliseconds(_ count: Int) -> TimeSpan { .init(count, .milliseconds) }
  public static func seconds(_ count: Int) -> TimeSpan { .init(count, .seconds) }
  public static func minutes(_ count: Int) -> TimeSpan { .init(count, .minutes) }
  public static func hours(_ count: Int) -> TimeSpan { .init(count, .hours) }
  public static func days(_ count: Int) -> TimeSpan { .init(count, .days) }

  /// The length in seconds, rounded as a `Double` must.
  public var seconds: Double { Double(microseconds) / 1e6 }

  public static func < (a: TimeSpan, b: TimeSpan) -> Bool { a.microseconds < b.microseconds }

  /// From the longest to the shortest, as they follow each other in `1h2m3s`.
  private enum Unit: Int64, CaseIterable {
    case days = 86_400_000_000
    case hours = 3_600_000_000
    case minutes = 60_000_000
    case seconds = 1_000_000
    case milliseconds = 1_000
    case microseconds = 1

    var symbol: String {
      switch self {
      case .days: "d"
      case .hours: "h"
      case .minutes: "m"
      case .seconds: "s"
      case .milliseconds: "ms"
      case .microseconds: "us"
      }
    }
  }

  /// Beyond the range of microseconds the nearest that can be held.
  private init(_ count: Int, _ unit: Unit) {
    let (product, overflow) = Int64(count).multipliedReportingOverflow(by: unit.rawValue)
    microseconds = overflow ? (count < 0 ? .min : .max) : product
  }
}

extension TimeSpan: CustomStringConvertible {
  /// In the fewest units that tell it exactly: `1m30s`, `50ms`, `0`.
  public var description: String {
    guard microseconds != 0 else { return "0" }
    var rest = microseconds.magnitude
    var text = microseconds < 0 ? "-" : ""
    for unit in Unit.allCases {
      let (count, remainder) = rest.quotientAndRemainder(dividingBy: unit.rawValue.magnitude)
      if count > 0 { text += "\(count)\(unit.symbol)" }
      rest = remainder
    }
    return text
  }
}

extension TimeSpan: ArgumentValue {
  public static var expectation: String { "a duration such as 500ms, 30s, 2m or 1m30s" }

  /// Whole numbers with units, each unit at most once and the longer before the shorter. Only zero
  /// needs no unit: a bare `60` leaves open of what.
  public init?(argument: String) {
    if argument == "0" {
      self = .zero
      return
    }
    guard !argument.isEmpty else { return nil }
    var total: Int64 = 0
    var shorter = Unit.allCases[...]
    var rest = argument[...]
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && $0.isWholeNumber }
      rest = rest.dropFirst(digits.count)
      let symbol = rest.prefix { $0.isASCII && $0.isLetter }
      rest = rest.dropFirst(symbol.count)
      guard let count = Int64(digits),
        let index = shorter.firstIndex(where: { $0.symbol == symbol })
      else { return nil }
      let part = count.multipliedReportingOverflow(by: shorter[index].rawValue)
      let sum = total.addingReportingOverflow(part.partialValue)
      guard !part.overflow, !sum.overflow else { return nil }
      total = sum.partialValue
      shorter = shorter[(index + 1)...]
    }
    microseconds = total
  }

  public var argument: String { description }
}
