internal import CLinux
internal import CommandLineKit

/// The `Retry-After` header: seconds, or a date in one of the three forms of HTTP.
enum RetryAfter {
  /// More than a day is as good as never within a slot, and bounds the arithmetic.
  private static let longest: Int64 = 86_400

  /// How long to wait; nil where the header says nothing that HTTP knows.
  ///
  /// - Parameters:
  ///   - date: the `Date` header of the same answer. Where there is one, a date is measured against it,
  ///     so that it doesn't matter whether the clocks of both machines agree.
  ///   - now: seconds since 1970.
  static func pause(_ header: String, date: String?, now: Int64) -> TimeSpan? {
    let header = header.drop { $0 == " " }
    if !header.isEmpty, header.allSatisfy({ $0.isASCII && $0.isWholeNumber }) {
      return .seconds(Int(min(Int64(header) ?? longest, longest)))
    }
    guard let then = seconds(of: String(header)) else { return nil }
    let base = date.flatMap(seconds(of:)) ?? now
    return .seconds(Int(min(max(then - base, 0), longest)))
  }

  /// Seconds since 1970 of an HTTP date.
  static func seconds(of text: String) -> Int64? {
    for format in [
      "%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y",
    ] {
      let time = clinux_parse_time(text, format)
      if time != .min { return time }
    }
    return nil
  }
}
