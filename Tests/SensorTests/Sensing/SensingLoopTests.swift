import Glibc
import InputDevices
import InputEvents
import InputEventsTestKit
import Synchronization
import Testing

@testable import Sensor

/// The loop on real descriptors: pipes, which have no kernel queue to overflow and no stamps of their
/// own, so that a test decides what arrives and when it says it happened.
@Suite struct SensingLoopTests {
  /// What the loop hands over, in order.
  private final class Journal: Sendable {
    enum Entry: Equatable {
      case event(device: UInt32, KernelEvent)
      case gap(GapCause, device: UInt32)
    }
    let entries = Mutex<[Entry]>([])
    let advanced = Atomic<Int64>(0)
    let takes = Atomic<Int>(0)

    func add(_ entry: Entry) { entries.withLock { $0.append(entry) } }
    var events: [(device: UInt32, event: KernelEvent)] {
      entries.withLock { $0 }.compactMap {
        if case .event(let device, let event) = $0 { (device, event) } else { nil }
      }
    }
  }

  private struct Writer: ~Copyable, EventConsumer {
    let journal: Journal
    var deadline: Int64? { nil }

    mutating func take(
      _ event: KernelEvent, from device: DeviceTag, classifier: inout EventClassifier
    ) { journal.add(.event(device: device.number, event)) }

    mutating func setAside(
      _ event: KernelEvent, because cause: SetAsideCause, from device: DeviceTag
    ) {}

    mutating func gap(
      _ cause: GapCause, of device: DeviceTag, classifier: inout EventClassifier, at time: Int64
    ) { journal.add(.gap(cause, device: device.number)) }

    mutating func suspended(at time: Int64) {}
    mutating func advance(to time: Int64) {
      journal.takes.add(1, ordering: .relaxed)
      journal.advanced.store(time, ordering: .relaxed)
    }
    mutating func stop(at time: Int64) {}
  }

  /// A pipe that the loop takes for a device.
  private final class Device: Sendable {
    let number: UInt32
    let reading: CInt
    let writing: CInt
    let roles: DeviceRoles

    init(_ number: UInt32, _ roles: DeviceRoles) {
      self.number = number
      self.roles = roles
      var ends: [CInt] = [0, 0]
      precondition(pipe(&ends) == 0)
      _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
      (reading, writing) = (ends[0], ends[1])
    }

    deinit { close(reading) }

    func reader(hold: Int64 = 500_000) -> DeviceReader {
      DeviceReader(
        descriptor: reading, tag: DeviceTag(number: number, provenance: .virtual),
        order: Int(number), roles: roles, hold: hold,
        description: DeviceDescription(name: "pipe"), capacity: 256, isWallClock: false,
        device: nil)
    }

    func send(_ events: [KernelEvent]) {
      events.withUnsafeBytes { bytes in
        let count = write(writing, bytes.baseAddress, bytes.count)
        precondition(count == bytes.count)
      }
    }
  }

  private func run(
    _ devices: [Device], keyboardPeriod: Int64 = 20_000_000,
    until isDone: (Journal) -> Bool, while body: () -> Void
  ) throws -> Journal {
    let journal = Journal()
    let mailbox = try LoopMailbox()
    var commands = Ring<LoopCommand>(capacity: 64)
    for device in devices {
      let command = LoopCommand(
        action: .add, number: device.number, reader: ReaderHandle(device.reader()))
      #expect(commands.producer.push(command) == true)
    }
    mailbox.wake.signal()
    let loop = try SensingLoop(
      consumer: Writer(journal: journal), keyboardPeriod: keyboardPeriod, mailbox: mailbox,
      commands: commands.consumer)
    let thread = try Thread(named: "loop", owning: loop) { $0.run() }
    body()
    for _ in 0..<5_000 where !isDone(journal) { usleep(1_000) }
    #expect(isDone(journal))
    mailbox.stop()
    thread.join()
    _ = mailbox.collectReturned()
    return journal
  }

  private static var now: Int64 { WallClock.monotonic }

  @Test func takesEventsOfManyDevicesInTheOrderOfTheirStamps() throws {
    let devices = (1...5).map { Device($0, .pointer) }
    var sent = 0
    let start = Self.now
    let journal = try run(
      devices, until: { $0.events.count == 2_000 },
      while: {
        var generator = SeededGenerator(seed: 4)
        while sent < 2_000 {
          // Frames come in bursts, each device's in order, all stamped in the past.
          let device = devices.randomElement(using: &generator)!
          let count = min(20, 2_000 - sent)
          let time = Self.now
          device.send(
            (0..<count).map { index in
              KernelEvent(
                time: time, type: EventType.relative, code: 0, value: Int32(sent + index))
            })
          sent += count
          if Bool.random(using: &generator) { usleep(300) }
        }
      })
    let times = journal.events.map(\.event.time)
    #expect(times == times.sorted())
    #expect(times.allSatisfy { $0 >= start })
    for device in devices {
      let values = journal.events.filter { $0.device == device.number }.map(\.event.value)
      #expect(values == values.sorted())
    }
    #expect(Set(journal.events.map(\.event.value)).count == 2_000)
  }

  @Test func equalStampsGoByTheDevicesOrder() throws {
    let devices = [Device(2, .pointer), Device(1, .pointer), Device(3, .pointer)]
    let time = Self.now
    let journal = try run(
      devices, until: { $0.events.count == 300 },
      while: {
        for device in devices {
          device.send(
            (0..<100).map { _ in
              KernelEvent(time: time, type: EventType.relative, code: 0, value: 1)
            })
        }
      })
    #expect(journal.events.map(\.device) == [1, 2, 3].flatMap { Array(repeating: $0, count: 100) })
  }

  @Test func equalOrdersStopNothing() throws {
    let devices = [Device(1, .pointer), Device(1, .pointer)]
    let time = Self.now
    let journal = try run(
      devices, until: { $0.events.count == 40 },
      while: {
        for device in devices {
          device.send(
            (0..<20).map { _ in
              KernelEvent(time: time, type: EventType.relative, code: 0, value: 1)
            })
        }
      })
    #expect(journal.events.count == 40)
  }

  @Test func whatIsStampedLaterWaitsForItsTime() throws {
    let device = Device(1, .pointer)
    let due = Self.now + 200_000
    let journal = try run(
      [device], until: { $0.events.count == 1 },
      while: {
        device.send([KernelEvent(time: due, type: EventType.relative, code: 0, value: 1)])
      })
    #expect(journal.advanced.load(ordering: .relaxed) >= due)
  }

  @Test func typingIsReadAtASteadyPace() throws {
    let device = Device(1, .keyboard)
    let period: Int64 = 100_000_000
    let journal = try run(
      [device], keyboardPeriod: period, until: { $0.events.count == 60 },
      while: {
        for _ in 0..<60 {
          device.send([KernelEvent(time: Self.now, type: EventType.key, code: 30, value: 1)])
          usleep(10_000)
        }
      })
    // 600 ms of typing, read each 100 ms; each key by itself would be 60 reads.
    let reads = journal.takes.load(ordering: .relaxed)
    #expect(reads <= 20, "\(reads) reads")
  }

  @Test func aDeviceThatIsGoneIsGivenBackOnce() throws {
    let device = Device(7, .pointer)
    let journal = try run(
      [device], until: { $0.entries.withLock { $0 }.contains(.gap(.removed, device: 7)) },
      while: {
        device.send([KernelEvent(time: Self.now, type: EventType.relative, code: 0, value: 1)])
        close(device.writing)
      })
    // What was read before it went is taken, and before the gap.
    #expect(journal.entries.withLock { $0 }.count == 2)
    #expect(journal.entries.withLock { $0 }.last == .gap(.removed, device: 7))
  }

  @Test func idleCostsNothing() throws {
    let device = Device(1, .pointer)
    let journal = try run(
      [device], until: { _ in true },
      while: { usleep(300_000) })
    #expect(journal.takes.load(ordering: .relaxed) <= 1)
  }
}

@Suite struct LateReadingTests {
  /// The kernel's queue, filled as fast as the hardware can, isn't full when it is read.
  @Test(arguments: [64, 128, 256, 1024], [125, 250, 660, 1_000, 8_000] as [Int64])
  func neverLetsTheQueueFill(queue: Int, period: Int64) {
    let hold = LateReading.hold(queueLength: queue, reportPeriod: period)
    let arrived = hold / 1_000 / period * 3
    #expect(arrived <= Int64(queue) / 2)
    #expect(hold > 0 && hold <= LateReading.longest)
  }
}

@Suite struct KeyboardPaceTests {
  @Test func ticksLieOnTheGridWhateverTheKeysDo() {
    var pace = KeyboardPace(period: 50_000_000)
    #expect(pace.nextTick == nil && !pace.isTyping)
    pace.begin(at: 1_234_567_890)
    #expect(pace.nextTick == 1_250_000_000)
    pace.keyMoved(at: 1_240_000_000)
    #expect(pace.nextTick == 1_250_000_000)
    pace.ticked(at: 1_250_000_100)
    #expect(pace.nextTick == 1_300_000_000)
  }

  @Test func typingEndsAfterARest() {
    var pace = KeyboardPace(period: 50_000_000)
    pace.begin(at: 0)
    pace.ticked(at: KeyboardPace.rest)
    #expect(pace.isTyping)
    pace.ticked(at: KeyboardPace.rest + 1)
    #expect(!pace.isTyping && pace.nextTick == nil)
  }
}
