import InputEvents

/// The recordings of one session, merged by time.
///
/// At equal times the device of the lower ``RecordingHeader/order`` comes first (one without comes
/// last), then the file that was named first; each file keeps its own order. Files that give their
/// `start` must give the same one. Files without it are taken to have begun together: evemu counts
/// every file's time from its own first event.
public struct RecordingSet {
  public let recordings: [RecordingReader]

  /// The next item of each recording.
  private var heads: [RecordedItem?]
  /// The recordings' indices, in the order in which they come at equal times.
  private let precedence: [Int]

  public init(paths: [String]) throws(RecordingError) {
    var recordings: [RecordingReader] = []
    var heads: [RecordedItem?] = []
    for path in paths {
      let recording = try RecordingReader(path: path)
      for other in recordings {
        let problem: RecordingError.Problem? =
          if other.path == path {
            .sameFileTwice
          } else if other.header.start != recording.header.start {
            .differentSession(than: other.path)
          } else { nil }
        if let problem { throw RecordingError(file: path, line: nil, problem: problem) }
      }
      recordings.append(recording)
      heads.append(try recording.next())
    }
    self.recordings = recordings
    self.heads = heads
    precedence = recordings.indices.sorted {
      (recordings[$0].header.order ?? .max, $0) < (recordings[$1].header.order ?? .max, $1)
    }
  }

  /// The earliest item that is left, with the index of its recording; nil at the end of all.
  public mutating func next() throws(RecordingError) -> (recording: Int, item: RecordedItem)? {
    var earliest: (recording: Int, item: RecordedItem)?
    for index in precedence {
      guard let head = heads[index], head.time < earliest?.item.time ?? .max else { continue }
      earliest = (index, head)
    }
    if let earliest { heads[earliest.recording] = try recordings[earliest.recording].next() }
    return earliest
  }
}
