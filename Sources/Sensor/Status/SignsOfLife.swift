internal import Synchronization

/// Whether the threads that must not hang still turn: they are asked, and each answers from the middle of
/// its work. Lock-free, for one of them is the real-time thread.
final class SignsOfLife: Sendable {
  enum Part: Int, CaseIterable {
    case loop, writer

    var name: String {
      switch self {
      case .loop: "the sensing loop"
      case .writer: "the log's writer"
      }
    }
  }

  /// Signalled by each part that answers.
  let answered: WakeEvent
  private let question = Atomic<UInt64>(0)
  private let loopAnswer = Atomic<UInt64>(0)
  private let writerAnswer = Atomic<UInt64>(0)

  init() throws(SystemCallError) { answered = try WakeEvent() }

  /// Begins a question. The parts have to be woken by whoever asks.
  func ask() { question.add(1, ordering: .acquiringAndReleasing) }

  /// To be called by a part's own thread whenever it has come round.
  @inline(__always)
  func show(_ part: Part) {
    switch part {
    case .loop: answer(loopAnswer)
    case .writer: answer(writerAnswer)
    }
  }

  /// The parts that have not come round since they were asked last.
  var silent: [Part] {
    let asked = question.load(ordering: .acquiring)
    return Part.allCases.filter { part in
      switch part {
      case .loop: loopAnswer.load(ordering: .acquiring) != asked
      case .writer: writerAnswer.load(ordering: .acquiring) != asked
      }
    }
  }

  @inline(__always)
  private func answer(_ last: borrowing Atomic<UInt64>) {
    let asked = question.load(ordering: .acquiring)
    // Between questions this is all that a turn costs: two loads.
    guard last.load(ordering: .relaxed) != asked else { return }
    last.store(asked, ordering: .releasing)
    answered.signal()
  }
}
