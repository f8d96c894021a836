/// Keeps the last few of the windows that come, or lets all of them through.
public struct LastWindows: Sendable {
  private let limit: Int?
  private var ring: [LoggedWindow] = []
  private var oldest = 0

  /// - Parameter limit: how many to keep, from 1 on; `nil` keeps none and lets each through.
  public init(limit: Int?) { self.limit = limit }

  /// Takes the next window; gives it back at once where there is no limit.
  public mutating func take(_ window: LoggedWindow) -> LoggedWindow? {
    guard let limit else { return window }
    if ring.count < limit {
      ring.append(window)
    } else {
      ring[oldest] = window
      oldest = (oldest + 1) % limit
    }
    return nil
  }

  /// The windows that were kept, in the order in which they came.
  public var kept: [LoggedWindow] { Array(ring[oldest...] + ring[..<oldest]) }
}
