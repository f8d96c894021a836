"""Devices that come and go while the sensor runs."""

import json

import pytest
from support import features, truth
from support.guest import node_of, play
from support.script import Script
from support.sensor import Sensor

ENOUGH = "enough keystrokes to be shown are fifty, here are some more"


def test_device_plugged_in_while_running_is_read(sensing):
    vm = sensing
    with Sensor(vm) as sensor:
        sensor.wait_reading(node_of(vm, "QEMU USB Keyboard"))
        vm.qmp.plug("usb-kbd", "late-keyboard", bus="xhci.0")
        try:
            late = vm.wait_until(
                "grep -l 'USB Keyboard' /sys/class/input/event*/device/name "
                "| sed 's|.*/\\(event[0-9]*\\)/.*|\\1|' | sort -V "
                "| awk '{print} END {exit NR < 2}'")
            node = f"/dev/input/{late.output.split()[-1]}"
            sensor.wait_reading(node)
            # Keys go to the newest keyboard.
            vm.qmp.type_text(ENOUGH, 0.04, 0.03)
        finally:
            vm.qmp.unplug("late-keyboard")
        sensor.wait_not_reading(node)
        log = sensor.stop()
    record = log.only()
    assert record[features.KEYSTROKES] == len(ENOUGH)
    assert log.gaps() == {"removed": 1}


def test_unplug_with_a_key_held(sensing):
    """The kernel lets go of the key, no person does: it is no hold, and nothing hangs over."""
    vm = sensing
    script = Script().type(0, ENOUGH, 0.03, 0.03).key(0, 30, 1).rest(0.5).key(0, 31, 1)
    # What is queued when the device goes can't be read any more: leave time for one more read.
    script.rest(0.5)
    with Sensor(vm) as sensor:
        first = play(vm, script, "keyboard", options="-w -v").finish()
        second = play(vm, Script().type(0, ENOUGH, 0.03, 0.03), "keyboard").finish()
        log = sensor.stop()
    assert first.keystrokes == len(ENOUGH) + 2
    assert len(first.holds) == len(ENOUGH)
    mean = truth.mean_log(first.holds + second.holds)
    record = log.only()
    assert record[features.KEYSTROKES] == first.keystrokes + second.keystrokes
    assert record[features.HOLD_MEAN] == pytest.approx(mean, abs=1e-6)
    assert log.gaps() == {"removed": 2}


def test_fifty_rounds_leave_no_descriptor(sensing):
    vm = sensing
    with Sensor(vm) as sensor:
        sensor.wait_reading(node_of(vm, "QEMU USB Keyboard"), node_of(vm, "QEMU USB Mouse"))
        vm.run("sleep 1")
        before = sensor.descriptors()
        script = Script().type(0, "a", 0.01, 0).move(1, [(1, 1)])
        seen = play(vm, script, "keyboard", "mouse", options="-w -s 100 -l 20 -r 50",
                    timeout=120).finish()
        sensor.wait_descriptors(before)
        log = sensor.stop()
    assert log.total(features.KEYSTROKES) == seen.keystrokes == 50
    assert log.gaps() == {"removed": 100}


def test_devices_lists_what_is_there(sensing):
    vm = sensing
    playing = play(vm, Script(), "keyboard=Listed keyboard", options="-l 4000")
    node = playing.nodes(1)[0]
    listed = json.loads(vm.run("tactus devices --json", check=True).output)
    playing.finish()
    text = json.dumps(listed)
    assert "Listed keyboard" in text and node in text
