public import CommandLineKit

/// The rule for the length of a window, wherever one is asked for.
///
/// Whole seconds, so that windows share their edges with the seconds that activity is counted in.
public enum WindowLength {
  public static let standard = TimeSpan.seconds(60)
  public static let expectation = "a duration in whole seconds, from 1s to 1h"

  public static func allows(_ span: TimeSpan) -> Bool {
    span >= .seconds(1) && span <= .hours(1) && span.microseconds % 1_000_000 == 0
  }
}
