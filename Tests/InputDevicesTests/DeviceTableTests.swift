import Testing

@testable import InputDevices

/// Drives a table with devices that aren't there, and writes down what it reports.
private final class Bench {
  var refusal: OpeningError?
  var told: [String] = []
  var opened: [InputDevice] = []
  lazy var table = DeviceTable { [unowned self] candidate, id throws(OpeningError) in
    if let refusal { throw refusal }
    return device(candidate, id)
  }

  func note(_ event: DeviceEvent) {
    switch event {
    case .opened(let device):
      opened.append(device)
      told.append("opened \(device.number)")
    case .withdrawn(let device, let reason): told.append("withdrawn \(device.number): \(reason)")
    case .refused(let candidate, _): told.append("refused \(candidate.number)")
    case .ignored(let candidate, _): told.append("ignored \(candidate.number)")
    case .departed(let candidate): told.append("departed \(candidate.number)")
    case .paused: told.append("paused")
    case .resumed: told.append("resumed")
    case .captured, .freed, .settled, .impaired: told.append("?")
    }
  }

  func update(_ device: DeviceProperties) { table.update(device, note) }

  /// What was told since the last time.
  func news() -> [String] {
    defer { told = [] }
    return told
  }
}

struct DeviceTableTests {
  private let bench = Bench()
  private let denied = OpeningError.permissionDenied(
    node: "/dev/input/event7", group: "input", groupMayRead: true)

  @Test func aDeviceIsOpenedOnce() {
    for _ in 0..<3 { bench.update(properties()) }
    #expect(bench.news() == ["opened 7"])
  }

  @Test func unpluggedAndBackIsAnotherDevice() {
    bench.update(properties())
    bench.table.remove(properties().systemPath, bench.note)
    bench.update(properties())
    #expect(bench.news() == ["opened 7", "withdrawn 7: unplugged", "opened 7"])
    #expect(bench.opened[0].id != bench.opened[1].id)
  }

  @Test func aPauseTakesEveryDeviceAndLetsNoneIn() {
    bench.update(properties())
    bench.table.pause(bench.note)
    bench.table.pause(bench.note)
    // The reader has it still.
    #expect(bench.news() == ["opened 7", "withdrawn 7: paused"])
    bench.table.release(bench.opened[0].id, bench.note)
    bench.update(properties())
    bench.table.retry(nil, bench.note)
    bench.table.reconcile(with: [properties()], bench.note)
    #expect(bench.news() == ["paused"])
    bench.table.resume(bench.note)
    bench.table.resume(bench.note)
    bench.table.reconcile(with: [properties()], bench.note)
    #expect(bench.news() == ["resumed", "opened 7"])
    #expect(bench.opened[0].id != bench.opened[1].id)
  }

  @Test func aPauseWithoutADeviceHoldsAtOnce() {
    bench.refusal = denied
    bench.update(properties())
    bench.table.pause(bench.note)
    bench.refusal = nil
    bench.table.retry(nil, bench.note)
    #expect(bench.news() == ["refused 7", "paused"])
  }

  @Test func aVetoCountsWheneverItComes() {
    var vetoed = properties()
    vetoed.properties["TACTUS_IGNORE"] = "1"
    bench.update(properties())
    bench.update(vetoed)
    bench.update(vetoed)
    bench.update(properties())
    #expect(
      bench.news() == [
        "opened 7", "withdrawn 7: excluded by udev property TACTUS_IGNORE=1", "ignored 7",
        "opened 7",
      ])
  }

  @Test func anotherSeatIsAnotherDevice() {
    bench.update(properties())
    var moved = properties()
    moved.properties["ID_SEAT"] = "seat1"
    bench.update(moved)
    #expect(
      bench.news() == ["opened 7", "withdrawn 7: its seat, kind or node changed", "opened 7"])
    #expect(bench.opened[1].seat == "seat1")
  }

  @Test func aRefusalIsToldOnceAndHealed() {
    bench.refusal = denied
    bench.update(properties())
    bench.update(properties())
    bench.table.retry("/dev/input/event7", bench.note)
    bench.refusal = .permissionDenied(node: "/dev/input/event7", group: nil, groupMayRead: false)
    bench.table.retry(nil, bench.note)
    #expect(bench.news() == ["refused 7"])
    bench.refusal = .busy(node: "/dev/input/event7")
    bench.table.retry(nil, bench.note)
    #expect(bench.news() == ["refused 7"])
    bench.refusal = nil
    bench.table.retry("/dev/input/event8", bench.note)
    #expect(bench.news() == [])
    bench.table.retry("/dev/input/event7", bench.note)
    bench.table.retry("/dev/input/event7", bench.note)
    #expect(bench.news() == ["opened 7"])
  }

  @Test func whatWasNotReadDepartsQuietly() {
    bench.refusal = denied
    bench.update(properties())
    bench.update(properties(8, ["ID_INPUT_KEY": "1"]))
    for number in [7, 8] { bench.table.remove(properties(number).systemPath, bench.note) }
    bench.table.remove("/sys/never/seen", bench.note)
    #expect(bench.news() == ["refused 7", "ignored 8", "departed 7", "departed 8"])
  }

  @Test func aDeviceThatTheReaderGivesUpIsWithdrawnOnce() {
    bench.update(properties())
    let id = bench.opened[0].id
    bench.table.release(id, bench.note)
    bench.table.release(id, bench.note)
    bench.table.remove(properties().systemPath, bench.note)
    #expect(bench.news() == ["opened 7", "withdrawn 7: reading failed"])
  }

  @Test func wordOfAnOldDeviceDoesNotReachItsSuccessor() {
    bench.update(properties())
    let old = bench.opened[0].id
    bench.table.remove(properties().systemPath, bench.note)
    bench.update(properties())
    bench.table.release(old, bench.note)
    bench.table.release(old, bench.note)
    #expect(bench.news() == ["opened 7", "withdrawn 7: unplugged", "opened 7"])
  }

  @Test func lostChangesAreMadeUpFor() {
    for number in 1...3 { bench.update(properties(number)) }
    _ = bench.news()
    bench.table.reconcile(with: [properties(2), properties(4)], bench.note)
    #expect(
      bench.news() == ["withdrawn 1: unplugged", "withdrawn 3: unplugged", "opened 4"])
  }

  /// A descriptor stays open until the reader has let go, and not longer.
  @Test func releasingClosesAndNothingElseDoes() throws {
    bench.update(properties())
    weak let watched = bench.opened[0]
    bench.table.remove(properties().systemPath, bench.note)
    let id = bench.opened[0].id
    bench.opened = []
    #expect(watched != nil)
    bench.table.release(id, bench.note)
    #expect(watched == nil)
  }

  @Test func tenThousandRoundsLeakNothing() {
    weak var last: InputDevice?
    for _ in 0..<10_000 {
      bench.update(properties())
      last = bench.opened[0]
      let id = bench.opened[0].id
      bench.opened = []
      bench.table.remove(properties().systemPath, bench.note)
      bench.table.release(id, bench.note)
    }
    #expect(last == nil)
    #expect(bench.told.count == 20_000)
  }

  @Test func noNumberOfDevicesIsTooMany() {
    for number in 0..<300 { bench.update(properties(number)) }
    #expect(bench.opened.count == 300)
    #expect(Set(bench.opened.map(\.id)).count == 300)
  }
}
