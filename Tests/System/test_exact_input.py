"""Devices made by a program and played on exactly: what the log says must equal what was sent."""

import pytest
from support import features, truth
from support.guest import node_of, play
from support.script import Script
from support.sensor import Sensor
from support.truth import REL, REL_WHEEL

TEXT = "the quick brown fox jumps over the lazy dog, packs 12 jugs - and so on again.\n"


def sense(vm, script, *devices, **options):
    """Run the sensor over a script; its log, and what the kernel delivered."""
    with Sensor(vm) as sensor:
        seen = play(vm, script, *devices, **options).finish()
        return sensor.stop(), seen


def test_keyboard_counts_and_times(sensing):
    script = Script().type(0, TEXT, hold=0.07, flight=0.05)
    # Rollover: each key goes down before the one before it is up.
    for code in (30, 31, 32, 33, 34, 35):
        script.key(0, code, 1).rest(0.03)
        script.key(0, code - 1, 0) if code > 30 else None
        script.rest(0.03)
    script.key(0, 35, 0)
    log, seen = sense(sensing, script, "keyboard")
    record = log.only()
    assert record[features.KEYSTROKES] == seen.keystrokes == len(TEXT) + 6
    assert record[features.events_read("keyboard")] == seen.keyboard_events
    assert record[features.events_used("keyboard")] == seen.keyboard_events
    assert record[features.HOLD_MEAN] == pytest.approx(truth.mean_log(seen.holds), abs=1e-6)
    assert record[features.DOWN_DOWN_MEAN] == pytest.approx(
        truth.mean_log(seen.down_downs), abs=1e-6)
    assert record[features.UP_DOWN_MEAN] == pytest.approx(
        truth.mean_asinh(seen.up_downs), abs=1e-6)
    letters = sum(character.isalpha() for character in TEXT) + 6
    assert record[features.LETTER_SHARE] == pytest.approx(letters / seen.keystrokes, abs=1e-9)
    assert record["provenance"] == ["virtual"]
    assert log.gaps() == {"removed": 1}


def test_keyboard_is_withheld_until_enough(sensing):
    """49 keystrokes say nothing, not even how many they were."""
    log, seen = sense(
        sensing, Script().type(0, TEXT[:49], 0.02, 0.02).move(1, [(1, 0)] * 20),
        "keyboard", "mouse")
    record = log.only()
    assert seen.keystrokes == 49
    assert all(record[name] is None for name in record
               if name.startswith("kb.") or ".keyboard." in name)
    assert record[features.events_read("pointer")] == seen.pointer_events


@pytest.mark.parametrize("kind, fine", [("mouse", True), ("mouse-plain", False)])
def test_pointer_counts(sensing, kind, fine):
    """A wheel that reports high resolution too is not counted twice."""
    script = Script().move(0, [(3, 4)] * 100).rest(1)
    script.click(0).rest(1).click(0).rest(1).wheel(0, 5, fine).wheel(0, -3, fine)
    log, seen = sense(sensing, script, kind)
    record = log.only()
    assert record[features.DETENTS] == 8
    assert record[features.LEFT_CLICKS] == 2
    assert record[features.POINTER_PATH] == pytest.approx(500, rel=1e-5)
    assert record[features.events_read("pointer")] == seen.pointer_events
    coarse = sum(event.type == REL and event.code == REL_WHEEL for event in seen.events)
    assert record[features.set_aside("pointer", "coarse_wheel")] == (coarse if fine else 0)


def test_absolute_pointer_is_taken(sensing):
    """What a virtual machine has for a mouse moves by positions; the first one is no movement."""
    points = [(1000 + 40 * step, 2000) for step in range(51)]
    log, seen = sense(sensing, Script().place(0, points), "tablet")
    record = log.only()
    assert record[features.events_read("pointer")] == seen.pointer_events
    assert record[features.POINTER_PATH] == pytest.approx(2000, rel=1e-5)


def test_touchpad_is_a_pointer(sensing):
    script = Script().frame(0, (1, 0x14a, 1), (1, 0x145, 1), (3, 0x39, 1), (3, 0x35, 300),
                            (3, 0x36, 400), (3, 0, 300), (3, 1, 400)).rest(0.008)
    for step in range(1, 51):
        x = 300 + 30 * step  # 1 mm, by the device's resolution
        script.frame(0, (3, 0x35, x), (3, 0, x)).rest(0.008)
    script.frame(0, (3, 0x39, -1), (1, 0x14a, 0), (1, 0x145, 0))
    log, seen = sense(sensing, script, "touchpad")
    record = log.only()
    assert record["length_unit"] == "mm"
    assert record[features.POINTER_PATH] == pytest.approx(50, rel=1e-5)


def test_both_sides_of_one_session(sensing):
    """Two keyboards and a mouse at once: every event is somebody's."""
    script = Script()
    for letter in TEXT.strip()[:60]:
        script.tap(0, truth.CODES[letter], 0.03, 0.01).tap(1, 30, 0.02, 0.01).move(2, [(2, 0)])
    log, seen = sense(sensing, script, "keyboard", "keyboard=Second keyboard", "mouse")
    record = log.only()
    assert record[features.KEYSTROKES] == seen.keystrokes == 120
    assert record[features.events_read("keyboard")] == seen.keyboard_events
    assert record[features.events_read("pointer")] == seen.pointer_events
    assert record[features.POINTER_PATH] == pytest.approx(120)


def test_power_button_and_lid_are_not_taken(sensing):
    vm = sensing
    playing = play(vm, Script().rest(3).key(0, 116, 1).key(0, 116, 0), "power-button", "lid",
                   options="-l 3000")
    untaken = [*playing.nodes(2), node_of(vm, "Power Button")]
    with Sensor(vm) as sensor:
        sensor.wait_reading(node_of(vm, "QEMU USB Keyboard"), node_of(vm, "QEMU USB Mouse"))
        taken, _ = sensor.descriptors()
        listed = vm.run("tactus devices --json", check=True).output
        log = sensor.stop()
    playing.finish()
    assert not set(untaken) & set(taken)
    assert not any(f'"{node}"' in listed for node in untaken)
    assert log.records == []
