/// A size as people write it: `512`, `64K`, `10M`, `2G`, in powers of 1024.
public struct ByteCount: Sendable, Hashable, Comparable {
  public var bytes: Int64

  public init(bytes: Int64) { self.bytes = bytes }

  public static func < (a: ByteCount, b: ByteCount) -> Bool { a.bytes < b.bytes }

  /// From the greatest down, as the text form wants the greatest that divides.
  private static let units: [(symbol: Character, bytes: Int64)] = [
    ("T", 1 << 40), ("G", 1 << 30), ("M", 1 << 20), ("K", 1 << 10),
  ]
}

extension ByteCount: ArgumentValue {
  public static var expectation: String { "a size such as 512, 64K, 10M or 2G" }

  public init?(argument: String) {
    let unit = Self.units.first { $0.symbol == argument.last }
    let digits = unit == nil ? argument[...] : argument.dropLast()
    guard digits.allSatisfy({ $0.isASCII && $0.isWholeNumber }), let count = Int64(digits) else {
      return nil
    }
    let (product, overflow) = count.multipliedReportingOverflow(by: unit?.bytes ?? 1)
    guard !overflow else { return nil }
    bytes = product
  }

  public var argument: String {
    let unit = Self.units.first { bytes != 0 && bytes % $0.bytes == 0 }
    return unit.map { "\(bytes / $0.bytes)\($0.symbol)" } ?? "\(bytes)"
  }
}
