@preconcurrency import Glibc
import InputEvents

/// The benchmark of the extraction from memory, and the input of the other ones.
///
///     extract compare ROUNDS           Swift and C take turns; one JSON object
///     extract grow EVENTS              memory after 1 million events and after so many
///     extract run EVENTS               nothing but that many events, for counters and profilers
///     extract write FOLDER EVENTS      the same input as evemu text, a file a device
@main
enum Extract {
  static func main() {
    let words = CommandLine.arguments.dropFirst()
    let number = words.last.flatMap { Int($0) } ?? 0
    switch (words.first, words.count) {
    case ("compare", 2) where number > 0: compare(rounds: number)
    case ("grow", 2) where number > 0: grow(to: number)
    case ("run", 2) where number > 0: run(events: number)
    case ("write", 3) where number > 0: write(to: words[words.startIndex + 1], events: number)
    default:
      print("usage: extract compare ROUNDS | grow EVENTS | run EVENTS | write FOLDER EVENTS")
      exit(64)
    }
  }

  private static let bufferSize = 1_000_000

  /// Both take the same stream again and again, a round each in turn.
  private static func compare(rounds: Int) {
    checkEquality()
    var stream = InputStream(count: bufferSize)
    var swift = SwiftRoad(keepsDigests: false)
    let c = CRoad(keepsDigests: false)
    var (swiftTimes, cTimes) = ([Double](), [Double]())
    for round in 0...rounds {
      let begin = threadTime()
      swift.take(stream)
      let middle = threadTime()
      c.take(stream)
      let end = threadTime()
      stream.goOn()
      // The first round is for page faults.
      guard round > 0 else { continue }
      swiftTimes.append(middle - begin)
      cTimes.append(end - middle)
    }
    let perEvent = 1e9 / Double(stream.events.count)
    print(
      """
      {"events_a_round": \(stream.events.count), "input_seconds_a_round": \(stream.length), \
      "windows": [\(swift.sink.count), \(c.windows)], \
      "swift_ns_per_event": \(swiftTimes.map { $0 * perEvent }), \
      "c_ns_per_event": \(cTimes.map { $0 * perEvent })}
      """)
  }

  /// Ends the program where the two don't come to the same results.
  private static func checkEquality() {
    var stream = InputStream(count: bufferSize)
    var swift = SwiftRoad(keepsDigests: true)
    let c = CRoad(keepsDigests: true)
    for round in 0..<2 {
      if round > 0 { stream.goOn() }
      swift.take(stream)
      c.take(stream)
    }
    swift.stop(at: stream.events.last?.time ?? 0)
    c.stop()
    guard swift.sink.digests.count == c.compared.count else {
      fail("\(swift.sink.digests.count) windows of Swift, \(c.compared.count) of C")
    }
    for (number, pair) in zip(swift.sink.digests, c.compared).enumerated() {
      guard pair.0 != pair.1 else { continue }
      let counts = pair.0.counts.indices.filter { pair.0.counts[$0] != pair.1.counts[$0] }
      let numbers = pair.0.numbers.indices.filter { pair.0.numbers[$0] != pair.1.numbers[$0] }
      fail(
        "window \(number) differs: counts \(counts.prefix(8)), numbers "
          + "\(numbers.map { "\($0): \(pair.0.numbers[$0]) \(pair.1.numbers[$0])" })")
    }
  }

  private static func grow(to events: Int) {
    var stream = InputStream(count: bufferSize)
    var swift = SwiftRoad(keepsDigests: false)
    swift.take(stream)
    stream.goOn()
    // The first look brings its own code in.
    _ = residentKilobytes()
    let first = residentKilobytes()
    var taken = stream.events.count
    while taken < events {
      swift.take(stream)
      stream.goOn()
      taken += stream.events.count
    }
    // Before it is printed, which brings code in.
    let last = residentKilobytes()
    print(
      """
      {"events": [\(stream.events.count), \(taken)], "windows": \(swift.sink.count), \
      "resident_kb": [\(first), \(last)]}
      """)
  }

  private static func run(events: Int) {
    var stream = InputStream(count: bufferSize)
    var swift = SwiftRoad(keepsDigests: false)
    var taken = 0
    while taken < events {
      swift.take(stream)
      stream.goOn()
      taken += stream.events.count
    }
    print("{\"events\": \(taken), \"windows\": \(swift.sink.count)}")
  }

  static func fail(_ message: String) -> Never {
    fputs("extract: \(message)\n", stderr)
    exit(1)
  }

  /// CPU seconds of this thread.
  private static func threadTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// Counted page by page: `statm` may be some hundred kilobytes off, for the kernel sums up in
  /// batches there.
  private static func residentKilobytes() -> Int {
    guard let file = fopen("/proc/self/smaps_rollup", "r") else { return 0 }
    defer { fclose(file) }
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { line in
      guard let start = line.baseAddress else { return 0 }
      while fgets(start, CInt(line.count), file) != nil {
        if strncmp(start, "Rss:", 4) == 0 { return atol(start + 4) }
      }
      return 0
    }
  }
}
