/// What ``DeviceManager`` tells.
public enum DeviceEvent: Sendable {
  /// A device is ready to be read.
  case opened(InputDevice)
  /// An opened device must not be read any more. Told once for each `opened`; its descriptor stays
  /// open until ``DeviceManager/release(_:)``.
  case withdrawn(InputDevice, WithdrawalReason)
  /// A device that should be read can't be. Told once, and again when the cause changes; the
  /// device is taken as soon as it can be.
  case refused(Candidate, OpeningError)
  /// A device is there that is not to be read.
  case ignored(Candidate, IgnoreReason)
  /// A device that was refused or ignored went away.
  case departed(Candidate)
  /// Another program has grabbed the device, or has let go of it.
  case captured(InputDevice)
  case freed(InputDevice)
  /// All devices that are there have been told of: at the start, and at the end of a pause.
  case settled
  /// Somebody wants nothing read: from here on no device is open. Those that were have been withdrawn.
  case paused
  /// The pause is over; devices that are there follow, then `settled`.
  case resumed
  /// Something that the manager does without, less well.
  case impaired(Impairment)
}

public enum WithdrawalReason: Sendable, Equatable, CustomStringConvertible {
  /// It was unplugged.
  case removed
  /// It is to be read no more: the admin's veto, or udev takes it for something else.
  case ignored(IgnoreReason)
  /// Its seat, roles or node changed; it is opened anew.
  case changed
  /// The reader gave it up, for reading failed.
  case lost
  /// Nothing is to be read for a while.
  case paused

  public var description: String {
    switch self {
    case .removed: "unplugged"
    case .ignored(let reason): reason.description
    case .changed: "its seat, kind or node changed"
    case .lost: "reading failed"
    case .paused: "paused"
    }
  }
}

public enum Impairment: Sendable, Equatable, CustomStringConvertible {
  /// Changed permissions go unnoticed until the device is plugged in again.
  case permissionsUnwatched(errno: CInt)
  /// The devices could not be listed again after udev's events were lost.
  case listingFailed(DiscoveryError)

  public var description: String {
    switch self {
    case .permissionsUnwatched(let code):
      """
      /dev/input can't be watched: \(reason(code)); a device whose permissions change is taken \
      only when it is plugged in again
      """
    case .listingFailed(let error):
      "devices may have been missed: \(error); they are found when they are plugged in again"
    }
  }
}
