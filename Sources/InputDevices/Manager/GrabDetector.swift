/// Notices that another program has taken a device for itself (`EVIOCGRAB`), without trying to take
/// it: the kernel goes on keeping the state of the keys, but delivers nothing.
///
/// One silent change may be an event that is queued and not read yet; two in a row are none.
public struct GrabDetector: Sendable {
  public enum Verdict: Sendable, Equatable {
    case captured
    /// Events arrive again.
    case freed
  }

  public private(set) var isCaptured = false
  private var state: KeyState?
  private var delivered: UInt64 = 0
  private var silentChanges = 0

  public init() {}

  /// Takes a look.
  ///
  /// - Parameters:
  ///   - state: which keys are down.
  ///   - delivered: how many events our own descriptor has got so far.
  /// - Returns: what has become clear by it, `nil` mostly.
  public mutating func look(at state: KeyState, delivered: UInt64) -> Verdict? {
    defer {
      self.state = state
      self.delivered = delivered
    }
    guard let previous = self.state else { return nil }
    if delivered != self.delivered {
      silentChanges = 0
      guard isCaptured else { return nil }
      isCaptured = false
      return .freed
    }
    if state != previous { silentChanges += 1 }
    guard silentChanges >= 2, !isCaptured else { return nil }
    isCaptured = true
    return .captured
  }
}
