public import BehaviorFeatures
internal import InputEvents
public import Recordings

/// Plays the recordings of one session for their keystrokes, one by one, instead of for windows.
///
/// It takes recordings and nothing else; no part of the running sensor knows of it.
public struct KeystrokeReplay: ~Copyable {
  private var recordings: RecordingSet

  /// - Parameter paths: evemu files; more than one are the devices of one session.
  public init(paths: [String]) throws(RecordingError) {
    recordings = try RecordingSet(paths: paths)
  }

  /// Calls `body` with each keystroke, in the order of their presses.
  public mutating func run(_ body: (KeystrokeTimes) throws -> Void) throws {
    var list = KeystrokeList()
    var presses: UInt32 = 0
    let keyboards = recordings.recordings.map { Keyboard($0.header) }
    while let (index, item) = try recordings.next() {
      switch item {
      case .event(let event):
        list.consume(keyboards[index].classifier.classify(event, presses: &presses))
      case .gap:
        keyboards[index].classifier.forget()
        list.gap()
      case .end: break
      }
      for keystroke in list.takeFinished() { try body(keystroke) }
    }
    for keystroke in list.takeFinished(atEnd: true) { try body(keystroke) }
  }

  private final class Keyboard {
    var classifier: EventClassifier

    init(_ header: RecordingHeader) { classifier = EventClassifier(header.device) }
  }
}
