import BehaviorFeatures
import FeatureLog
import Testing

@testable import Report

struct FactsTests {
  private static func sum(_ rows: [[Double]]) -> Double {
    rows.reduce(0) { $0 + $1.reduce(0, +) }
  }

  @Test func `The heat map's sums are those of the records`() throws {
    let log = SampleLog()
    // Monday at 9 and 10, Tuesday of the next week at 23:59.
    let minutes = Array(540..<560) + [600, 601]
    try log.write(
      minutes.map { .init(day: 0, minute: $0) } + [.init(day: 8, minute: 1439, keystrokes: 60)])
    let facts = try log.facts()
    let seconds = facts.secondsByHour
    #expect(seconds[0][9] == 1_200 && seconds[0][10] == 120 && seconds[1][23] == 60)
    let (time, keystrokes) = (1_380.0, 1_820.0)
    let (timeShown, keysShown) = (Self.sum(seconds), Self.sum(facts.keystrokesByHour))
    #expect(timeShown == time)
    #expect(facts.seconds == time)
    #expect(keysShown == keystrokes)
    #expect(facts.total("kb.keystrokes") == keystrokes)
    #expect(facts.total("click.n") == 46)
    #expect(facts.path == 2_300 && facts.windows == 23)
    let holds = Double(log.holds.count)
    #expect(facts.histograms["kb.hold"]?.count == holds)
    #expect(facts.histograms["ptr.stroke.speed"]?.count == 92)
    let inputGaps = facts.days.map(Lanes.inputGaps)
    #expect(inputGaps == [2, 0])
    #expect(facts.span?.count == 9)
  }

  @Test func `A pause of five minutes divides a day`() throws {
    let log = SampleLog()
    // 10 minutes, 4 minutes of rest, 5 minutes; then 5 minutes of rest, and one minute.
    let minutes = Array(0..<10) + Array(14..<19) + [24]
    try log.write(minutes.map { .init(day: 0, minute: $0) })
    let day = try #require(try log.facts().days.first)
    #expect(Facts.efforts(day).map(\.lowerBound) == [0, 24 * 60])
    #expect(day.longestEffort == 19 * 60)
    #expect(day.pauses == 1)
  }

  @Test func `People can be told apart, recordings are no one's day`() throws {
    let log = SampleLog()
    try log.write([
      .init(day: 0, minute: 1), .init(day: 0, minute: 2, change: { $0.user = "bob" }),
      .init(day: 0, minute: 3, change: { $0.source = .recording }),
    ])
    let all = try log.facts()
    #expect(all.users == ["ada", "bob"] && all.days.count == 1 && all.windows == 2)
    #expect(all.days[0]["kb.keystrokes"] == 160 && !all.isRecording)
    let bob = try log.facts(user: "bob")
    #expect(bob.users == ["bob"] && bob.days[0]["kb.keystrokes"] == 80)
    #expect(try log.facts(user: "eve").days.isEmpty)
    let played = SampleLog()
    try played.write([.init(day: 0, minute: 3, change: { $0.source = .recording })])
    #expect(try played.facts().isRecording && played.facts().days.count == 1)
  }

  @Test func `Lengths of different units don't add up`() throws {
    let log = SampleLog()
    try log.write([
      .init(day: 0, minute: 1), .init(day: 1, minute: 1),
      .init(day: 2, minute: 1, change: { $0.lengthUnit = "counts" }),
    ])
    let facts = try log.facts()
    #expect(facts.lengthUnit == "mm" && facts.path == 200 && facts.leftOutDays == 1)
    #expect(facts.histograms["ptr.stroke.speed"]?.count == 8)
    #expect(facts.histograms["kb.hold"]?.count == 240)
  }
}
