public import CommandLineKit

/// Decides how often to tell of something that happens again and again: at once, then ever more
/// rarely, and once more when it is over. Nothing is lost: each report says how many it stands for.
///
/// Times are handed in, on any clock that doesn't run backwards.
public struct FallingRate: Sendable {
  /// Silence after the first report; each further one is four times as long, up to `longest`.
  public static let shortest = TimeSpan.minutes(1)
  public static let longest = TimeSpan.hours(6)
  /// More kinds of trouble than this at a time are told apart no longer: the one that was silent the
  /// longest is forgotten. It bounds the memory, for keys may hold names of devices.
  public static let capacity = 256

  /// What to say of one occurrence.
  public enum Verdict: Sendable, Equatable {
    /// Say it, and that `suppressed` more happened since it was said last.
    case tell(suppressed: Int)
    case suppress
  }

  /// What to say when the trouble is over.
  public struct Episode: Sendable, Equatable {
    /// From its first occurrence to its end.
    public var length: TimeSpan
    public var occurrences: Int
    /// How many since the last report were not told.
    public var suppressed: Int
  }

  private struct Trouble {
    var first: TimeSpan
    var last: TimeSpan
    var nextReport: TimeSpan
    var silence: TimeSpan
    var occurrences = 1
    var suppressed = 0
  }

  private var troubles: [String: Trouble] = [:]

  public init() {}

  /// Counts an occurrence of `key` at `time`.
  public mutating func occurs(_ key: String, at time: TimeSpan) -> Verdict {
    guard var trouble = troubles[key] else {
      makeRoom()
      troubles[key] = Trouble(
        first: time, last: time, nextReport: time.after(Self.shortest), silence: Self.shortest)
      return .tell(suppressed: 0)
    }
    defer { troubles[key] = trouble }
    trouble.last = time
    trouble.occurrences += 1
    guard time >= trouble.nextReport else {
      trouble.suppressed += 1
      return .suppress
    }
    trouble.silence = min(TimeSpan(microseconds: trouble.silence.microseconds * 4), Self.longest)
    trouble.nextReport = time.after(trouble.silence)
    defer { trouble.suppressed = 0 }
    return .tell(suppressed: trouble.suppressed)
  }

  /// Ends the trouble of that key. Nil where there was none: then there is nothing to tell.
  public mutating func heals(_ key: String, at time: TimeSpan) -> Episode? {
    guard let trouble = troubles.removeValue(forKey: key) else { return nil }
    let length = TimeSpan(microseconds: time.microseconds - trouble.first.microseconds)
    return Episode(
      length: length, occurrences: trouble.occurrences, suppressed: trouble.suppressed)
  }

  private mutating func makeRoom() {
    guard troubles.count >= Self.capacity,
      let oldest = troubles.min(by: { $0.value.last < $1.value.last })
    else { return }
    troubles[oldest.key] = nil
  }
}

extension TimeSpan {
  fileprivate func after(_ pause: TimeSpan) -> TimeSpan {
    TimeSpan(microseconds: microseconds + pause.microseconds)
  }
}
