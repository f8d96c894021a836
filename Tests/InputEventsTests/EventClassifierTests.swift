import InputEvents
import InputEventsTestKit
import Testing

private typealias Outcome = EventClassifier.Outcome

private let letterF0 = KeyKind(.letter, .f0)
private let keyQ: UInt16 = 16
private let keyA: UInt16 = 30

private func key(_ time: Int64, _ code: UInt16, _ value: Int32) -> KernelEvent {
  KernelEvent(time: time, type: EventType.key, code: code, value: value)
}

private func relative(_ time: Int64, _ code: UInt16, _ value: Int32) -> KernelEvent {
  KernelEvent(time: time, type: EventType.relative, code: code, value: value)
}

private func absolute(_ time: Int64, _ code: UInt16, _ value: Int32) -> KernelEvent {
  KernelEvent(time: time, type: EventType.absolute, code: code, value: value)
}

private func report(_ time: Int64) -> KernelEvent {
  KernelEvent(time: time, type: EventType.synchronization, code: EventCode.synReport, value: 0)
}

private func dropped(_ time: Int64) -> KernelEvent {
  KernelEvent(time: time, type: EventType.synchronization, code: EventCode.synDropped, value: 0)
}

private func press(_ time: Int64, _ number: UInt32, sameKey: Bool = false) -> Outcome {
  .action(InputEvent(time: time, action: .keyPress(letterF0, press: number, sameKey: sameKey)))
}

private func release(_ time: Int64, _ number: UInt32, pressedAt: Int64) -> Outcome {
  .action(
    InputEvent(time: time, action: .keyRelease(letterF0, press: number, pressedAt: pressedAt)))
}

private func motion(_ time: Int64, _ dx: Float, _ dy: Float) -> Outcome {
  .motion(InputEvent(time: time, action: .motion(dx: dx, dy: dy)))
}

private func scroll(_ time: Int64, _ vertical: Int32, _ horizontal: Int32 = 0) -> Outcome {
  .action(InputEvent(time: time, action: .scroll(vertical: vertical, horizontal: horizontal)))
}

private let keyboard = DeviceDescription(name: "keyboard", codes: [EventType.key: Set(1..<128)])

@Suite struct KeyClassificationTests {
  @Test func rolloverPairsEachReleaseWithItsOwnPress() {
    let events = [key(1, keyA, 1), key(2, keyQ, 1), key(3, keyA, 0), key(4, keyQ, 0)]
    #expect(
      outcomes(events, of: keyboard) == [
        press(1, 1), press(2, 2), release(3, 1, pressedAt: 1), release(4, 2, pressedAt: 2),
      ])
  }

  @Test func sameKeyMeansThePressJustBefore() {
    let events = [
      key(1, keyA, 1), key(2, keyA, 0), key(3, keyA, 1), key(4, keyQ, 1), key(5, keyA, 0),
      key(6, keyA, 1),
    ]
    #expect(
      outcomes(events, of: keyboard) == [
        press(1, 1), release(2, 1, pressedAt: 1), press(3, 2, sameKey: true), press(4, 3),
        release(5, 2, pressedAt: 3), press(6, 4),
      ])
  }

  @Test func repeatsAreTheirOwnActionAndNoPress() {
    let events = [key(1, keyA, 1), key(2, keyA, 2), key(3, keyA, 2), key(4, keyA, 0)]
    let repetition = { Outcome.action(InputEvent(time: $0, action: .keyRepeat(letterF0))) }
    #expect(
      outcomes(events, of: keyboard) == [
        press(1, 1), repetition(2), repetition(3), release(4, 1, pressedAt: 1),
      ])
  }

  @Test func releaseWithoutPressIsSetAside() {
    #expect(outcomes([key(1, keyA, 0)], of: keyboard) == [.setAside(.unpairedRelease)])
  }

  @Test func pressOfAKeyThatIsDownReplacesThePressWhoseReleaseWasLost() {
    let events = [key(1, keyA, 1), key(9, keyA, 1), key(10, keyA, 0), key(11, keyA, 0)]
    #expect(
      outcomes(events, of: keyboard) == [
        press(1, 1), press(9, 2, sameKey: true), release(10, 2, pressedAt: 9),
        .setAside(.unpairedRelease),
      ])
  }

  @Test func nothingIsComputedAcrossDroppedEvents() {
    let events = [
      key(1, keyA, 1), dropped(2), key(3, keyQ, 1), report(4), key(5, keyQ, 0), key(6, keyA, 0),
      key(7, keyA, 1), key(8, keyA, 0),
    ]
    #expect(
      outcomes(events, of: keyboard) == [
        press(1, 1), .gap(.dropped), .setAside(.brokenFrame), .frameEnd,
        .setAside(.unpairedRelease), .setAside(.unpairedRelease), press(7, 2),
        release(8, 2, pressedAt: 7),
      ])
  }

  @Test func clockSteppingBackIsAGapAndCostsItsFrame() {
    let events = [
      key(100, keyA, 1), report(100), key(50, keyA, 0), key(50, keyQ, 1), report(50),
      key(60, keyQ, 0), key(70, keyA, 1),
    ]
    #expect(
      outcomes(events, of: keyboard) == [
        press(100, 1), .frameEnd, .gap(.clock), .setAside(.brokenFrame), .frameEnd,
        .setAside(.unpairedRelease), press(70, 2),
      ])
  }

  @Test func keysBeyondTheTableAreSetAsideAndChangeNoOther() {
    let codes = (1..<128).map(UInt16.init).prefix(33)
    var classifier = EventClassifier(keyboard)
    var presses: UInt32 = 0
    let results = codes.map { classifier.classify(key(Int64($0), $0, 1), presses: &presses) }
    #expect(results.last == .setAside(.tableFull))
    #expect(presses == 32)
    // Its release has no press to pair with, and the press that its repetition follows, by the numbers,
    // is another key's.
    #expect(classifier.classify(key(200, 33, 0), presses: &presses) == .setAside(.unpairedRelease))
    _ = classifier.classify(key(201, 1, 0), presses: &presses)
    let again = classifier.classify(key(202, 33, 1), presses: &presses)
    guard case .action(let event) = again, case .keyPress(_, 33, sameKey: false) = event.action
    else {
      Issue.record("\(again)")
      return
    }
  }

  @Test func aPressOnAnotherKeyboardComesBetween() {
    var one = EventClassifier(keyboard)
    var other = EventClassifier(keyboard)
    var presses: UInt32 = 0
    #expect(one.classify(key(1, keyA, 1), presses: &presses) == press(1, 1))
    #expect(one.classify(key(2, keyA, 0), presses: &presses) == release(2, 1, pressedAt: 1))
    #expect(other.classify(key(3, keyQ, 1), presses: &presses) == press(3, 2))
    #expect(one.classify(key(4, keyA, 1), presses: &presses) == press(4, 3))
    #expect(other.classify(key(5, keyQ, 0), presses: &presses) == release(5, 2, pressedAt: 3))
    #expect(one.classify(key(6, keyA, 0), presses: &presses) == release(6, 3, pressedAt: 4))
    #expect(one.classify(key(7, keyA, 1), presses: &presses) == press(7, 4, sameKey: true))
  }

  @Test func unusedTypesAreSetAside() {
    let scanCode = KernelEvent(time: 1, type: EventType.miscellaneous, code: 4, value: 0x70004)
    #expect(outcomes([scanCode], of: keyboard) == [.setAside(.unused)])
  }

  @Test func forgettingLeavesNoKeyDown() {
    var classifier = EventClassifier(keyboard)
    var presses: UInt32 = 0
    #expect(classifier.classify(key(1, keyA, 1), presses: &presses) == press(1, 1))
    classifier.forget()
    #expect(classifier.classify(key(2, keyA, 0), presses: &presses) == .setAside(.unpairedRelease))
    #expect(classifier.classify(key(3, keyA, 1), presses: &presses) == press(3, 2))
  }

  /// Every press is released at most once, by a later event, with the press's own time and kind.
  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func pairing(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var stream = RandomStream(keys: (1..<128).map(UInt16.init))
    stream.rollover = seed % 2 == 0 ? 40 : 5
    var open: [UInt32: (kind: KeyKind, time: Int64)] = [:]
    var count: UInt32 = 0
    var releases = 0
    for outcome in outcomes(stream.events(4000, using: &generator), of: keyboard) {
      guard case .action(let event) = outcome else { continue }
      switch event.action {
      case .keyPress(let kind, let press, _):
        count += 1
        #expect(press == count)
        open[press] = (kind, event.time)
      case .keyRelease(let kind, let press, let pressedAt):
        let pressed = open.removeValue(forKey: press)
        #expect(pressed?.kind == kind)
        #expect(pressed?.time == pressedAt)
        #expect(event.time >= pressedAt)
        releases += 1
      default: break
      }
    }
    #expect(releases > 100)
  }
}

@Suite struct PointerClassificationTests {
  private func mouse(_ codes: Set<UInt16>, dotsPerInch: Int? = nil) -> DeviceDescription {
    DeviceDescription(
      name: "mouse",
      codes: [
        EventType.relative: codes.union([EventCode.relX, EventCode.relY]),
        EventType.key: Set(EventCode.buttonLeft...EventCode.buttonTask),
      ], dotsPerInch: dotsPerInch)
  }

  @Test func axesOfAFrameAreOneMovementCountedOnce() {
    let events = [
      relative(1, EventCode.relX, 3), relative(1, EventCode.relY, -4),
      relative(1, EventCode.relX, 2), report(1), report(2),
    ]
    #expect(
      outcomes(events, of: mouse([])) == [.part, .part, .part, motion(1, 5, -4), .frameEnd])
  }

  @Test func contactEndsInsideAFrameDoNotEndIt() {
    let contactEnd = KernelEvent(time: 1, type: EventType.synchronization, code: 2, value: 0)
    let events = [
      relative(1, EventCode.relX, 3), contactEnd, relative(1, EventCode.relY, 1), report(1),
    ]
    #expect(outcomes(events, of: mouse([])) == [.part, .part, .part, motion(1, 3, 1)])
  }

  @Test func countsBecomeMillimetersWhereTheResolutionIsKnown() {
    #expect(EventClassifier(mouse([])).unit == .counts)
    let known = mouse([], dotsPerInch: 1000)
    #expect(EventClassifier(known).unit == .millimeters)
    let events = [relative(1, EventCode.relX, 100), report(1)]
    #expect(outcomes(events, of: known) == [.part, motion(1, 100 * (Float(25.4) / 1000), 0)])
  }

  @Test func movementBeforeDroppedEventsIsLostAndNotCarriedOver() {
    let events = [
      relative(1, EventCode.relX, 50), dropped(2), relative(3, EventCode.relX, 50), report(3),
      relative(4, EventCode.relX, 1), report(4),
    ]
    #expect(
      outcomes(events, of: mouse([])) == [
        .part, .gap(.dropped), .setAside(.brokenFrame), .frameEnd, .part, motion(4, 1, 0),
      ])
  }

  @Test func highResolutionWheelIsNeverCountedTwice() {
    let codes: Set<UInt16> = [EventCode.relWheel, EventCode.relWheelHighResolution]
    let events = [
      relative(1, EventCode.relWheelHighResolution, 60), report(1),
      relative(2, EventCode.relWheelHighResolution, 60), relative(2, EventCode.relWheel, 1),
      report(2),
    ]
    #expect(
      outcomes(events, of: mouse(codes)) == [
        scroll(1, 60), .frameEnd, scroll(2, 60), .setAside(.coarseWheel), .frameEnd,
      ])
  }

  @Test func eachWheelAxisStandsForItself() {
    let codes: Set<UInt16> = [
      EventCode.relWheel, EventCode.relHorizontalWheel, EventCode.relHorizontalWheelHighResolution,
    ]
    let events = [
      relative(1, EventCode.relWheel, -1), relative(1, EventCode.relHorizontalWheel, 1),
      relative(1, EventCode.relHorizontalWheelHighResolution, 120),
    ]
    #expect(
      outcomes(events, of: mouse(codes)) == [
        scroll(1, -120), .setAside(.coarseWheel), scroll(1, 0, 120),
      ])
  }

  @Test func buttonsPairAndTheirRepeatsAreNothing() {
    let left = EventCode.buttonLeft
    let events = [
      key(1, left, 0), key(2, left, 1), key(3, left + 4, 1), key(4, left, 2), key(5, left, 0),
      key(6, left + 4, 0), key(7, left, 0), key(8, left + 8, 1),
    ]
    #expect(
      outcomes(events, of: mouse([])) == [
        .setAside(.unpairedRelease),
        .action(InputEvent(time: 2, action: .buttonPress(.left))),
        .action(InputEvent(time: 3, action: .buttonPress(.auxiliary))),
        .setAside(.unused),
        .action(InputEvent(time: 5, action: .buttonRelease(.left, pressedAt: 2))),
        .action(InputEvent(time: 6, action: .buttonRelease(.auxiliary, pressedAt: 3))),
        .setAside(.unpairedRelease),
        .setAside(.unused),
      ])
  }

  @Test func sidesOfTheBookkeeping() {
    #expect(EventClassifier.side(of: relative(1, 0, 1)) == .pointer)
    #expect(EventClassifier.side(of: absolute(1, 0, 1)) == .pointer)
    #expect(EventClassifier.side(of: key(1, EventCode.buttonLeft, 1)) == .pointer)
    #expect(EventClassifier.side(of: key(1, keyA, 1)) == .keyboard)
    #expect(EventClassifier.side(of: report(1)) == .keyboard)
  }
}

@Suite struct AbsolutePointerTests {
  private static let axes: [UInt16: AbsoluteAxis] = [
    EventCode.absX: AbsoluteAxis(minimum: 0, maximum: 3000, resolution: 10),
    EventCode.absY: AbsoluteAxis(minimum: 0, maximum: 2000, resolution: 20),
  ]
  private static let axisCodes: Set<UInt16> = [EventCode.absX, EventCode.absY]
  private let tablet = DeviceDescription(
    name: "tablet", codes: [EventType.absolute: axisCodes, EventType.key: [EventCode.buttonLeft]])
  private let touchpad = DeviceDescription(
    name: "touchpad",
    codes: [
      EventType.absolute: axisCodes,
      EventType.key: [
        EventCode.touch, EventCode.toolFinger, EventCode.toolDoubleTap, EventCode.toolTripleTap,
      ],
    ], axes: axes)

  private func motions(_ events: [KernelEvent], _ device: DeviceDescription) -> [Outcome] {
    outcomes(events, of: device).filter { if case .motion = $0 { true } else { false } }
  }

  private func move(_ time: Int64, _ x: Int32?, _ y: Int32?) -> [KernelEvent] {
    [x.map { absolute(time, EventCode.absX, $0) }, y.map { absolute(time, EventCode.absY, $0) }]
      .compactMap { $0 } + [report(time)]
  }

  @Test func firstPositionIsNoMovement() {
    let events = move(1, 900, nil) + move(2, nil, 700) + move(3, 910, 690) + move(4, 905, nil)
    #expect(motions(events, tablet) == [motion(3, 10, -10), motion(4, -5, 0)])
  }

  @Test func positionAfterAGapIsNoMovement() {
    let events =
      move(1, 100, 100) + [dropped(2)] + move(2, 500, 500) + move(3, 900, 900) + move(4, 901, 900)
    #expect(motions(events, tablet) == [motion(4, 1, 0)])
  }

  @Test func liftingAndTouchingElsewhereIsNoMovement() {
    let events =
      [key(1, EventCode.touch, 1)] + move(1, 100, 100) + move(2, 110, 100)
      + [key(3, EventCode.touch, 0)] + move(3, nil, nil)
      + [key(4, EventCode.touch, 1)] + move(4, 2000, 1500) + move(5, 2010, 1500)
    #expect(motions(events, touchpad) == [motion(2, 1, 0), motion(5, 1, 0)])
  }

  @Test func axesScaleByTheirOwnResolution() {
    #expect(EventClassifier(touchpad).unit == .millimeters)
    #expect(EventClassifier(tablet).unit == .counts)
    let events = move(1, 0, 0) + move(2, 10, 10)
    #expect(motions(events, touchpad) == [motion(2, 1, 0.5)])
  }

  @Test func twoFingersMoveNothing() {
    let events =
      move(1, 100, 100) + [key(2, EventCode.toolDoubleTap, 1)] + move(2, 100, 110)
      + move(3, 100, 150)
    #expect(motions(events, touchpad) == [])
    #expect(outcomes(events, of: touchpad).contains(.setAside(.gesture)))
  }

  /// The kernel tells only what changed: after the gesture its last position stands.
  @Test func fingerThatStaysAfterAGestureDoesNotJump() {
    let events =
      move(1, 100, 100) + [key(2, EventCode.toolDoubleTap, 1)] + move(2, 100, 110)
      + move(3, 100, 900) + [key(4, EventCode.toolDoubleTap, 0)] + move(4, nil, nil)
      + move(5, 110, nil) + move(6, nil, 920)
    #expect(motions(events, touchpad) == [motion(5, 1, 0), motion(6, 0, 1)])
  }

  /// From three fingers to two, the kernel begins the one tool before it ends the other.
  @Test func liftingTheThirdFingerLeavesAGesture() {
    let events =
      move(1, 100, 100)
      + [key(2, EventCode.toolTripleTap, 1)] + move(2, nil, 110)
      + [key(3, EventCode.toolDoubleTap, 1), key(3, EventCode.toolTripleTap, 0)] + move(3, nil, 120)
      + move(4, nil, 500)
      + [key(5, EventCode.toolDoubleTap, 0)] + move(5, nil, nil) + move(6, nil, 520)
    #expect(motions(events, touchpad) == [motion(6, 0, 1)])
  }

  @Test func gestureThatAGapHidTheEndOfDoesNotLast() {
    let events =
      [key(1, EventCode.toolDoubleTap, 1)] + move(1, 100, 100) + [dropped(2)] + move(2, nil, nil)
      + [key(3, EventCode.touch, 0)] + move(3, nil, nil) + [key(4, EventCode.touch, 1)]
      + move(4, 200, 200) + move(5, 210, 200)
    #expect(motions(events, touchpad) == [motion(5, 1, 0)])
  }

  /// Two fingers that were down before the gap and still are tell so nowhere.
  @Test func afterAGapNothingMovesUntilTheTouchpadTellsOfFingers() {
    let before = [key(1, EventCode.toolDoubleTap, 1)] + move(1, 100, 100) + [dropped(2)]
    let gesture = move(2, nil, nil) + move(3, 200, 200) + move(4, 210, 200)
    let events =
      before + gesture + [key(5, EventCode.toolDoubleTap, 0), key(5, EventCode.toolFinger, 1)]
      + move(5, nil, nil) + move(6, 220, 200)
    #expect(motions(events, touchpad) == [motion(6, 1, 0)])
    #expect(outcomes(events, of: touchpad).contains(.setAside(.gesture)))
  }

  @Test func fingerToolsOfWhatIsNoTouchpadAreNoGesture() {
    let events = [key(1, EventCode.toolDoubleTap, 1)] + move(1, 1, 1) + move(2, 2, 1)
    #expect(motions(events, tablet) == [motion(2, 1, 0)])
  }
}
