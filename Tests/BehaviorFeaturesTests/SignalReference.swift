import Foundation
import InputEventsTestKit

/// Results of SciPy and scikit-digital-health, as `Evaluation/smoothness.py` writes them.
struct SignalReference: Decodable {
  var sparc: [Double]
  var ldlj: [Double]
  /// Log dimensionless jerk of the speed behind the low-pass.
  var smoothLDLJ: [Double]
  /// Root mean square of what each band-pass lets through of a movement's speed.
  var movementBands: [String: [Double]]
  var filters: [String: [[Double]]]
  var smooth: [Double]
  var bands: [String: Double]

  static let shared: SignalReference = {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    do {
      let file = folder.appending(path: "Fixtures/smoothness.json")
      return try JSONDecoder().decode(SignalReference.self, from: Data(contentsOf: file))
    } catch {
      preconditionFailure("\(error)")
    }
  }()

  /// The numbers that the reference's own generator draws.
  struct Random {
    private var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    mutating func next() -> Double { Double(generator.next() >> 11) / 0x1p53 }
    mutating func between(_ low: Double, _ high: Double) -> Double { low + (high - low) * next() }
  }

  /// Speed of one to four overlapping minimum-jerk movements, 0.2 to 8 s in all, at 125 Hz.
  static func movement(_ seed: UInt64, longest: Double = 8) -> [Double] {
    var random = Random(seed: seed)
    let parts = 1 + Int(random.next() * 4)
    let count = Int(random.between(0.2, longest) * 125)
    var speed = [Double](repeating: 0, count: count)
    for _ in 0..<parts {
      let share = parts > 1 ? random.between(0.3, 1) : 1
      let length = max(Int(Double(count) * share), 4)
      let begin = Int(Double(count - length) * random.next())
      let size = random.between(50, 1000)
      for index in 0..<length {
        let s = (Double(index) + 0.5) / Double(length)
        speed[begin + index] += 30 * size * s * s * (1 - s) * (1 - s)
      }
    }
    return speed
  }

  static func noise(_ seed: UInt64, _ count: Int) -> [Double] {
    var random = Random(seed: seed)
    return (0..<count).map { _ in random.between(-1, 1) }
  }
}
