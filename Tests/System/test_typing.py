"""Text typed and a path moved on the machine's hardware: the log holds the counts and the times,
and nothing that could tell what was typed."""

import math
import random

import pytest
from support import features, truth
from support.guest import find_sequence, memory, node_of, witnessed
from support.sensor import Sensor
from support.truth import CODES

# More than the minimum of keystrokes, in an order that no dictionary and no keyboard row has.
TEXT = "zanquirtelopsvadfjormexigbyhuckwin pelqovdrazitumshejgylbnokxwacf"
HOLD, FLIGHT = 0.07, 0.05
TOLERANCE = 0.020  # what emulated hardware allows (s)
WARM_UP = "pastime"


def typed_holds(injections):
    """How long each key was held, as the host did it."""
    down, holds = {}, []
    for injection in injections:
        if injection.pressed:
            down[injection.name] = injection.time
        else:
            holds.append(injection.time - down.pop(injection.name))
    return holds


@pytest.fixture(params=["usb", "ps2"])
def hardware(request, sensing):
    """The nodes of the keyboard and the mouse that are used."""
    vm = sensing
    if request.param == "usb":
        vm.qmp.use_mouse("hid")
        yield node_of(vm, "QEMU USB Keyboard"), node_of(vm, "QEMU USB Mouse")
        return
    # Keys go to the newest keyboard, so the USB one has to go.
    vm.qmp.unplug("usb-keyboard")
    vm.qmp.use_mouse("ps/2")
    yield node_of(vm, "AT Translated"), node_of(vm, "ImExPS/2")
    vm.qmp.plug("usb-kbd", "usb-keyboard", bus="xhci.0")
    node_of(vm, "QEMU USB Keyboard")
    vm.qmp.use_mouse("hid")


def test_counts_and_times_of_known_text(sensing, hardware):
    vm = sensing
    with Sensor(vm) as sensor:
        sensor.wait_reading(*hardware)
        with witnessed(vm, *hardware) as witness:
            vm.qmp.type_text(WARM_UP, HOLD, FLIGHT)
            injected = vm.qmp.type_text(TEXT, HOLD, FLIGHT)
            vm.qmp.move([(4, 0)] * 50, rate=100)
            for _ in range(3):
                vm.qmp.click("left", 0.08)
                vm.run("sleep 0.6")
            vm.qmp.wheel("down", 4, 0.05)
        log = sensor.stop()
    record, seen = log.only(), witness.truth

    assert record[features.KEYSTROKES] == seen.keystrokes == len(WARM_UP + TEXT)
    assert record[features.events_read("keyboard")] == seen.keyboard_events
    assert record[features.events_read("pointer")] == seen.pointer_events
    assert record[features.LEFT_CLICKS] == 3
    assert record[features.DETENTS] == 4
    assert record[features.POINTER_PATH] == pytest.approx(200)
    assert log.gaps() == {}

    # The kernel's stamps are the sensor's: same definitions, same numbers.
    assert record[features.HOLD_MEAN] == pytest.approx(truth.mean_log(seen.holds), abs=1e-5)
    assert record[features.DOWN_DOWN_MEAN] == pytest.approx(
        truth.mean_log(seen.down_downs), abs=1e-5)
    assert record[features.UP_DOWN_MEAN] == pytest.approx(
        truth.mean_asinh(seen.up_downs), abs=1e-5)

    # And they are what the hand did, as far as emulated hardware can tell.
    done = truth.mean_log(typed_holds(injected))
    assert math.exp(record[features.HOLD_MEAN]) == pytest.approx(math.exp(done), abs=TOLERANCE)
    flight = 0.01 * math.sinh(record[features.UP_DOWN_MEAN])
    assert flight == pytest.approx(FLIGHT, abs=TOLERANCE)


def test_what_was_typed_is_nowhere(sensing):
    """Neither the process's memory nor any file holds a run of the text, as codes or characters."""
    vm = sensing
    keyboard = node_of(vm, "QEMU USB Keyboard")
    generator = random.Random(26002)
    secret = "".join(
        "".join(generator.sample("abcdefghijklmnopqrstuvwxyz", 7)) for _ in range(9))
    marker = vm.run("mktemp", check=True).output
    with Sensor(vm, window="2s") as sensor:
        sensor.wait_reading(keyboard)
        vm.qmp.type_text(secret, 0.03, 0.03)
        vm.run("sleep 2.5")
        held = memory(vm, sensor.pid)
        sensor.stop()
        written = vm.run(
            f"find / -xdev -newer {marker} -type f ! -path '/proc/*' ! -path '/sys/*' -print0 "
            "| xargs -0r cat", 60).raw
    written += vm.run("journalctl -b --no-pager -o cat").raw
    assert len(held) > 50_000, "the memory was not read"
    assert b'"v":' in written.replace(b" ", b""), "the log was not read"
    words = [secret[start:start + 7] for start in range(0, len(secret), 7)]
    sequences = [[CODES[letter] for letter in word] for word in words]
    sequences += [word.encode() for word in words]
    assert find_sequence(held, *sequences) is None, "in the process's memory"
    assert find_sequence(written, *sequences) is None, "in a file"
