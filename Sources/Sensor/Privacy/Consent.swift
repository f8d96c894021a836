internal import FeatureLog
internal import Glibc

/// That a person agreed to being sensed: when, to what, and who it was.
public struct Consent: Sendable, Equatable {
  /// Counts up with each change of ``notice`` that a person should know of. Consent to an older one is
  /// none to this.
  public static let noticeVersion = 1

  /// What a person agrees to, in plain words.
  public static let notice = """
    Tactus reads the keyboards and pointers of this computer as long as it runs, and measures how you \
    type and move: how long keys are held, how quickly one follows another, how fast and straight the \
    pointer goes, how you click and scroll.

    It does not record which keys you press, so neither what you write nor passwords, and nothing of \
    screen, sound, camera, programs or windows. What it measures stays on this computer, in the log \
    folder; Tactus sends it nowhere.

    Even so, it can be used to recognize you, and to tell when you were at the computer. Nobody is \
    obliged to agree. You can pause, resume and erase at any time (tactus pause, tactus resume, tactus \
    erase), see what is there (tactus privacy), and take this back (tactus consent --withdraw).
    """

  /// Of the file, in the state folder.
  public static let name = "tactus.consent"

  /// As the file has it.
  public var given: String
  public var user: String
  public var userID: Int
  public var noticeVersion: Int
}

/// The file in which somebody's consent stands.
public struct ConsentFile: Sendable {
  private let file: StateFile

  public init(folder: String) { file = StateFile(Consent.name, in: folder) }

  public var path: String { file.path }

  /// The caller's own consent, given now to the present notice.
  public func give() throws(StateFileError) {
    let user = getuid()
    try file.write([
      "version": .integer(1),
      "notice": .integer(Consent.noticeVersion),
      "given": .string(WallClock.iso8601(WallClock.now)),
      "user": .string(SeatUser.name(of: user)),
      "uid": .integer(Int(user)),
    ])
  }

  /// - Returns: whether there was any.
  public func withdraw() throws(StateFileError) -> Bool { try file.remove() }

  /// What stands there, to whatever notice; nil where there is none, or where it can't be understood.
  public func read() -> Consent? {
    guard case .present(let content?) = file.read(), let given = content["given"]?.string,
      let notice = content["notice"]?.integer
    else { return nil }
    return Consent(
      given: given, user: content["user"]?.string ?? "", userID: content["uid"]?.integer ?? -1,
      noticeVersion: notice)
  }

  /// Whether somebody agreed to the present notice.
  public var isGiven: Bool { read().map { $0.noticeVersion >= Consent.noticeVersion } ?? false }
}

/// Sensing needs a consent that nobody has given.
public struct MissingConsent: Error, CustomStringConvertible {
  let path: String

  public var description: String {
    "\(path): nobody has agreed to being sensed, which require_consent asks for; 'tactus consent' "
      + "shows what it is about, and asks"
  }
}
